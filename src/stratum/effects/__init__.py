"""What touches the machine for several capabilities: SQLite, names of hosts, files hashed or written whole.

What must not live here: what a capability is about, and what only one of them does. Nothing that decides:
rules are in ``core``. Read ``sqlite`` first, then ``hosts`` and ``files``.
"""
