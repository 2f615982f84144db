"""Collectors: ways to read a target. Each is found by entry point, never imported by name.

What lives here: processes, Prometheus endpoints, NATS servers. What must not: storing, deciding.
Read ``stratum.monitoring.ports`` first.
"""
