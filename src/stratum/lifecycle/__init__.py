"""The life of a served model: stale, retrained, tried, promoted or rolled back.

What lives here: the pure rules of a cycle, and the programs that watch models; it may join capabilities.
What must not: the loop that drives it, which is in ``runtime``. Read ``logic`` first.
"""
