"""Carrying out an order: review it again, refuse it where it is stale, prepare, record, wait.

Whoever asks, from a terminal or the page, it is done here, and told in the journal step by step.
"""

import contextlib
import dataclasses
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, Protocol

from stratum.core.errors import StratumError, TransientError
from stratum.core.events import Event
from stratum.core.operations import Order
from stratum.deployment.agent.lock import SupervisorLock
from stratum.deployment.types import Observed, Plan
from stratum.language.tree import DocumentKind
from stratum.runtime.agent import ensure_agent
from stratum.runtime.deploying import prepare, wait_for
from stratum.runtime.gauging import note_survey
from stratum.runtime.operating.cycles import Leaving
from stratum.runtime.operating.records import Type, operation_event
from stratum.runtime.operating.reviews import Review, refuse_stale, review
from stratum.runtime.reliance import refuse_absent
from stratum.runtime.wiring import Parts, new_id

FOLDER: Final = "operations"
LOCK: Final = "operations.lock"
LATEST_LOOK: Final = 5.0
_TRIES = 100
_PAUSE = 0.05
Pause = Callable[[float], object]


class Listener(Protocol):
    """Whoever is told how an order goes on."""

    def recorded(self, found: Review) -> None:
        """What is to run is in the journal; from now on it goes on by itself."""
        ...

    def changed(self, one: Observed) -> None:
        """A component stands somewhere else than before."""
        ...


class Silent:
    """Satisfies ``Listener``; tells nobody."""

    def recorded(self, found: Review) -> None:
        """See ``Listener.recorded``."""

    def changed(self, one: Observed) -> None:
        """See ``Listener.changed``."""


@dataclasses.dataclass(frozen=True, slots=True)
class Errand:
    """An order to be carried out.

    Attributes:
        application: Name of the application; None where there is only one.
        order: What is asked for.
        by: Who asks.
        id: Of the operation; empty for a new one.
    """

    application: str | None
    order: Order
    by: str
    id: str = ""


def carry_out(parts: Parts, errand: Errand, wait: float, listener: Listener) -> Plan:
    """Do what is ordered and wait until it is so. Every step is told in the journal.

    Args:
        parts: The workspace.
        errand: What is asked for, and by whom.
        wait: Seconds until everything has to be as wanted.
        listener: Told how it goes on.

    Raises:
        PermanentError: If something else would be done by now than was reviewed, or a component failed.
        TransientError: If it is not as wanted in time; the agent goes on.
        StratumError: As ``review`` says; nothing was done then.
    """
    order, by = errand.order, errand.by
    found = review(parts, errand.application, order)
    operation = errand.id or new_id()
    tell = _teller(parts, found.application, operation)
    with alive(parts, operation):
        tell(Type.BEGUN, "looked at what is to be done", {"by": by, **_terms(order)})
        try:
            _prepare(parts, found, tell)
            steps = _record(parts, found, by, tell)
            listener.recorded(found)
            _settle(parts, found.application, wait, listener)
        except StratumError as error:
            tell(Type.FAILED, str(error), {})
            raise
        tell(Type.DONE, "it runs as wanted" if order.to != "nothing" else "nothing runs any more", {})
    return steps


def lives(parts: Parts, operation: str) -> bool:
    """Whether a process carries an operation out."""
    path = _held(parts, operation)
    lock = SupervisorLock.acquire(path) if path.is_file() else None
    if lock is not None:
        lock.release()
    return lock is None and path.is_file()


@contextlib.contextmanager
def alive(parts: Parts, operation: str, pause: Pause | None = None) -> Iterator[None]:
    """Hold a lock that ends with this process, so that others see whether it goes on.

    Args:
        parts: The workspace.
        operation: Its id.
        pause: Waits some seconds while somebody who looks has the lock; that of the system where None.

    Raises:
        TransientError: If another process carries it out.
    """
    lock = _take(_held(parts, operation), f"operation {operation} is carried out already", pause)
    try:
        yield
    finally:
        lock.release()
        _held(parts, operation).unlink(missing_ok=True)


def _held(parts: Parts, operation: str) -> Path:
    return parts.state / FOLDER / f"{operation}.lock"


def _settle(parts: Parts, name: str, wait: float, listener: Listener) -> None:
    """Wait, and end the cycles of services that run no more, also where something does not go as wanted."""
    leaving = Leaving(parts, name)
    leaving.stop()
    try:
        settle(parts, name, wait, listener.changed)
    finally:
        leaving.end()


def settle(parts: Parts, name: str, wait: float, watch: Callable[[Observed], None]) -> None:
    """Wait until an application is as it should be; an agent that ends meanwhile is replaced.

    Raises:
        PermanentError: If a component failed for good.
        TransientError: If ``wait`` seconds have passed, or no agent can be started.
    """
    ensure_agent(parts)

    def observe() -> tuple[Observed, ...]:
        ensure_agent(parts, within=LATEST_LOOK)
        return parts.deployments.status(name)

    pause = threading.Event().wait
    wait_for(observe, lambda: parts.deployments.desired(name), parts.clock, pause, watch, wait)


def _prepare(parts: Parts, found: Review, tell: "Tell") -> None:
    """Everything that may take long, before anything is changed."""
    refuse_stale(found)
    refuse_absent(found.uses, found.application)
    if found.order.to != "nothing":
        tell(Type.PREPARING, "gets ready what the components need", {})
        prepare(parts, found.desired)


def _record(parts: Parts, found: Review, by: str, tell: "Tell") -> Plan:
    """Record what is desired; what was reviewed is looked at once more, with nobody else between."""
    lock = _take(parts.state / LOCK, "somebody else applies something at this moment")
    try:
        again = review(parts, found.application, found.order)
        refuse_stale(again)
        steps = _write(parts, again, by)
    finally:
        lock.release()
    count = len(steps.actions)
    tell(Type.RECORDED, f"{count} steps are under way" if count else "there is nothing to do", {})
    return steps


def _write(parts: Parts, found: Review, by: str) -> Plan:
    name, order, deployments = found.application, found.order, parts.deployments
    told = {"by": by, "why": order.reason, "commit": order.at}
    note = {key: value for key, value in told.items() if value}
    if order.to == "nothing":
        return deployments.destroy(name, note)
    if order.to == "previous" or found.checked is None:
        return deployments.rollback(name, note)
    steps = deployments.apply(name, found.desired, note)
    note_survey(parts, found.checked, found.checked.document(DocumentKind.APPLICATION, name))
    return steps


def _take(path: Path, busy: str, pause: Pause | None = None) -> SupervisorLock:
    wait = pause or threading.Event().wait
    for _ in range(_TRIES):
        if lock := SupervisorLock.acquire(path):
            return lock
        wait(_PAUSE)
    raise TransientError(busy, "try again")


Tell = Callable[[Type, str, dict[str, str]], None]


def _teller(parts: Parts, application: str, identity: str) -> Tell:
    def tell(kind: Type, reason: str, more: dict[str, str]) -> None:
        now = parts.clock.now()
        event: Event = operation_event(new_id(), application, identity, kind, now, {"reason": reason, **more})
        parts.journal.append(event)

    return tell


def _terms(order: Order) -> dict[str, str]:
    return {"to": order.to, "at": order.at, "engine": order.engine, "why": order.reason}
