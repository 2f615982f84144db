"""What the actions of rules can do here: requests to the lifecycle, changes of routes, events."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeVar

from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.core.events import Event
from stratum.core.journal import Journal
from stratum.deployment.types import ComponentSpec, Route, RouteChange, ServiceState
from stratum.events.types import Mandate
from stratum.lifecycle.logic.batch_events import predictors, request
from stratum.lifecycle.records import SOURCE, Type

MAIN = "main"
RESOURCES = "/resources/"
FoundT = TypeVar("FoundT")


class Services(Protocol):
    """What is needed of ``stratum.deployment.service.Deployments``."""

    def applications(self) -> tuple[str, ...]:
        """Names of the applications that should run or still run."""
        ...

    def desired(self, application: str, /) -> tuple[ComponentSpec, ...]:
        """The components that should run."""
        ...

    def services(self, application: str, /) -> tuple[ServiceState, ...]:
        """The services of an application as they are now."""
        ...

    def change(
        self,
        application: str,
        service: str,
        changes: Sequence[RouteChange],
        /,
        *,
        by: str,
        reason: str,
        saw: Mapping[str, object],
    ) -> tuple[Route, ...]:
        """Change routes of a service; nothing happens where they are like that. Gives those in force then."""
        ...


class PlatformPowers:
    """Satisfies ``stratum.events.ports.Powers``. Safe for several threads as far as its parts are.

    Args:
        journal: Takes requests and events.
        deployments: The services.
        address: IP address of a modelled host, for an application and a name.
        secret: Value of a variable of the environment.
        reach: IP address at which to speak to a host and port that a rule names.
    """

    def __init__(
        self,
        journal: Journal,
        deployments: Services,
        address: Callable[[str, str], str],
        secret: Callable[[str], str],
        reach: Callable[[str, int], str],
    ) -> None:
        self._journal = journal
        self._deployments = deployments
        self._address = address
        self._secret = secret
        self._reach = reach

    def retrain(self, service: str, mandate: Mandate) -> None:
        """See ``Powers.retrain``; the lifecycle obeys."""
        self._request(Type.RETRAIN_REQUESTED, service, mandate)

    def rollback(self, service: str, mandate: Mandate) -> None:
        """See ``Powers.rollback``; the lifecycle obeys."""
        self._request(Type.ROLLBACK_REQUESTED, service, mandate)

    def run_batch(self, component: str, mandate: Mandate) -> None:
        """See ``Powers.run_batch``; the keeper of batch predictors obeys."""
        found = {
            application: component
            for application in self._deployments.applications()
            if component in predictors(self._deployments.desired(application))
        }
        application, _ = _chosen(found, "batch predictor", component, mandate)
        self._journal.append(request(mandate.id, application, component, mandate.time, mandate.data()))

    def scale(self, service: str, replicas: int, mandate: Mandate) -> None:
        """See ``Powers.scale``."""
        application, state = self._find(service, mandate)
        self._change(application, state, RouteChange(MAIN, replicas=replicas), "scaled", mandate)

    def resize(self, service: str, cpu: float | None, memory: int | None, mandate: Mandate) -> None:
        """See ``Powers.resize``."""
        application, state = self._find(service, mandate)
        self._change(application, state, RouteChange(MAIN, cpu=cpu, memory=memory), "resized", mandate)

    def migrate(self, service: str, host: str, mandate: Mandate) -> None:
        """See ``Powers.migrate``."""
        application, state = self._find(service, mandate)
        change = RouteChange(MAIN, host=host, address=self._address(application, host))
        self._change(application, state, change, "migrated", mandate)

    def emit(self, kind: str, subject: str, data: Mapping[str, object], mandate: Mandate) -> None:
        """See ``Powers.emit``; what the platform tells of an event comes before what the rule does."""
        about = {"application": mandate.application} if mandate.application else {}
        told = {**about, **data, **mandate.data()}
        self._journal.append(Event(mandate.id, mandate.source, kind, subject, mandate.time, told))

    def reach(self, host: str, port: int) -> str:
        """See ``Powers.reach``."""
        return self._reach(host, port)

    def secret(self, name: str) -> str:
        """See ``Powers.secret``."""
        return self._secret(name)

    def _request(self, kind: Type, service: str, mandate: Mandate) -> None:
        application, _ = self._find(service, mandate)
        event = Event(mandate.id, f"{SOURCE}{application}", kind.value, service, mandate.time, mandate.data())
        self._journal.append(event)

    def _change(
        self, application: str, state: ServiceState, change: RouteChange, what: str, mandate: Mandate
    ) -> None:
        """Change the routes, which refuses what cannot be, then say so as the resource manager does."""
        before, name = _main(state.routes), state.spec.name
        routes = self._deployments.change(
            application, name, (change,), by=mandate.by, reason=mandate.reason, saw=mandate.saw
        )
        sizes = {"before": _size(before), "after": _size(_main(routes))}
        source, told = f"{RESOURCES}{application}", {**mandate.data(), **sizes}
        self._journal.append(Event(mandate.id, source, f"resources.{what}", name, mandate.time, told))

    def _find(self, service: str, mandate: Mandate) -> tuple[str, ServiceState]:
        """The service, and the application that it belongs to."""
        found = {
            application: state
            for application in self._deployments.applications()
            for state in self._deployments.services(application)
            if state.spec.name == service
        }
        return _chosen(found, "service", service, mandate)


def _chosen(found: Mapping[str, FoundT], what: str, name: str, mandate: Mandate) -> tuple[str, FoundT]:
    """The application that a mandate means of those that have something of a name, with what it has."""
    if mandate.application in found:
        return mandate.application, found[mandate.application]
    if not found or mandate.application:
        where = mandate.application or "any application that runs"
        raise NotFoundError(f"no {what} {name!r} in {where}", f"name a {what} of the model, and apply it")
    if len(found) > 1:
        message = f"{', '.join(sorted(found))} all have a {what} {name!r}"
        raise InvalidInputError(message, "let the rule wait for events of one application")
    return next(iter(found.items()))


def _main(routes: Sequence[Route]) -> Route:
    return next(route for route in routes if route.name == MAIN)


def _size(route: Route) -> Mapping[str, object]:
    limits = route.limits
    return {"replicas": route.replicas, "cpu": limits.cpu, "memory": limits.memory, "host": route.host}
