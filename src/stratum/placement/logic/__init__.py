"""The rules of placement as pure functions. What must not live here: search strategies (see ``solvers``).

Read ``scene`` first, then ``feasibility`` and ``assignment``.
"""
