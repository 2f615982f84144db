"""TOSCA service templates: 1.0 to 1.3 in simple YAML, and 2.0.

``values`` evaluates what is static, ``worth`` gives it the type of an attribute; ``normative`` maps the types
of the standard to ours; ``node_types``, ``machines``, ``components`` and ``policies`` translate their parts.
Read ``service`` first.
"""
