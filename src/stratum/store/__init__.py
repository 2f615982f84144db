"""The versioned workspace: an ordinary git repository of model documents.

What must not live here: knowledge of what the documents mean.
"""
