"""The routes of a service: what a change makes of them, what a new model does, and what is refused.

Scaling, resizing, migration, canary, shadow, promotion and rollback are all changes of routes.
"""

import dataclasses
import math
import re
from collections.abc import Sequence

from stratum.core.errors import InvalidInputError
from stratum.deployment.types import Limits, Route, RouteChange, ServiceSpec

MAIN = "main"
_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")


def change_routes(routes: Sequence[Route], changes: Sequence[RouteChange]) -> tuple[Route, ...]:
    """The routes after ``changes``, in their order; ``main`` stays first.

    Two changes of different fields do not undo each other, whoever was first. Dropping a route that is not
    there changes nothing.
    """
    found = {route.name: route for route in routes}
    for change in changes:
        if change.drop:
            found.pop(change.name, None)
        elif pattern := found.get(change.name) or found.get(MAIN):
            found[change.name] = _changed(pattern, change, tuple(found.values()))
    return tuple(found.values())


def bound(routes: Sequence[Route], spec: ServiceSpec) -> tuple[Route, ...]:
    """The routes with the replicas of ``main`` between ``minimum`` and ``maximum`` of the service."""
    return tuple(
        dataclasses.replace(route, replicas=max(spec.minimum, min(route.replicas, spec.maximum)))
        if route.name == MAIN
        else route
        for route in routes
    )


def renew(spec: ServiceSpec, before: ServiceSpec | None, routes: Sequence[Route]) -> tuple[Route, ...]:
    """The routes in force once a service is as ``spec`` says.

    As long as the model says the same of its routes and bounds, they stay as changes have made them. Else the
    model's ``main`` takes over with as many replicas as there were, within its bounds; the other routes stay
    if it serves the version that ``main`` served.

    Args:
        spec: The service now.
        before: The service until now; None for a new one.
        routes: Those in force until now.
    """
    current = main_of(routes)
    if before is None or current is None:
        return bound(spec.routes, spec)
    if _terms(before) == _terms(spec):
        return tuple(routes)
    kept = {route.name: route for route in routes if route.name != MAIN}
    fresh = {
        route.name: dataclasses.replace(route, replicas=current.replicas) if route.name == MAIN else route
        for route in spec.routes
    }
    main = fresh.get(MAIN)
    survive = kept if main is not None and main.version == current.version else {}
    return bound(tuple({**fresh, **survive}.values()), spec)


def main_of(routes: Sequence[Route]) -> Route | None:
    """The route called ``main``."""
    return next((route for route in routes if route.name == MAIN), None)


def check_changes(spec: ServiceSpec, routes: Sequence[Route], changes: Sequence[RouteChange]) -> None:
    """Refuse changes that cannot be meant.

    Raises:
        InvalidInputError: If ``main`` would end, a number lies outside of its bounds, half of a pair is
            missing (version and artifact, host and address), or no route would answer.
    """
    for change in changes:
        _check_change(spec, routes, change)
    after = change_routes(routes, changes)
    for route in after:
        low, high = (spec.minimum, spec.maximum) if route.name == MAIN else (0, max(1, spec.maximum))
        if not low <= route.replicas <= high:
            raise _out_of_bounds(spec, route, low, high)
    if not any(route.weight > 0 and not route.mirror for route in after):
        raise InvalidInputError(f"no route of {spec.name} would answer", "leave one of them a weight")


def _out_of_bounds(spec: ServiceSpec, route: Route, low: int, high: int) -> InvalidInputError:
    bounds = f"{low}" if low == high else f"{low} to {high}"
    key = "minimum" if route.replicas < low else "maximum"
    return InvalidInputError(
        f"route {route.name} of {spec.name} would have {route.replicas} replicas; "
        f"the model bounds it to {bounds}",
        f"write in {spec.name} of the model scaling: {{policy: none, {key}: {route.replicas}}}; "
        "then: stratum apply",
    )


def _changed(route: Route, change: RouteChange, others: Sequence[Route]) -> Route:
    told = {
        name: value
        for name in ("name", "version", "artifact", "host", "address", "replicas", "weight", "mirror")
        if (value := getattr(change, name)) is not None
    }
    if change.host is not None and change.address is None:
        here = [other.address for other in others if other.host == change.host]
        told["address"] = here[0] if here else route.address
    cpu = route.limits.cpu if change.cpu is None else change.cpu
    memory = route.limits.memory if change.memory is None else change.memory
    return dataclasses.replace(route, **told, limits=Limits(cpu, memory))


def _terms(spec: ServiceSpec) -> tuple[object, ...]:
    return (spec.routes, spec.minimum, spec.maximum, spec.ceiling)


def _check_change(spec: ServiceSpec, routes: Sequence[Route], change: RouteChange) -> None:
    if not _NAME.fullmatch(change.name):
        raise InvalidInputError(
            f"{change.name!r} cannot name a route", "use a-z, 0-9 and '-', a letter first"
        )
    if change.drop and change.name == MAIN:
        raise InvalidInputError(f"route {MAIN} of {spec.name} cannot end", "let another version take it over")
    if (change.version is None) != (change.artifact is None):
        raise InvalidInputError(f"route {change.name}: version and artifact belong together", "give both")
    known = any(route.host == change.host for route in routes)
    if change.host is not None and change.address is None and not known:
        raise InvalidInputError(f"route {change.name}: no address of host {change.host} is known", "give it")
    for name, value, most in (
        ("cpu", change.cpu, spec.ceiling.cpu),
        ("memory", change.memory, spec.ceiling.memory),
        ("weight", change.weight, 0),
        ("replicas", change.replicas, 0),
    ):
        if value is not None and not (math.isfinite(value) and 0 <= value <= (most or math.inf)):
            limit = f"from 0 to {most:g}" if most else "that is 0 or more"
            raise InvalidInputError(
                f"route {change.name} of {spec.name}: {name} is {value}", f"take a number {limit}"
            )
