"""Decisions of the deployment, as plain functions over frozen values.

What lives here: the planner, the order of components, the fold of the journal and its snapshots, the rules of
supervision.
What must not: input and output, clocks, processes. Read ``records`` first, then ``supervise``.
"""
