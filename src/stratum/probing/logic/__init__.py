"""What to ask of a host, and what its answer means; pure."""
