"""Detectors of drift, each found by entry point. Pure: they compute, and keep what they know in values."""
