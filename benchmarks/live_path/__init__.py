"""Parts of ``benchmarks/live.py``: the subject, the platform's loop, the plain loop, the figures."""
