"""Policies of the resource manager, each found by entry point. Pure: a situation in, a wish out."""
