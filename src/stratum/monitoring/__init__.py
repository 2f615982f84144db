"""Monitoring: readings of machines, components, queues and models, kept for a while.

What lives here: collectors, the store of samples, windows. What must not: decisions about resources.
"""
