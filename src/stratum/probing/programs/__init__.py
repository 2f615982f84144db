"""What runs on a host that is looked at: a file that is sent there as text, never imported by it."""
