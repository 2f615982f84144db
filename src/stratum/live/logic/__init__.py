"""What is decided in live editing, as plain functions of values."""
