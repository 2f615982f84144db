"""Deployments: say what should run, see what does. The supervisor does the rest."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from stratum.core.clock import Clock
from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.core.events import Event
from stratum.core.journal import Journal, Query
from stratum.deployment.follower import Follower
from stratum.deployment.logic import fold
from stratum.deployment.logic.launches import check_file_name
from stratum.deployment.logic.plan import plan, summarize
from stratum.deployment.logic.records import Application, Record
from stratum.deployment.logic.supervise import waiting_for
from stratum.deployment.ports import Backend, Ids
from stratum.deployment.types import ComponentSpec, Kind, Observed, Plan, State

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")


class Deployments:
    """The use cases of the deployment. Safe for several threads; several processes may each have one.

    Args:
        journal: Shared with the supervisor.
        clock: Time of the events.
        ids: Ids of the events.
        backend: Reads logs; starts nothing here.
        root: Folder of the components' directories, ``<root>/<application>/<component>``.
    """

    def __init__(self, journal: Journal, clock: Clock, ids: Ids, backend: Backend, root: Path) -> None:
        self._journal = journal
        self._clock = clock
        self._ids = ids
        self._backend = backend
        self._root = root
        self._follower = Follower(journal)

    def applications(self) -> tuple[str, ...]:
        """Names of the applications that should run or still run, sorted."""
        world = self._follower.world()
        return tuple(sorted(name for name, found in world.items() if found.desired or found.records))

    def plan(self, application: str, desired: Sequence[ComponentSpec]) -> Plan:
        """What ``apply`` would lead to; empty where nothing has to be done.

        Raises:
            InvalidInputError: If a name is no name or used twice, a dependency is unknown or part of a
                circle, a file leads out of its directory, or a task asks for something after its readiness.
        """
        _check(application, desired)
        current = self._application(application)
        return plan(application, desired, _observe(current), (*current.previous, *current.desired))

    def apply(self, application: str, desired: Sequence[ComponentSpec]) -> Plan:
        """Record the desired state; the supervisor acts on it. Returns the plan.

        The same desired state again records nothing, unless there is something to try again (a failed task).

        Raises:
            InvalidInputError: As in ``plan``.
        """
        steps = self.plan(application, desired)
        current = self._application(application)
        same = bool(current.revision) and fold.digest_of(desired) == current.digest
        failed = any(record.state is State.FAILED for record in current.records.values())
        if desired and not (same and not failed):
            self._record(application, fold.DESIRED, fold.desired_data(desired, summarize(steps)))
        elif current.desired and not desired:
            self.destroy(application)
        return steps

    def destroy(self, application: str) -> Plan:
        """Record that nothing of the application should run. Returns the plan; empty where nothing ran.

        Raises:
            NotFoundError: If the application was never applied.
        """
        current = self._known(application)
        steps = plan(application, (), _observe(current), (*current.previous, *current.desired))
        if current.desired:
            self._record(application, fold.DESTROYED, {"reason": f"destroyed: {summarize(steps)}"})
        return steps

    def status(self, application: str) -> tuple[Observed, ...]:
        """Every component that should run or still runs, sorted by name; empty for an unknown application."""
        return _observe(self._application(application))

    def desired(self, application: str) -> tuple[ComponentSpec, ...]:
        """What should run, sorted by name; empty for an unknown or destroyed application."""
        return self._application(application).desired

    def history(self, application: str, limit: int = 200) -> tuple[Event, ...]:
        """The newest events of an application, newest first."""
        found = self._journal.find(Query(source=fold.source_of(application), limit=limit))
        return tuple(entry.event for entry in found)

    def logs(self, application: str, component: str, tail: int = 100) -> tuple[str, ...]:
        """The last lines that a component logged, oldest first.

        Raises:
            NotFoundError: If the application has no such component; the hint lists those it has.
        """
        current = self._known(application)
        names = sorted({spec.name for spec in (*current.desired, *current.previous)} | current.records.keys())
        if component not in names:
            raise NotFoundError(f"{application} has no component {component!r}", f"known: {', '.join(names)}")
        return self._backend.log(self._root / application / component, tail)

    def _application(self, name: str) -> Application:
        return self._follower.world().get(name, Application(name))

    def _known(self, name: str) -> Application:
        world = self._follower.world()
        if name not in world:
            raise NotFoundError(
                f"application {name!r} was never applied", f"applied: {', '.join(sorted(world)) or 'none'}"
            )
        return world[name]

    def _record(self, application: str, kind: str, data: Mapping[str, object]) -> None:
        source = fold.source_of(application)
        self._journal.append(Event(self._ids(), source, kind, application, self._clock.now(), data))


def _observe(current: Application) -> tuple[Observed, ...]:
    names = sorted({spec.name for spec in current.desired} | current.records.keys())
    return tuple(_observed(current, name) for name in names)


def _observed(current: Application, name: str) -> Observed:
    record = current.records.get(name, Record(name))
    if record.live or record.state in {State.DONE, State.FAILED, State.BACKING_OFF}:
        return record.observed()
    missing = waiting_for(current, name)
    reason = f"waits for {', '.join(missing)}" if missing else record.reason or "about to start"
    return Observed(name, record.state, record.digest, 0, record.started, record.restarts, reason)


def _check(application: str, desired: Sequence[ComponentSpec]) -> None:
    names = [spec.name for spec in desired]
    for name in (application, *names):
        if not _NAME.fullmatch(name):
            raise InvalidInputError(
                f"{name!r} cannot name a directory",
                "use letters, digits, '.', '_' and '-'; begin with one of the first",
            )
    if len(names) != len(set(names)):
        twice = sorted({name for name in names if names.count(name) > 1})
        raise InvalidInputError(f"{application} has two components of one name: {', '.join(twice)}")
    for spec in desired:
        _check_spec(spec, frozenset(names))


def _check_spec(spec: ComponentSpec, names: frozenset[str]) -> None:
    unknown = sorted(set(spec.depends_on) - names)
    if unknown:
        raise InvalidInputError(
            f"{spec.name} depends on {', '.join(unknown)}, which the application does not have",
            f"known: {', '.join(sorted(names))}",
        )
    if spec.kind is Kind.TASK and spec.after_ready:
        raise InvalidInputError(
            f"task {spec.name} has something to run after its readiness", "make it a task of its own"
        )
    for file in spec.files:
        check_file_name(file)
