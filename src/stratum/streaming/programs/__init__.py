"""The programs themselves: each ``main`` runs until SIGTERM (or to its end) and returns the exit status.

What lives here: input and output around the decisions of ``logic``. What must not: decisions, formats.
Read ``life`` and ``intake`` first, then ``processor``.
"""
