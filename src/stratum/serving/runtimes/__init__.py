"""Runtimes: what turns a bundle's graph into a session. Found by entry point, never imported by name."""
