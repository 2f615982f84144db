"""What files hold: one file a format, each a function from a file to rows. ``reading`` chooses among them.

What must not live here: where files come from (``sources``), networks, credentials. Read ``reading`` first.
"""
