"""Documents about a run: pure functions from specification and run to text, found by entry point."""
