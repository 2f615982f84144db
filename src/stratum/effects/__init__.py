"""What touches the machine and is needed by more than one capability: files of SQLite, names of hosts.

What must not live here: what a capability is about, and what only one of them does. Nothing that decides:
rules are in ``core``. Read ``sqlite`` first, then ``hosts``.
"""
