"""One platform for the whole life of an analytics application with machine learning inside.

The layers, top to bottom, are described in ``docs/explanation/architecture.md`` and checked by
``.importlinter``. Read ``core`` first: it is the vocabulary that everything else speaks.
"""

__version__ = "0.1.0"
