"""Pure parts of training: features, splits, checks, figures, choice, and a run as JSON.

Read ``features`` first: what the framework builds and the notebook prints both follow from it.
"""
