"""Staleness: detectors that tell when a model's world has changed.

What lives here: the port of a detector, detectors (pure plug-ins), the profile they compare with.
What must not: reading streams, deciding what follows. Read ``types`` first.
"""
