"""Batch predictors from outside: what they do and are asked for, and the events that tell of it."""

import dataclasses
import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Final

import msgspec

from stratum.core.errors import InvalidInputError, NotFoundError, StratumError, TransientError
from stratum.core.events import Event
from stratum.core.journal import Journal, Query
from stratum.deployment.types import ComponentSpec
from stratum.lifecycle.logic.batch_events import REQUESTED, SOURCE, end, end_id, predictors, request
from stratum.lifecycle.logic.batch_runs import State
from stratum.monitoring.fetch import fetch_text, send_text
from stratum.runtime.views import Json
from stratum.runtime.wiring import Parts, new_id

EVERY: Final = 2.0
PATIENCE: Final = 2.0
REQUESTS: Final = 1000
"""So many of the newest requests are looked at; older ones were answered, or are given up."""


@dataclasses.dataclass(frozen=True, slots=True)
class Predictor:
    """A batch predictor of an application; ``url`` is where it answers."""

    application: str
    name: str
    url: str

    def state(self) -> State:
        """What it says now.

        Raises:
            TransientError: If it does not answer.
        """
        try:
            return msgspec.json.decode(fetch_text(f"{self.url}/state", PATIENCE), type=State)
        except msgspec.DecodeError as error:
            raise TransientError(f"{self.url}/state is not readable: {error}") from error

    def ask(self, event: Event) -> None:
        """Hand a request over.

        Raises:
            TransientError: If it is not taken now.
        """
        why = f"asked for by {event.data.get('by', 'somebody')}: {event.data.get('reason', '')}"
        send_text("POST", f"{self.url}/runs", json.dumps({"id": event.id, "why": why}), PATIENCE)


def found(parts: Parts, application: str | None = None) -> tuple[Predictor, ...]:
    """The predictors that should run, of one application or of all."""
    names = parts.deployments.applications()
    return tuple(
        _predictor(name, spec)
        for name in names
        if application in {None, name}
        for spec in predictors(parts.deployments.desired(name)).values()
    )


def predictor_of(parts: Parts, name: str, application: str | None = None) -> Predictor:
    """The predictor of a name.

    Raises:
        NotFoundError: If there is none; the hint lists those there are.
        InvalidInputError: If several applications have one.
    """
    known = found(parts, application)
    fitting = [one for one in known if one.name == name]
    if not fitting:
        names = ", ".join(f"{one.name} of {one.application}" for one in known)
        hint = f"known: {names}" if names else "deploy one with: stratum apply"
        raise NotFoundError(f"no batch predictor {name!r} is deployed", hint)
    if len(fitting) > 1:
        names = ", ".join(one.application for one in fitting)
        raise InvalidInputError(f"several applications have {name!r}", f"--application: {names}")
    return fitting[0]


def ask(parts: Parts, predictor: Predictor, by: str, because: str) -> str:
    """Ask for a run; the agent hands it over. Returns the name of the run."""
    data = {"reason": because, "by": by, "saw": {}}
    event = request(new_id(), predictor.application, predictor.name, parts.clock.now(), data)
    parts.journal.append(event)
    return event.id


def ended(parts: Parts, predictor: Predictor, run: str, pause: Callable[[], object]) -> Event:
    """The event that tells of the end of a run; waits for it."""
    query = Query(id=end_id(predictor.application, predictor.name, run))
    while not (entries := parts.journal.find(query)):
        pause()
    return entries[0].event


def view(predictor: Predictor) -> Json:
    """A predictor as JSON data; ``reason`` tells why nothing is known of it."""
    about = {"application": predictor.application, "component": predictor.name}
    try:
        state = predictor.state()
    except StratumError as error:
        return {**about, "reason": error.message, "open": None, "next": None, "runs": []}
    runs = [msgspec.to_builtins(run) for run in reversed(state.runs)]
    return {
        **about,
        "reason": "",
        "open": msgspec.to_builtins(state.open),
        "next": state.next,
        "runs": runs,
    }


def batch_keeper(parts: Parts) -> "BatchKeeper":
    """The keeper of a workspace."""
    return BatchKeeper(lambda: found(parts), parts.journal, ThreadPoolExecutor(2, "batches"))


class BatchKeeper:
    """Satisfies ``stratum.runtime.keepers.Keeper``: hands requests over, and tells of the ends of runs.

    Args:
        known: Gives the predictors that should run.
        journal: The events.
        workers: Ask them, so that one that does not answer holds nobody else; ended with the keeper.
    """

    def __init__(self, known: Callable[[], Sequence[Predictor]], journal: Journal, workers: Executor) -> None:
        self._known = known
        self._journal = journal
        self._workers = workers
        self._looked = 0.0
        self._told: set[str] = set()
        self._questions: dict[Predictor, Future[State]] = {}

    def step(self, now: float) -> None:
        """See ``Keeper.step``; looks at each predictor every two seconds.

        Raises:
            StratumError: If the journal cannot be read or written.
        """
        if 0 <= now - self._looked < EVERY:
            return
        self._looked = now
        known = self._known()
        self._questions = {one: work for one, work in self._questions.items() if one in known}
        for one in known:
            work = self._questions.get(one)
            if work is not None and not work.done():
                continue
            if work is not None and work.exception() is None:
                self._tell(one, work.result())
            self._questions[one] = self._workers.submit(_look, one, tuple(self._open(one)))

    def close(self) -> None:
        """See ``Keeper.close``."""
        self._workers.shutdown(wait=False, cancel_futures=True)

    def _tell(self, one: Predictor, state: State) -> None:
        for run in state.runs:
            ended_as = end_id(one.application, one.name, run.id)
            if run.ended and ended_as not in self._told:
                self._journal.append(end(one.application, one.name, run))
                self._told.add(ended_as)

    def _open(self, one: Predictor) -> Iterator[Event]:
        """The newest requests that no end is known of, oldest first."""
        query = Query(f"{SOURCE}{one.application}", REQUESTED, one.name, limit=REQUESTS)
        for entry in reversed(self._journal.find(query)):
            ended_as = end_id(one.application, one.name, entry.event.id)
            if ended_as in self._told:
                continue
            if self._journal.find(Query(id=ended_as, limit=1)):
                self._told.add(ended_as)
                continue
            yield entry.event


def _look(predictor: Predictor, requests: Sequence[Event]) -> State:
    """Hand over what it does not know yet, until it takes no more, and hear how it is."""
    state = predictor.state()
    taken = {run.id for run in state.runs}
    for event in requests:
        if event.id in taken:
            continue
        try:
            predictor.ask(event)
        except TransientError:
            break
    return state


def _predictor(application: str, spec: ComponentSpec) -> Predictor:
    return Predictor(application, spec.name, f"http://{spec.address}:{spec.ports['status']}")
