"""Scaling: sizes that contradict each other, or that no host has room for."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from stratum.core.findings import Finding
from stratum.core.quantities import Dimension, show_quantity
from stratum.language.codes import Code
from stratum.language.constraints.context import Context, Group, Space, Typed, error, warning
from stratum.language.constraints.fit import (
    SCALING,
    Amounts,
    Unmet,
    counts,
    requirements,
    take,
    together,
    unmet,
)
from stratum.language.constraints.promises import promised
from stratum.language.tree import DocumentKind

COLD_START: Final = 2.0
"""Seconds that a replica takes to start, at the very least."""
CEILINGS: Final = (("maximumCpu", "cpu", Dimension.CORES), ("maximumMemory", "memory", Dimension.BYTES))


def bounds(context: Context) -> Iterable[Finding]:
    """The smallest size is not above the largest, and limits are raised from something."""
    for _, typed, scaling in _scaled(context):
        least, most = scaling.get("minimum"), scaling.get("maximum")
        if isinstance(least, int) and isinstance(most, int) and least > most:
            message = f"{typed.name} has at least {least} replicas and at most {most}"
            fix = "lower minimum, or raise maximum"
            at, numbers = f"{SCALING}.minimum", (str(least), str(most))
            yield error(Code.SCALING_BOUNDS, typed, message, fix, at=at, numbers=numbers)
        yield from _ceilings(typed, scaling)


def sleeps(context: Context) -> Iterable[Finding]:
    """A service that sleeps cannot answer its first request faster than a replica starts."""
    for _, typed, scaling in _scaled(context):
        promise = promised(typed)
        if scaling.get("minimum") == 0 and promise is not None and promise < COLD_START:
            within = show_quantity(promise, Dimension.SECONDS)
            message = (
                f"{typed.name} promises answers within {within} and may sleep; "
                f"a replica takes {show_quantity(COLD_START, Dimension.SECONDS)} or more to start"
            )
            fix = "set minimum to 1, or accept that the first request after a sleep is late"
            yield warning(Code.SCALING_COLD_START, typed, message, fix, at=f"{SCALING}.minimum")


def room(context: Context) -> Iterable[Finding]:
    """The host has room for the fewest replicas and for raised limits, and best for the most replicas."""
    for groups in context.hosted.values():
        for group in groups.values():
            yield from group.once(_room)


def _room(group: Group) -> tuple[Finding, ...]:
    """What is wrong with the sizes of the components of one host."""
    host = group.head
    scaled = [(typed, typed.element.attributes.get(SCALING)) for typed in group.members]
    if host is None or not any(scaling for _, scaling in scaled):
        return ()
    taken = _taken(host, group.members)
    return tuple(
        finding
        for typed, scaling in scaled
        if isinstance(scaling, Mapping)
        for finding in (*_high(typed, host, scaling), *_many(typed, host, taken, scaling))
    )


def _taken(host: Typed, components: tuple[Typed, ...]) -> Amounts:
    """What all components of a host take of it together, whether they fit or not."""
    taken: dict[str, float] = {}
    count = counts(components)
    for typed in components:
        take(host, together(typed, count[typed.path], (host,)), taken)
    return taken


def _ceilings(typed: Typed, scaling: Mapping[str, object]) -> Iterator[Finding]:
    needs = requirements(typed)
    for name, resource, dimension in CEILINGS:
        most, need = scaling.get(name), needs.get(resource)
        if not isinstance(most, (int, float)):
            continue
        required = show_quantity(float(most), dimension)
        if not isinstance(need, (int, float)):
            message = f"{typed.name} raises its {resource} to {required}, and does not say from what"
            fix = f"add {resource} to requires"
            yield error(Code.SCALING_BOUNDS, typed, message, fix, at=f"{SCALING}.{name}")
        elif most < need:
            available = show_quantity(float(need), dimension)
            message = f"{typed.name} raises its {resource} to {required} at most, and requires {available}"
            fix = f"raise {name}, or require less"
            at, numbers = f"{SCALING}.{name}", (available, required)
            yield error(Code.SCALING_BOUNDS, typed, message, fix, at=at, numbers=numbers)


def _high(typed: Typed, host: Typed, scaling: Mapping[str, object]) -> Iterator[Finding]:
    """Limits that are raised above what the whole host has."""
    for name, resource, dimension in CEILINGS:
        most, offer = scaling.get(name), host.element.attributes.get(resource)
        if isinstance(most, (int, float)) and isinstance(offer, (int, float)) and most > offer:
            required, available = (
                show_quantity(float(most), dimension),
                show_quantity(float(offer), dimension),
            )
            message = f"{typed.name} raises its {resource} to {required}; {host.name} has {available}"
            fix = f"lower {name}, or host {typed.name} on a larger machine"
            at, numbers = f"{SCALING}.{name}", (required, available)
            yield error(Code.SCALING_ROOM, typed, message, fix, at=at, numbers=numbers)


def _many(typed: Typed, host: Typed, taken: Amounts, scaling: Mapping[str, object]) -> Iterator[Finding]:
    """Replicas that do not fit beside everything else on the host."""
    needs = _consumed(typed, host)
    least, most = scaling.get("minimum"), scaling.get("maximum")
    if not isinstance(least, int) or not isinstance(most, int) or _lack(taken, host, needs, 1) is not None:
        return  # a single one that does not fit is a matter of capacity
    lack = _lack(taken, host, needs, least)
    if lack is not None:
        message = f"{least} replicas of {typed.name} need {_words(lack, host)}"
        fix = f"lower minimum, require less, or give {host.name} more"
        at, numbers = f"{SCALING}.minimum", (lack.required, lack.available)
        yield error(Code.SCALING_ROOM, typed, message, fix, at=at, numbers=numbers)
        return
    lack = _lack(taken, host, needs, most) if f"{SCALING}.maximum" in typed.element.positions else None
    if lack is not None:
        message = f"{most} replicas of {typed.name} would need {_words(lack, host)}"
        fix = f"lower maximum, or give {host.name} more; until then it grows to what fits"
        yield warning(Code.SCALING_ROOM, typed, message, fix, at=f"{SCALING}.maximum")


def _consumed(typed: Typed, host: Typed) -> Amounts:
    """What a component takes of what its host has; each replica takes as much."""
    shared = {name for name, capability in host.type.capabilities.items() if capability.consumed}
    found = requirements(typed).items()
    return {name: need for name, need in found if name in shared and isinstance(need, (int, float))}


def _lack(taken: Amounts, host: Typed, needs: Amounts, replicas: int) -> Unmet | None:
    """What the host lacks for so many replicas beside everything else; one of them is counted already."""
    others = {name: used - needs.get(name, 0.0) for name, used in taken.items()}
    found = unmet(host, {name: need * replicas for name, need in needs.items()}, others)
    return found[0] if found else None


def _words(lack: Unmet, host: Typed) -> str:
    return f"{lack.capability.name} {lack.required}; {host.name} has {lack.available}"


def _scaled(context: Context) -> Iterator[tuple[Space, Typed, Mapping[str, object]]]:
    for space, typed, scaling in context.having(DocumentKind.APPLICATION, SCALING):
        if isinstance(scaling, Mapping):
            yield space, typed, scaling
