"""Every state can be had again: what a commit depends on beside its files, and training it once more.

What must not live here: how commits are made (``runtime.versions``). Read ``lock`` first.
"""
