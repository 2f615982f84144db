"""Code of a user over rows, in a process of its own with limits.

``running.py`` starts ``child.py`` by ``starting.py``. Those two are no modules of the platform: the other
process runs them, and they import nothing of ``stratum``.
"""
