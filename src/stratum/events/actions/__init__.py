"""What rules may do, one file each; found by entry point in ``stratum.events.actions``."""
