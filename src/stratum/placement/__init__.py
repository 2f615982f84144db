"""Placement: which host runs which component, and why not another.

What lives here: the problem as values, feasibility with explanations, solvers. What must not: the language.
Read ``types`` first.
"""
