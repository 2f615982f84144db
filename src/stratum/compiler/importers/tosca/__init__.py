"""TOSCA service templates: 1.0 to 1.3 in simple YAML, and 2.0.

``source`` reads nodes and remembers what was read, so that the rest can be told; ``values`` evaluates what
is static; ``normative`` maps the types of the standard to ours; ``node_types``, ``machines``, ``components``
and ``policies`` translate their parts. Read ``service`` first.
"""
