"""Depots, one file each, found by entry point: where contents are kept by their digest."""
