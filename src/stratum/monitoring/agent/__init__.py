"""The part of the monitoring that is called every second. Read ``sampler``."""
