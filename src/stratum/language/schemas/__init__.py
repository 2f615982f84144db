"""JSON Schema (2020-12) of every kind of document, from the metamodel: what an editor completes and checks.

What lives here: ``values`` (attributes), ``documents`` (elements and documents), ``types`` (own types).
A schema tells the shape; what lies between elements is told by a check. Read ``documents`` first.
"""
