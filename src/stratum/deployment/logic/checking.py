"""What cannot be deployed, refused before it is recorded."""

import re
from collections.abc import Collection

from stratum.core.errors import InvalidInputError
from stratum.deployment.logic.launches import check_file_name
from stratum.deployment.logic.records import Application
from stratum.deployment.logic.replicas import is_reserved
from stratum.deployment.logic.routes import MAIN
from stratum.deployment.types import ComponentSpec, Kind, ServiceSpec

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")


def check_desired(application: str, after: Application) -> None:
    """Refuse what cannot work.

    Args:
        application: Its name.
        after: The application as it would be.

    Raises:
        InvalidInputError: If a name is no name or used twice, a dependency is unknown, a file leads out of
            its directory, a task asks for something after its readiness, or a service has no ``main`` route.
    """
    names = _checked_names(application, after)
    for component in after.desired:
        _check_spec(component, frozenset(names))
    for service in after.services:
        _check_service(service.spec)


def _checked_names(application: str, after: Application) -> list[str]:
    """Names of everything but replicas."""
    services = [service.spec for service in after.services]
    fixed = [
        *after.components,
        *(part for spec in services for part in (spec.gateway, spec.activator) if part),
    ]
    names = [spec.name for spec in fixed]
    for name in (application, *names):
        if not _NAME.fullmatch(name):
            raise InvalidInputError(
                f"{name!r} cannot name a directory",
                "use letters, digits, '.', '_' and '-'; begin with one of the first",
            )
    twice = {name for name in names if names.count(name) > 1}
    reserved = {name for name in names if is_reserved(name, {spec.name for spec in services})}
    if twice or reserved:
        said = ", ".join(sorted(twice | reserved))
        raise InvalidInputError(
            f"{application} has two components of one name: {said}",
            "replicas are called like their service, with a number" if reserved else "",
        )
    return names


def _check_spec(spec: ComponentSpec, names: Collection[str]) -> None:
    unknown = sorted(set(spec.depends_on) - set(names))
    if unknown:
        raise InvalidInputError(
            f"{spec.name} depends on {', '.join(unknown)}, which the application does not have",
            f"known: {', '.join(sorted(names))}",
        )
    if spec.kind is Kind.TASK and spec.after_ready:
        raise InvalidInputError(
            f"task {spec.name} has something to run after its readiness", "make it a task of its own"
        )
    for file in (*spec.files, *spec.live):
        check_file_name(file)


def _check_service(spec: ServiceSpec) -> None:
    if spec.gateway.name != spec.name:
        raise InvalidInputError(f"the gateway of service {spec.name} is called {spec.gateway.name}")
    if [route.name for route in spec.routes].count(MAIN) != 1:
        raise InvalidInputError(f"service {spec.name} needs one route called {MAIN}")
    if spec.minimum == 0 and spec.activator is None:
        raise InvalidInputError(f"service {spec.name} may sleep and has no activator to wake it")
    if not 0 <= spec.minimum <= spec.maximum or spec.maximum < 1:
        raise InvalidInputError(f"service {spec.name} wants {spec.minimum} to {spec.maximum} replicas")
