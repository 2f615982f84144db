"""The Python face: a workspace as an object for notebooks and scripts, with answers that show themselves.

What must not live here: decisions, and printing. Read ``workspace`` first: ``stratum.Workspace`` is there.
"""
