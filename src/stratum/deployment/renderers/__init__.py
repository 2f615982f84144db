"""Files of other tools: pure functions from a blueprint to a rendering, found by entry point.

Each target is written straight from the blueprint. What a renderer's files do not say it leaves out of
``Rendering.carried``, so that it is told as lost.
"""
