"""Legal edits: a model and its texts after an edit, or why it cannot be.

What lives here: ``sheet``, ``surgery`` and ``removal`` (changing a text without touching anything else),
``sources`` (a text with its tree), ``actions`` (each edit as changes of texts), ``documents``
(those of whole documents), ``types`` (those of types of one's own), ``draft`` (applying edits,
and what is legal), ``fixing`` (which fixes help), ``diff`` (what makes one document of another).
What must not: rules between elements, see ``constraints``; effects. Read ``draft`` first.
"""
