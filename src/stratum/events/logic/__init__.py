"""Pure: what matches, what is due, what fires, what led to what."""
