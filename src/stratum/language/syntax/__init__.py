"""YAML text to the tree, with the position of everything.

What lives here: nodes (YAML events to a small tree), scalars and values (typed by the metamodel),
elements and parse (documents). What must not: rules between elements, see ``constraints``.
Read ``parse`` first.
"""
