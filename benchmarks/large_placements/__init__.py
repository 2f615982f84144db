"""What the placement benchmark consists of: instances, solvers beside it, measuring."""
