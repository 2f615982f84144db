"""Backends: ways to run a component on a machine. Each is found by entry point, never imported by name.

What lives here: ``local``, which runs components as processes of this machine, and what it needs.
What must not: decisions about when to run what. Read ``stratum.deployment.ports`` first, then ``local``.
"""
