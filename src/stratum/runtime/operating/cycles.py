"""Cycles of services that run no more: their trainings end, and the journal says why."""

from collections.abc import Iterator
from typing import Final

from stratum.core.events import Event
from stratum.events.logic.identity import derived
from stratum.lifecycle.logic.leaving import farewell, trainings
from stratum.lifecycle.logic.telling import plain
from stratum.lifecycle.records import SOURCE, Life
from stratum.registry.types import Stage as Rank
from stratum.runtime.jobs import Jobs, machine_lock
from stratum.runtime.lives import Follower
from stratum.runtime.plans import Planbook, read_plans
from stratum.runtime.wiring import Parts

DESTROYED: Final = "the application was destroyed"
LEFT: Final = "the service is no part of the application any more"


class Leaving:
    """Ends what an agent no longer looks after; it need not live.

    Args:
        parts: The workspace.
        application: Name of the application.
    """

    def __init__(self, parts: Parts, application: str) -> None:
        self._parts = parts
        self._application = application
        self._jobs = Jobs(parts.state / "jobs", machine_lock())
        self._follower = Follower(parts.journal)

    def stop(self) -> None:
        """Stop the trainings of services that should run no more; by force when it is called again."""
        for life in self._left():
            for each in trainings(life):
                self._jobs.stop(each.job)

    def end(self) -> None:
        """End their cycles. To be called when no agent looks at them any more.

        Until then one may be in the middle of a step, and start a training that ``stop`` has not seen.
        """
        self.stop()
        desired = self._parts.deployments.desired(self._application)
        for life in self._left():
            tell = farewell(life, LEFT if desired else DESTROYED)
            if tell is not None:
                self._retire(life)
                source, now = f"{SOURCE}{self._application}", self._parts.clock.now()
                event = Event(derived(*tell.key), source, tell.type, life.service, now, plain(tell.data))
                self._parts.journal.append(event)

    def _left(self) -> Iterator[Life]:
        """The lives with a cycle under way whose service should run no more."""
        kept = {state.spec.name for state in self._parts.deployments.services(self._application)}
        for (application, service), life in self._follower.lives().items():
            if application == self._application and service not in kept and life.cycle is not None:
                yield life

    def _retire(self, life: Life) -> None:
        """The version that was tried is no challenger any more."""
        plans = Planbook(self._parts.journal, lambda name: read_plans(self._parts, name))
        plan = plans.plans(self._application).get(life.service)
        challenger = life.cycle.challenger if life.cycle is not None else ""
        tried = (plan.model if plan is not None else "", challenger, Rank.CHALLENGER)
        for version in self._parts.registry.list():
            if (version.name, str(version.version), version.stage) == tried:
                self._parts.registry.promote(version.name, version.version, Rank.RETIRED)
