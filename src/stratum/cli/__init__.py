"""The command line face: one file a family of commands, tables for people, ``--json`` for programs.

What must not live here: decisions. Read ``main`` first.
"""
