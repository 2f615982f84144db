"""Capacity: each component fits its host, alone and together with all others on it."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from stratum.core.edits import Fix, Redirect
from stratum.core.findings import Finding
from stratum.language.codes import Code
from stratum.language.constraints.context import HOSTED_ON, Context, Group, Typed, cured, error
from stratum.language.constraints.fit import (
    REQUIRES,
    WHERE,
    Amounts,
    Load,
    Unmet,
    counts,
    replicas,
    requirements,
    signature,
    take,
    together,
    unmet,
)
from stratum.language.constraints.matching import choices
from stratum.language.metamodel import Match
from stratum.language.tree import DocumentKind

_CURES: Final = {
    Match.CONSUMED: "require less {name}, or give {host} more",
    Match.ANY: "allow another value in requires.{name}",
    Match.LEAST: "require less {name}",
    Match.ALL: "do without {lack}, or add it to {name} of {host} where it is there",
    Match.VERSIONS: "allow other versions, or install {lack} on {host}",
}
_CONDITION: Final = "ask for less in requires.where"
_UNKNOWN: Final = "leave out requires.{name}"
Needs = Mapping[str, object]


@dataclasses.dataclass(frozen=True, slots=True)
class _Misfit:
    """A component and what its host does not meet."""

    typed: Typed
    host: Typed
    needs: Needs
    unmet: tuple[Unmet, ...]
    count: int


@dataclasses.dataclass(frozen=True, slots=True)
class _Filled:
    """What the components of a host take of it, and which of them do not fit any more."""

    taken: Amounts
    misfits: tuple[_Misfit, ...]


def hosts(context: Context) -> Iterable[Finding]:
    """Components fill their hosts in the order they are written; who does not fit any more is reported."""
    for groups in context.hosted.values():
        misfits = [misfit for group in groups.values() for misfit in group.once(_fill).misfits]
        yield from _crowded(_load(groups), misfits)


def nowhere(context: Context) -> Iterable[Finding]:
    """For each component without a host there is one that has room for it."""
    for infrastructure in context.of_kind(DocumentKind.INFRASTRUCTURE):
        if not context.placed and not infrastructure.unread:
            groups = context.hosted[infrastructure.document.file]
            yield from _homeless(_load(groups), groups[""].once(_waiting))


def _load(groups: Mapping[str, Group]) -> Load:
    hosts = {name: group.head for name, group in groups.items() if group.head is not None}
    return Load(hosts, {name: groups[name].once(_fill).taken for name in hosts})


def _fill(group: Group) -> _Filled:
    """A host with those components that fit it, in the order they are written."""
    host, taken = group.head, Amounts()
    misfits: list[_Misfit] = []
    if host is None:
        return _Filled(taken, ())
    count = counts(group.members)
    for typed in group.members:
        needs = together(typed, count[typed.path], (host,))
        lacks = unmet(host, needs, taken)
        if lacks:
            misfits.append(_Misfit(typed, host, needs, lacks, count[typed.path]))
        else:
            take(host, needs, taken)
    return _Filled(taken, tuple(misfits))


def _crowded(state: Load, misfits: list[_Misfit]) -> Iterator[Finding]:
    wanted = {signature(misfit.needs): misfit.needs for misfit in misfits}
    others = dict(zip(wanted, choices(state, list(wanted.values())), strict=True))
    for misfit in misfits:
        other = others[signature(misfit.needs)].first
        yield from (_lack(misfit, lack, other) for lack in misfit.unmet)


def _lack(misfit: _Misfit, lack: Unmet, other: Typed | None) -> Finding:
    name, host, capability = misfit.typed.name, misfit.host.name, lack.capability
    many = f" for {misfit.count} replicas" if misfit.count > 1 and capability.consumed else ""
    message = f"{name} needs {capability.name} {lack.required}{many}; {host} has {lack.available}"
    fix = _cure(misfit.host, lack)
    instead = f", or host it on {other.name}, which has room" if other else ""
    at, numbers = f"{REQUIRES}.{capability.name}", (lack.required, lack.available)
    found = error(lack.code, misfit.typed, message, fix + instead, at=at, numbers=numbers)
    return cured(found, *_moved(misfit, other))


def _cure(host: Typed, lack: Unmet) -> str:
    """What would let a component stay on a host."""
    name = lack.capability.name
    if name == WHERE:
        return _CONDITION
    told = _CURES[lack.capability.match] if name in host.type.capabilities else _UNKNOWN
    return told.format(name=name, lack=lack.required, host=host.name)


def _moved(misfit: _Misfit, other: Typed | None) -> Iterator[Fix]:
    """The cure that hosts a component on a host that has room."""
    typed, said = misfit.typed, misfit.typed.element.targets(HOSTED_ON)
    if other is not None and said == (misfit.host.name,):
        edit = Redirect(typed.element.position.file, typed.name, HOSTED_ON, misfit.host.name, other.name)
        yield Fix(f"host {typed.name} on {other.name}", (edit,))


def _homeless(state: Load, waiting: Sequence[tuple[Typed, ...]]) -> Iterator[Finding]:
    """Components without a host for which there cannot be one, with the nearest hosts and what they lack."""
    hosts = state.hosts.values()
    wanted = [together(alike[0], replicas(alike[0]), hosts) for alike in waiting]
    for alike, needs, choice in zip(waiting, wanted, choices(state, wanted), strict=bool(state.hosts)):
        if choice.first is None:
            near = [(host, state.unmet(host, needs)) for host in choice.nearest]
            yield from (_nowhere(typed, near, len(state.hosts)) for typed in alike)


def _waiting(group: Group) -> tuple[tuple[Typed, ...], ...]:
    """The components of a group that are to be placed; those together that ask for the same."""
    alike: dict[object, list[Typed]] = {}
    for typed in group.members:
        if _is_placeable(typed):
            alike.setdefault(typed.once(_asked), []).append(typed)
    return tuple(map(tuple, alike.values()))


def _asked(typed: Typed) -> object:
    return signature(requirements(typed)), replicas(typed)


def _is_placeable(typed: Typed) -> bool:
    """Whether the platform is to choose a host: the component may have one, names none, and is no part."""
    said = typed.element.targets(HOSTED_ON) or typed.element.parent
    return HOSTED_ON in typed.type.relations and not said


def _nowhere(typed: Typed, near: Sequence[tuple[Typed, tuple[Unmet, ...]]], count: int) -> Finding:
    told = "; ".join(f"{host.name}: needs {', '.join(map(str, unmet))}" for host, unmet in near)
    nearest, lacks = near[0]
    cures = "; ".join(_cure(nearest, lack) for lack in lacks)
    fix = cures if lacks[0].capability.consumed else f"{cures}, or add a host that has it"
    message = f"none of {count} hosts satisfies {typed.name}; nearest: {told}"
    required = ", ".join(f"{u.capability.name} {u.required}" for u in lacks)
    available = f"{nearest.name}: {', '.join(u.available for u in lacks)}"
    return error(Code.PLACEMENT_NONE, typed, message, fix, at=REQUIRES, numbers=(required, available))
