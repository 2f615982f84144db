"""Code of a user over rows, in a process of its own with limits. ``running.py`` starts ``child.py``.

``child.py`` is no module of the platform: the other process runs it, and it imports nothing of ``stratum``.
"""
