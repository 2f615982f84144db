"""Deployments: say what should run, see what does. The supervisor does the rest."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from stratum.core.clock import Clock
from stratum.core.errors import NotFoundError
from stratum.core.events import Event
from stratum.core.journal import Journal, Query
from stratum.deployment.follower import Follower
from stratum.deployment.logic import fold
from stratum.deployment.logic.checking import check_desired
from stratum.deployment.logic.plan import plan, summarize
from stratum.deployment.logic.records import Application, Record, Service
from stratum.deployment.logic.routes import change_routes, check_changes
from stratum.deployment.logic.services import service_of, state_of
from stratum.deployment.logic.supervise import waiting_for
from stratum.deployment.ports import Backend, Ids
from stratum.deployment.types import (
    ComponentSpec,
    Desired,
    Observed,
    Plan,
    Preview,
    Route,
    RouteChange,
    ServiceState,
    State,
)


class Deployments:
    """The use cases of the deployment. Safe for several threads; several processes may each have one.

    Args:
        journal: Shared with the supervisor.
        clock: Time of the events.
        ids: Ids of the events.
        backends: Read logs, by engine; nothing is started here.
        root: Folder of the components' directories, ``<root>/<application>/<component>``.
    """

    def __init__(
        self, journal: Journal, clock: Clock, ids: Ids, backends: Mapping[str, Backend], root: Path
    ) -> None:
        self._journal = journal
        self._clock = clock
        self._ids = ids
        self._backends = backends
        self._root = root
        self._follower = Follower(journal)

    def applications(self) -> tuple[str, ...]:
        """Names of the applications that should run or still run, sorted."""
        world = self._follower.world()
        return tuple(sorted(name for name, found in world.items() if found.desired or found.records))

    def plan(self, application: str, desired: Desired) -> Plan:
        """What ``apply`` would lead to; empty where nothing has to be done.

        Raises:
            InvalidInputError: If a name is no name or used twice, a dependency is unknown or part of a
                circle, a file leads out of its directory, or a task asks for something after its readiness.
        """
        return self.preview(application, desired).steps

    def preview(self, application: str, desired: Desired) -> Preview:
        """The plan with what should run before and after it; nothing is recorded.

        Raises:
            InvalidInputError: As in ``plan``.
        """
        current = self._application(application)
        after = fold.desire(current, desired, fold.digest_of(desired))
        check_desired(application, after)
        known = (*current.previous, *current.desired)
        steps = plan(application, after.desired, _observe(current), known)
        return Preview(steps, current.desired, after.desired, current.revision)

    def apply(self, application: str, desired: Desired, note: Mapping[str, str] | None = None) -> Plan:
        """Record the desired state; the supervisor acts on it. Returns the plan.

        The same desired state again records nothing, unless there is something to try again (a failed task).
        An unchanged service keeps the routes that are in force.

        Args:
            application: Name of the application.
            desired: What should run.
            note: What else is told with it, such as ``by`` and ``commit``; nothing follows from it here.

        Raises:
            InvalidInputError: As in ``plan``.
        """
        steps = self.plan(application, desired)
        current = self._application(application)
        wanted = bool(desired.components or desired.services)
        same = bool(current.revision) and fold.digest_of(desired) == current.digest
        failed = any(record.state is State.FAILED for record in current.records.values())
        if wanted and not (same and not failed):
            data = {**(note or {}), **fold.desired_data(desired, summarize(steps))}
            self._record(application, fold.DESIRED, data)
        elif current.desired and not wanted:
            self.destroy(application, note)
        return steps

    def former(self, application: str) -> Desired:
        """The desired state before the present one, services as they ran then.

        Raises:
            NotFoundError: If the application was never applied, or nothing else was before.
        """
        current = self._known(application)
        if current.former is None:
            raise NotFoundError(
                f"{application} ran as nothing else before", "apply another state of the model"
            )
        return current.former

    def rollback(self, application: str, note: Mapping[str, str] | None = None) -> Plan:
        """Record the desired state before the present one, services as they ran then. Returns the plan.

        Raises:
            NotFoundError: As in ``former``.
        """
        former = self.former(application)
        steps = self.plan(application, former)
        reason = f"rolled back to what ran before: {summarize(steps)}"
        self._record(application, fold.DESIRED, {**(note or {}), **fold.desired_data(former, reason)})
        return steps

    def change(
        self,
        application: str,
        service: str,
        changes: Sequence[RouteChange],
        *,
        by: str,
        reason: str,
        saw: Mapping[str, object],
    ) -> tuple[Route, ...]:
        """Change the routes of a service; the supervisor acts on it. Returns the routes then in force.

        Changes of different fields never undo each other, whoever makes them. Changes that change nothing are
        not recorded.

        Args:
            application: Name of the application.
            service: Name of the service.
            changes: What becomes of its routes; those that are not named stay.
            by: Who decided, such as ``resources`` or the name of a user.
            reason: Why, for people.
            saw: The numbers that the decision rests on.

        Raises:
            NotFoundError: If there is no such application or service.
            InvalidInputError: If the changes cannot be meant; see ``logic.routes.check_changes``.
        """
        found = self._service(application, service)
        check_changes(found.spec, found.routes, changes)
        if change_routes(found.routes, changes) != found.routes:
            data = fold.routes_data(service, changes, by, reason, saw)
            self._record(application, fold.ROUTES, data, service)
        return self._service(application, service).routes

    def services(self, application: str) -> tuple[ServiceState, ...]:
        """Every service that should run, sorted by name; empty for an unknown application."""
        current = self._application(application)
        found = sorted(current.services, key=lambda service: service.spec.name)
        return tuple(state_of(service, current.records) for service in found)

    def engine(self, application: str) -> str:
        """Name of the engine that runs an application; empty where nothing of it should run."""
        current = self._application(application)
        return current.engine if current.desired else ""

    def destroy(self, application: str, note: Mapping[str, str] | None = None) -> Plan:
        """Record that nothing of the application should run. Returns the plan; empty where nothing ran.

        Raises:
            NotFoundError: If the application was never applied.
        """
        current = self._known(application)
        steps = plan(application, (), _observe(current), (*current.previous, *current.desired))
        if current.desired:
            data = {**(note or {}), "reason": f"destroyed: {summarize(steps)}"}
            self._record(application, fold.DESTROYED, data)
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
        backend = self._backends[current.engine]
        return backend.log(self._root / application / component, tail)

    def _application(self, name: str) -> Application:
        return self._follower.world().get(name, Application(name))

    def _known(self, name: str) -> Application:
        world = self._follower.world()
        if name not in world:
            raise NotFoundError(
                f"application {name!r} was never applied", f"applied: {', '.join(sorted(world)) or 'none'}"
            )
        return world[name]

    def _service(self, application: str, name: str) -> Service:
        current = self._known(application)
        found = service_of(current, name)
        if found is None:
            known = ", ".join(sorted(service.spec.name for service in current.services)) or "none"
            raise NotFoundError(f"{application} has no service {name!r}", f"known: {known}")
        return found

    def _record(
        self, application: str, kind: str, data: Mapping[str, object], subject: str | None = None
    ) -> None:
        source, about = fold.source_of(application), subject or application
        self._journal.append(Event(self._ids(), source, kind, about, self._clock.now(), data))


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
