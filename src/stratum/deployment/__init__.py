"""Deployment: observe, plan, apply, record.

What lives here: component specifications, the planner, the journal, backends that run components.
What must not: the modelling language (specifications arrive ready).
Read ``types`` first, then ``logic.plan``.
"""
