"""The registry: versions of models, their stages and lineage, their bundles by content.

What must not live here: training, serving.
"""
