"""Where rows come from: one file a kind, found by entry point in ``stratum.data.sources``."""
