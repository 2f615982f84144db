"""The arithmetic of detectors: windows of counts, distances between distributions, the training profile.

What must not live here: a detector. Read ``windows`` first.
"""
