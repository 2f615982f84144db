"""Versions of a workspace: what the store keeps, told in the words of the model.

What must not live here: knowledge of git, which is the store's, and rules of the language.
"""
