"""The supervising side of the deployment: one process at a time keeps what the journal asks for running.

What lives here: the supervisor's step, the lock that keeps a second supervisor out, the pulse that it shows.
What must not: decisions; they are in ``stratum.deployment.logic``. Read ``supervisor`` first.
"""
