"""Rules between elements, one file per family: each a set of pure functions from a context to findings.

What lives here: ``context`` (the model with its indexes, built once), ``fit`` (requirements against a
host) and the families. What must not: rules about a single value, see ``syntax.values``.
To add a rule, write a function ``(Context) -> Iterable[Finding]`` and name it in ``tiers``,
with its tier and how far it looks.
"""
