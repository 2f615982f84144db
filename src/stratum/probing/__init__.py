"""Looking at hosts: what there is, in which version, and how fast it is, as facts beside what is declared.

What must not live here: what a model declares, and what follows from a difference; the compiler compares.
Read ``types.py`` first, then ``service.py``.
"""
