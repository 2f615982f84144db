"""A cluster of workers on Dask: what its scheduler, its workers and whoever trains on it share.

What lives here: certificates, files by digest, the life of scheduler and worker, a cluster of this machine.
What must not: what a task is; that comes pickled from whoever trains.
Read ``types`` first, then ``labour``.
"""
