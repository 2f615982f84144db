"""Names of relations and attributes that several modules of the compiler read."""

HOSTED_ON = "hostedOn"
CONNECTS_TO = "connectsTo"
MAX_LATENCY = "maxLatency"
MIN_BANDWIDTH = "minBandwidth"
MAX_LOSS = "maxLoss"
SCALING = "scaling"
