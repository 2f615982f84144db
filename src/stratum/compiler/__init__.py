"""PURE: a checked model becomes the specifications that each capability runs.

The only bridge from ``language`` to the running side. What must not live here: input and output.
"""
