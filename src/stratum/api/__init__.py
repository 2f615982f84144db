"""The HTTP face: routes over ``runtime.views.PlatformView`` and the built page.

What lives here: routes, the one map from errors to HTTP. What must not: decisions.
"""
