"""Frameworks that fit candidates: one file each, found by entry point; their parts beside them."""
