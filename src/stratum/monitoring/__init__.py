"""Monitoring: readings of machines, components, queues and models, kept for a while.

What lives here: collectors, the store of samples, the sampler that is called every second.
What must not: decisions about resources.
Read ``types`` and ``ports`` first, then ``agent.sampler``.
"""
