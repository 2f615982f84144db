"""Arithmetic of readings: parsing, rates, quantiles, sums per host.

What must not live here: input and output, clocks. Read ``frames`` first.
"""
