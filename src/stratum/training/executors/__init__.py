"""How tasks are run: one file each, found by entry point in ``stratum.training.executors``."""
