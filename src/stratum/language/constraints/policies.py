"""Policies: where hosts are said they hold, and where they are not some host is left for each component."""

import dataclasses
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from stratum.core.edits import Connect, Disconnect, Fix
from stratum.core.findings import Finding
from stratum.core.quantities import Dimension, show_quantity
from stratum.language.codes import Code
from stratum.language.constraints.context import HOSTED_ON, Context, Space, Typed, cured, error, warning
from stratum.language.constraints.fit import replicas, together, unmet
from stratum.language.constraints.network import links, shortest
from stratum.language.policy import TARGETS, Policy, domain, hourly, policies, unpriced, wanting
from stratum.language.tree import DocumentKind

_NAMED: Final = 10
_KEEPING: Final[Mapping[str, Code]] = {"keep-in": Code.POLICY_KEEP_IN, "residency": Code.POLICY_RESIDENCY}


@dataclasses.dataclass(frozen=True, slots=True)
class _Asked:
    """A policy with what its components stand on.

    Attributes:
        policy: The policy.
        typed: Its element.
        space: Its application.
        site: The infrastructure.
        hosts: The host of each member that has one, in the order of the members.
    """

    policy: Policy
    typed: Typed
    space: Space
    site: Space
    hosts: Mapping[str, Typed]

    def broken(self, code: Code, message: str, fix: str, numbers: tuple[str, str]) -> Finding:
        """A finding about the policy."""
        return error(code, self.typed, message, fix, at=TARGETS, numbers=numbers)


def groups(context: Context) -> Iterable[Finding]:
    """What policies ask of several components together holds of the hosts that are said."""
    for asked in _asked(context):
        check = _GROUPS.get(asked.policy.role)
        if check is not None:
            yield from check(asked)


def places(context: Context) -> Iterable[Finding]:
    """Each component stands where its policies keep it, or some host is there where it may."""
    for asked in _asked(context):
        if asked.policy.role in _KEEPING:
            yield from _strayed(asked)
            if asked.policy.members and not context.placed:
                yield from _without_any(asked)
    if not context.placed:
        yield from _torn(context)


def objectives(context: Context) -> Iterable[Finding]:
    """The platform aims at one thing for each application."""
    for space in context.of_kind(DocumentKind.APPLICATION):
        found = [p for p in policies(space.document, context.metamodel) if p.role == "objective"]
        for extra in found[1:]:
            message = f"{extra.element.name} is a second objective beside {found[0].element.name}"
            typed = space.elements[extra.element.name]
            yield error(Code.POLICY_OBJECTIVE, typed, message, "keep one of the two", at="aim")


def _asked(context: Context) -> Iterator[_Asked]:
    for space in context.of_kind(DocumentKind.APPLICATION):
        site = space.infrastructure
        for policy in policies(space.document, context.metamodel) if site is not None else ():
            found = ((name, context.host(space, name)) for name in policy.members)
            hosts = {name: host for name, host in found if host is not None and host.type.capabilities}
            typed = space.elements.get(policy.element.name)
            if site is not None and typed is not None:
                yield _Asked(policy, typed, space, site, hosts)


def _together(asked: _Asked) -> Iterator[Finding]:
    names = list(dict.fromkeys(host.name for host in asked.hosts.values()))
    if len(names) > 1:
        first = next(iter(asked.hosts))
        told = ", ".join(f"{name} on {host.name}" for name, host in asked.hosts.items())
        message = f"{asked.typed.name} wants one host for {told}"
        found = asked.broken(
            Code.POLICY_TOGETHER, message, f"host all of them on {names[0]}", ("1 host", ", ".join(names))
        )
        others = (n for n, host in asked.hosts.items() if host.name != names[0])
        edits = [e for name in others for e in _rehosting(asked.space, name, asked.hosts[first].name)]
        yield cured(found, Fix(f"host all on {names[0]}", tuple(edits)))


def _apart(asked: _Asked) -> Iterator[Finding]:
    most = int(asked.policy.amount("most", 1))
    by_host: dict[str, list[str]] = {}
    for name, host in asked.hosts.items():
        by_host.setdefault(host.name, []).append(name)
    for host_name, names in by_host.items():
        if len(names) > most:
            message = f"{asked.typed.name} lets {most} share a host; {', '.join(names)} are on {host_name}"
            numbers = (f"at most {most}", f"{len(names)} on {host_name}")
            fix = f"host {names[-1]} elsewhere, or let more of them share a host"
            yield asked.broken(Code.POLICY_APART, message, fix, numbers)


def _spread(asked: _Asked) -> Iterator[Finding]:
    over, wanted = str(asked.policy.value("over")), int(asked.policy.amount("domains", 2))
    everywhere = {domain(h.element, over) for h in _hosts(asked.site)}
    taken = {domain(host.element, over) for host in asked.hosts.values()}
    free = len(asked.policy.members) - len(asked.hosts)
    most = min(len(taken) + free, len(everywhere | taken))
    if most < wanted:
        numbers = (f"at least {wanted}", str(most))
        message = (
            f"{asked.typed.name} wants its components in {wanted} domains ({over}); "
            f"{', '.join(asked.policy.members)} can stand in {most}"
        )
        fix = f"host some of them in another {over}, add hosts that say theirs, or ask for fewer domains"
        yield asked.broken(Code.POLICY_SPREAD, message, fix, numbers)


def _budget(asked: _Asked) -> Iterator[Finding]:
    yield from _priced(asked)
    most, hosts = asked.policy.amount("most"), {h.name: h.element for h in asked.hosts.values()}
    cheapest = min((hourly({h.name: h.element}) for h in _hosts(asked.site)), default=0.0)
    cost = hourly(hosts) if hosts else cheapest * bool(asked.policy.members)
    if cost > most * (1 + 1e-9) + 1e-9:
        required, available = (show_quantity(value, Dimension.PER_HOUR) for value in (most, cost))
        which = ", ".join(hosts) or "the cheapest host"
        message = f"{asked.typed.name} lets them cost {required}; {which} cost {available}"
        fix = "host them on fewer or cheaper machines, or allow more"
        yield asked.broken(Code.POLICY_BUDGET, message, fix, (f"at most {required}", available))


def _priced(asked: _Asked) -> Iterator[Finding]:
    """A budget over hosts of which some do not say their price: they count as free."""
    anywhere = len(asked.hosts) < len(asked.policy.members)
    hosts = _hosts(asked.site) if anywhere else {h.name: h for h in asked.hosts.values()}.values()
    names = unpriced(host.element for host in hosts)
    if names:
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        listed = ", ".join(names[:_NAMED]) + more
        message = f"{asked.typed.name} counts as free what says no price: {listed}"
        fix = f"write cost at {listed}; 0 /h where it is free"
        yield warning(Code.POLICY_UNPRICED, asked.typed, message, fix, at=TARGETS)


def _latency(asked: _Asked) -> Iterator[Finding]:
    most, graph = asked.policy.amount("most"), asked.site.once(links)
    steps = [asked.hosts[name].name for name in asked.policy.members if name in asked.hosts]
    delays = []
    for first, second in itertools.pairwise(steps):
        reached = shortest(graph, first, {second})
        delays += [reached[second][0]] if second in reached else []
    if sum(delays) > most + 1e-12:
        required, available = (show_quantity(value, Dimension.SECONDS) for value in (most, sum(delays)))
        message = f"{asked.typed.name} wants {required} in all; {' -> '.join(steps)} takes {available}"
        fix = "host them nearer to each other, or allow more"
        yield asked.broken(Code.POLICY_LATENCY, message, fix, (f"at most {required}", available))


_GROUPS: Final[Mapping[str, Callable[[_Asked], Iterator[Finding]]]] = {
    "together": _together,
    "apart": _apart,
    "spread": _spread,
    "budget": _budget,
    "latency": _latency,
}


def _strayed(asked: _Asked) -> Iterator[Finding]:
    """Components whose host is said and is not where the policy keeps them."""
    able = [h.name for h in _hosts(asked.site) if not any(wanting(asked.policy, h.element))]
    for name, host in asked.hosts.items():
        for lack in wanting(asked.policy, host.element):
            message = f"{asked.typed.name} wants {name} on a host with {lack.attribute} {lack.required}"
            fix = f"host {name} on {able[0]}" if able else f"add a host with {lack.attribute} {lack.required}"
            numbers = (f"{lack.attribute} {lack.required}", f"{host.name}: {lack.available}")
            code = _KEEPING[asked.policy.role]
            told = f"{message}; {host.name} has {lack.available}"
            typed = asked.space.elements[name]
            found = error(code, typed, told, f"{fix}, or change the policy", at=HOSTED_ON, numbers=numbers)
            cures = [
                Fix(f"host {name} on {other}", _rehosting(asked.space, name, other)) for other in able[:1]
            ]
            yield cured(found, *cures)


def _without_any(asked: _Asked) -> Iterator[Finding]:
    """A policy that no host satisfies, with the nearest."""
    lacking = [(host, list(wanting(asked.policy, host.element))) for host in _hosts(asked.site)]
    if asked.site.unread or not lacking or not all(lacks for _, lacks in lacking):
        return
    nearest, lacks = min(lacking, key=lambda pair: (len(pair[1]), pair[0].name))
    told = ", ".join(map(str, lacks))
    message = f"none of {len(lacking)} hosts satisfies {asked.typed.name}; nearest: {nearest.name}: {told}"
    numbers = (
        ", ".join(f"{lack.attribute} {lack.required}" for lack in lacks),
        f"{nearest.name}: {', '.join(lack.available for lack in lacks)}",
    )
    fix = f"allow what {nearest.name} has, or add a host"
    yield asked.broken(_KEEPING[asked.policy.role], message, fix, numbers)


def _torn(context: Context) -> Iterator[Finding]:
    """Components without a host that could stand on some, and may on others, but on none of both."""
    kept: dict[str, list[_Asked]] = {}
    for asked in _asked(context):
        for name in asked.policy.members if asked.policy.role in _KEEPING else ():
            if name not in asked.hosts and name in asked.space.elements:
                kept.setdefault(f"{asked.space.document.file}#{name}", []).append(asked)
    for key, group in kept.items():
        space, name = group[0].space, key.partition("#")[2]
        yield from _unplaceable(space.elements[name], group, _hosts(group[0].site))


def _unplaceable(typed: Typed, group: Sequence[_Asked], hosts: Sequence[Typed]) -> Iterator[Finding]:
    needs = together(typed, replicas(typed), hosts)
    lacking = {host.name: [str(u) for u in unmet(host, needs, {})] for host in hosts}
    kept = {h.name: [str(w) for a in group for w in wanting(a.policy, h.element)] for h in hosts}
    alone = [all(any(wanting(a.policy, h.element)) for h in hosts) for a in group]
    if not hosts or any(alone) or all(lacking.values()):
        return  # told of the policy, or of the requirements
    if any(not lacking[h.name] and not kept[h.name] for h in hosts):
        return
    nearest = min(hosts, key=lambda h: (len(lacking[h.name]) + len(kept[h.name]), h.name)).name
    names = ", ".join(asked.typed.name for asked in group)
    told = "; ".join((*kept[nearest], *(f"needs {lack}" for lack in lacking[nearest])))
    message = f"none of {len(hosts)} hosts satisfies {typed.name} and {names}; nearest: {nearest}: {told}"
    fix = f"require less, or change {names} so that {nearest} will do"
    numbers = (f"a host for {typed.name} that {names} allows", f"{nearest}: {told}")
    yield error(Code.POLICY_NONE, typed, message, fix, numbers=numbers)


def _hosts(site: Space) -> list[Typed]:
    return [typed for typed in site.elements.values() if typed.type.capabilities]


def _rehosting(space: Space, name: str, host: str) -> tuple[Disconnect | Connect, ...]:
    """The edits that give a component another host in the place of the one that it says."""
    file, element = space.document.file, space.elements[name].element
    said = element.targets(HOSTED_ON)
    return (*(Disconnect(file, name, HOSTED_ON, old) for old in said), Connect(file, name, HOSTED_ON, host))
