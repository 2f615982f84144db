"""The supervising side of the deployment: one process at a time keeps what the journal asks for running.

What lives here: the supervisor's step and the lock that keeps a second supervisor out.
What must not: decisions; they are in ``stratum.deployment.logic``. Read ``supervisor`` first.
"""
