"""Drawings: ``flowchart`` for Mermaid, ``picture`` as SVG over a ``layout``; ``words`` are what both say.

The picture tells every fact of an element in its tooltip, so that nothing of a model is lost in it.
"""
