"""Arithmetic of readings: parsing, rates, quantiles, windows, sums per host, text for Prometheus.

What must not live here: input and output, clocks. Read ``frames`` first.
"""
