"""Merges of models by what their elements are, and what changed between two states in words.

What lives here: ``merge`` (three states of a workspace become one; read it first), ``files`` (which file is
which), ``identity`` (which element is which), ``facts`` (what an element says), ``structure`` (what there is
and where), ``contents`` (what it says), ``texts`` (the YAML of it), ``lines`` (a merge of lines), ``words``.
What must not: git, files, effects. Who reads and commits the files is ``runtime.versions``.
"""
