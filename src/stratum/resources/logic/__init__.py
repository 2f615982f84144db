"""Decisions of the resource manager as pure functions: readings, shapes, arbitration, simulation."""
