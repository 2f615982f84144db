"""The resource manager at work: gauge, decide, arbitrate, act, once a second for each service that is scaled.

What is decided is in ``stratum.resources``. The rules are those that were noted at the last apply; what
policies and arbiter must not forget is a snapshot in the journal.
"""

import dataclasses
from collections.abc import Mapping
from typing import Final

import msgspec

from stratum.core.errors import NotFoundError, PermanentError
from stratum.core.events import Event
from stratum.core.journal import Journal, Snapshot
from stratum.deployment.ports import Ids
from stratum.deployment.service import Deployments
from stratum.deployment.types import RouteChange
from stratum.monitoring.ports import Sink
from stratum.resources.logic.arbitrate import is_worth_telling
from stratum.resources.logic.readings import complaint
from stratum.resources.ports import Policy
from stratum.resources.service import State, turn
from stratum.resources.types import Decision, Kind, Past, Site
from stratum.runtime import plugins
from stratum.runtime.gauging import MAIN, SOURCE, Managed, gauge, ground, noted_survey, readings, settled
from stratum.runtime.wiring import Parts, new_id

EVERY: Final = 1.0
SAVE_EVERY: Final = 60.0
BY: Final = "resources"
POLICIES: Final = "stratum.resources.policies"
_WINDOW = 15.0
_KEY = "1"
_FAILURES = (ArithmeticError, LookupError, TypeError, ValueError, NotFoundError)


@dataclasses.dataclass(frozen=True, slots=True)
class Book:
    """What must not be forgotten of an application.

    Attributes:
        states: What is remembered of each service.
        sizes: Size and host of each service when it was looked at last, as text.
        saved: When the book was kept last.
    """

    states: Mapping[str, State] = dataclasses.field(default_factory=dict)
    sizes: Mapping[str, str] = dataclasses.field(default_factory=dict)
    saved: float = 0.0


def resource_keeper(parts: Parts) -> "ResourceKeeper":
    """The keeper of a workspace."""
    return ResourceKeeper(parts.deployments, parts.samples, parts.journal, new_id)


class ResourceKeeper:
    """Satisfies ``stratum.runtime.keepers.Keeper``.

    Args:
        deployments: Tells the services and changes their routes.
        samples: What was measured.
        journal: Takes the decisions, and what must not be forgotten.
        ids: Ids of the events.
    """

    def __init__(self, deployments: Deployments, samples: Sink, journal: Journal, ids: Ids) -> None:
        self._deployments = deployments
        self._samples = samples
        self._journal = journal
        self._ids = ids
        self._looked = 0.0
        self._books: dict[str, Book] = {}
        self._policies: dict[str, Policy] = {}

    def step(self, now: float) -> None:
        """See ``Keeper.step``; does something once a second."""
        if 0 <= now - self._looked < EVERY:
            return
        self._looked = now
        for application in self._deployments.applications():
            number, survey = noted_survey(self._journal, application)
            book = self._books.get(application) or self._recall(application)
            for state in self._deployments.services(application):
                if state.spec.name in survey.rules:
                    book = self._look_after(Managed(application, state, survey), book, now)
            self._keep(application, book, number, now)

    def close(self) -> None:
        """See ``Keeper.close``; there is nothing to let go of."""

    def _look_after(self, managed: Managed, book: Book, now: float) -> Book:
        """One service: what to do, doing it, and what to remember."""
        state = _noticed(managed, book, now)
        place = ground(managed, self._deployments, managed.rules.suitable)
        decision, following = self._decide(managed, state, place, now)
        if decision is not None:
            following = self._act(managed, state, following, decision, now)
        book = dataclasses.replace(book, states={**book.states, managed.name: following})
        if decision is not None:
            book = dataclasses.replace(book, saved=0.0)
        return dataclasses.replace(book, sizes={**book.sizes, managed.name: _shown(managed)})

    def _decide(
        self, managed: Managed, state: State, place: Site, now: float
    ) -> tuple[Decision | None, State]:
        """What is done; a policy that fails holds its service, and nothing else."""
        name = managed.rules.policy
        try:
            policy = self._policy(name)
            raw = readings(managed, self._samples, now - max(policy.window, _WINDOW))
            why = complaint(raw, now, settled(managed, state.past.changed))
            situation = gauge(managed, raw, self._samples, now)
            return turn(situation, policy, managed.rules, place, state, why)
        except _FAILURES as error:
            reason = f"policy {name} failed: {error}"
        held = Decision(Kind.HELD, managed.size, place.here.name, reason, {"policy": name})
        if not is_worth_telling(held, state.past, now):
            return None, state
        return held, _told(state, now)

    def _act(self, managed: Managed, state: State, following: State, decision: Decision, now: float) -> State:
        """Change the route, then say so. Where it cannot be changed this is said, and nothing remembered."""
        if decision.kind is not Kind.HELD:
            try:
                self._deployments.change(
                    managed.application,
                    managed.name,
                    (_change(managed, decision),),
                    by=BY,
                    reason=decision.reason,
                    saw=decision.saw,
                )
            except PermanentError as error:
                reason = f"{decision.reason}; not done: {error.message}"
                decision = dataclasses.replace(decision, kind=Kind.HELD, reason=reason)
                if not is_worth_telling(decision, state.past, now):
                    return state
                following = _told(state, now)
        self._tell(managed, decision, now)
        return following

    def _tell(self, managed: Managed, decision: Decision, now: float) -> None:
        main, size = managed.main, decision.size
        data = {
            "reason": decision.reason,
            "policy": managed.rules.policy,
            "saw": dict(decision.saw),
            "before": {"replicas": main.replicas, "cpu": main.limits.cpu, "memory": main.limits.memory,
                       "host": main.host},
            "after": {"replicas": size.replicas, "cpu": size.limits.cpu, "memory": size.limits.memory,
                      "host": decision.host},
        }  # fmt: skip
        source, kind = f"{SOURCE}{managed.application}", f"resources.{decision.kind}"
        self._journal.append(Event(self._ids(), source, kind, managed.name, now, data))

    def _policy(self, name: str) -> Policy:
        if name not in self._policies:
            self._policies[name] = plugins.load(POLICIES, name)()
        return self._policies[name]

    def _recall(self, application: str) -> Book:
        """The book as it was kept; an empty one where it was not, or by an earlier form of it."""
        snapshot = self._journal.recall(_name(application))
        if snapshot is None or snapshot.key != _KEY:
            return Book()
        return msgspec.json.decode(snapshot.body, type=Book)

    def _keep(self, application: str, book: Book, number: int, now: float) -> None:
        """Keep the book after each decision, and once a minute what policies remember."""
        if book.states and now - book.saved >= SAVE_EVERY:
            book = dataclasses.replace(book, saved=now)
            body = msgspec.json.encode(book).decode()
            self._journal.remember(Snapshot(_name(application), number, _KEY, body))
        self._books[application] = book


def _name(application: str) -> str:
    return f"resources/{application}"


def _shown(managed: Managed) -> str:
    size = managed.size
    return f"{size.replicas} x {size.limits.cpu:g} cores, {size.limits.memory} bytes on {managed.main.host}"


def _noticed(managed: Managed, book: Book, now: float) -> State:
    """What is remembered of a service; a size that somebody else gave it counts as a change."""
    state = book.states.get(managed.name)
    if state is None:
        return State(Past(changed=now, busy=now))
    if book.sizes.get(managed.name) != _shown(managed):
        return dataclasses.replace(state, past=dataclasses.replace(state.past, changed=now))
    return state


def _told(state: State, now: float) -> State:
    return dataclasses.replace(state, past=dataclasses.replace(state.past, told=now))


def _change(managed: Managed, decision: Decision) -> RouteChange:
    """The fields of the route that become others."""
    main, size = managed.main, decision.size
    moved = decision.host != main.host
    return RouteChange(
        MAIN,
        replicas=size.replicas if size.replicas != main.replicas else None,
        cpu=size.limits.cpu if size.limits.cpu != main.limits.cpu else None,
        memory=size.limits.memory if size.limits.memory != main.limits.memory else None,
        host=decision.host if moved else None,
        address=managed.survey.addresses.get(decision.host) if moved else None,
    )
