"""Kubernetes: ``manifests`` writes files, ``pods`` what runs, ``placing`` where, ``network`` who is reached.

Secrets are only referred to; a note tells how each is made.
"""
