"""Ways to a host: one file each, found by entry point."""
