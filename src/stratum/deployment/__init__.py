"""Deployment: observe, plan, apply, record.

What lives here: component specifications, the planner, the journal, backends that run components,
the supervisor that keeps them running.
What must not: the modelling language (specifications arrive ready).
Read ``types`` first, then ``logic.supervise`` (what is decided) and ``agent.supervisor`` (who does it).
"""
