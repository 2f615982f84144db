"""The composition root: settings, plug-ins, wiring, the real clock, supervised loops.

The only place that reads the environment, the wall clock and entry points.
Read ``platform`` first: it is what the command line and the API talk to.
"""
