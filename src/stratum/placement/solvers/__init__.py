"""Solvers behind ``stratum.placement.ports.Solver``, loaded by entry point.

They only compute: no clock, no chance, no input or output.
"""
