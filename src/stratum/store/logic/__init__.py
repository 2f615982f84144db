"""Pure reasoning about the history.

What must not live here: the repository itself.
"""
