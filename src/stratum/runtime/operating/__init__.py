"""Operating applications: reviews of what an apply would do, orders that go on by themselves, costs, logs.

Lives here what the command line and the API do alike. Begin with ``orders.py``; what is decided is in
``stratum.deployment``, ``resources`` and ``lifecycle``.
"""
