"""The end of a cycle whose service runs no more: its training is stopped, its version retired.

Nobody looks at such a service any more, so this is decided from its life alone.
"""

from stratum.lifecycle.logic.guards import Judgement, Opinion
from stratum.lifecycle.logic.scene import Stop, Tell
from stratum.lifecycle.logic.telling import step_at
from stratum.lifecycle.records import Cycle, Job, Life, Stage, Type


def trainings(life: Life) -> tuple[Stop, ...]:
    """What ends the training of the cycle under way, also one that was started and not told of yet."""
    cycle = life.cycle
    if cycle is None:
        return ()
    if cycle.stage is Stage.BEGUN:
        return (Stop(Job(token(cycle))),)
    return (Stop(cycle.job),) if cycle.job is not None else ()


def farewell(life: Life, why: str) -> Tell | None:
    """The event that ends the cycle under way; None where there is none.

    It is no failure: a model that is applied again may be trained anew without being asked.

    Args:
        life: Where the journal says that things stand.
        why: Why the service runs no more, for people.
    """
    cycle = life.cycle
    if cycle is None:
        return None
    return step_at(Type.REJECTED, cycle, cycle.moment, Judgement(Opinion.FAIL, why))


def token(cycle: Cycle) -> str:
    """Which training comes next in a cycle."""
    return f"{cycle.id}-{cycle.attempt + 1}"
