"""The programs of a training cluster: each ``main`` runs until SIGTERM and returns the exit status.

What lives here: from a specification to ``training.cluster.parts``. What must not: what a worker does.
Read ``scheduler`` first.
"""
