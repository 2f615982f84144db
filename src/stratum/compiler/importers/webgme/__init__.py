"""Projects of WebGME (``.webgmex``): their metamodel as types, their models as applications.

What must not live here: files. Read ``project`` first.
"""
