"""What an edit changes: the context of the model after it, and the elements whose findings may differ.

Everything that the edit leaves alone is shared with the context before it, with what was worked out for it.
"""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Set

from stratum.core.findings import Finding
from stratum.language.constraints.build import (
    groups_of,
    host_of,
    hosts_of,
    is_on,
    named_by,
    with_infrastructure,
)
from stratum.language.constraints.context import Context, Focus, Group, Placement, Space
from stratum.language.constraints.delta import Delta, applied, between, is_of_same_type
from stratum.language.metamodel import Reference
from stratum.language.tree import DocumentKind, Model

Names = dict[str, set[str]]
_NAMING = (Reference.BLOCK, Reference.DOCUMENT, Reference.MODEL)


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """An edit as the constraints see it.

    Attributes:
        context: The model after the edit.
        near: The elements whose findings may differ, and those around them.
        names: Whether there are other names or types than before, which fixes may propose.
        links: Whether hosts may be linked in another way than before.
    """

    context: Context
    near: Focus
    names: bool
    links: bool


def follow(before: Context, model: Model, placement: Placement | None = None) -> Change | None:
    """What lies between a context and a later model.

    Args:
        before: The context before the edit.
        model: The model after it. Elements that did not change are known by being the same objects.
        placement: As for ``build``.

    Returns:
        The change; None where so much is different that everything has to be looked at again: which documents
        there are, their headers, the order of their elements, or names that are not unique.
    """
    deltas = _deltas(before, model)
    if deltas is None:
        return None
    plain = {f: applied(space, deltas[f], before.metamodel) for f, space in before.spaces.items()}
    spaces = {file: _joined(space, before.spaces[file], plain) for file, space in plain.items()}
    is_placed = before.placed or placement is not None
    asked = {f: _asked(s, deltas[f].changed, is_placed=is_placed) for f, s in spaces.items()}
    hosts = {
        f: _hosts(space, before.hosts[f], asked[f], (placement or {}).get(space.document.name, {}))
        for f, space in spaces.items()
    }
    moved = {f: {*deltas[f].changed, *_moved(before.hosts[f], hosts[f], asked[f])} for f in spaces}
    after = dataclasses.replace(before, model=model, spaces=spaces, hosts=hosts, placed=placement is not None)
    after = dataclasses.replace(after, hosted=_hosted(before, after, moved))
    renamed = any(spaces[file].kinds is not space.kinds for file, space in before.spaces.items())
    links = any(_has_other_links(before.spaces[f], spaces[f], deltas[f].changed) for f in before.hosted)
    return Change(after, _near(before, after, moved), renamed, links)


def _deltas(before: Context, model: Model) -> dict[str, Delta] | None:
    if model.documents.keys() != before.spaces.keys():
        return None
    found = {file: between(space, model.documents[file]) for file, space in before.spaces.items()}
    deltas = {file: delta for file, delta in found.items() if delta is not None}
    return deltas if len(deltas) == len(found) else None


def _joined(space: Space, before: Space, plain: Mapping[str, Space]) -> Space:
    """A document with its infrastructure, the very one of before where nothing changed in both."""
    joined = with_infrastructure(space, plain)
    is_same = joined.document is before.document and joined.infrastructure is before.infrastructure
    return before if is_same else joined


def _asked(space: Space, changed: Set[str], *, is_placed: bool) -> Set[str]:
    """Whose host is to be looked up: what changed with its parts, or all where some are placed."""
    return changed | (space.elements.keys() if is_placed else _parts(space, changed))


def _hosts(
    space: Space, before: Mapping[str, str], names: Set[str], placement: Mapping[str, str]
) -> Mapping[str, str]:
    """The hosts of the components, some of them looked up again."""
    if not names:
        return before
    hosts = dict(before)
    for name in names:
        typed = space.elements.get(name)
        host = host_of(typed, placement, space.elements) if typed is not None else None
        if host is None:
            hosts.pop(name, None)
        else:
            hosts[name] = host
    return hosts


def _moved(before: Mapping[str, str], after: Mapping[str, str], names: Set[str]) -> set[str]:
    """The components whose host is another one."""
    return {name for name in names if before.get(name) != after.get(name)}


def _hosted(before: Context, after: Context, moved: Names) -> dict[str, Mapping[str, Group]]:
    """The hosts with their components, with the groups made anew in which something changed."""
    hosted = dict(before.hosted)
    for file, groups in before.hosted.items():
        site = after.spaces[file]
        hosts = hosts_of(site)
        if list(hosts) == list(groups):
            stale = {n if n in groups else "" for n in _left(before, after, file, moved)}
            stale |= {name for name, host in hosts.items() if host is not groups[name].head}
        else:
            stale = set(hosts)
        fresh = groups_of(site, after.spaces, after.hosts, stale) if stale else {}
        same = {name: _same(groups.get(name), group) for name, group in fresh.items()}
        hosted[file] = {name: same[name] if name in same else groups[name] for name in hosts}
    return hosted


def _left(before: Context, after: Context, site: str, moved: Names) -> set[str]:
    """The hosts of a site that something left, came to, or changed on."""
    return {
        context.hosts[file].get(name, "")
        for context in (before, after)
        for file, space in context.spaces.items()
        if is_on(space, site)
        for name in moved[file]
    }


def _same(old: Group | None, new: Group) -> Group:
    """The group of before where nothing in it changed."""
    is_same = (
        old is not None and old.head is new.head and list(map(id, old.members)) == list(map(id, new.members))
    )
    return old if is_same and old is not None else new


def _has_other_links(before: Space, after: Space, changed: Set[str]) -> bool:
    """Whether anything but what hosts offer is different in an infrastructure."""
    return not all(_is_host(before, name) and _is_host(after, name) for name in changed)


def _is_host(space: Space, name: str) -> bool:
    return name in space.elements and bool(space.elements[name].type.capabilities)


def _near(before: Context, after: Context, moved: Names) -> Focus:
    """What changed, what is hosted where something changed, and what is around these."""
    core = {
        file: moved[file]
        | _hosted_where(before, after, file, moved)
        | _containers((before, after), file, moved[file])
        for file in after.spaces
    }
    if any(moved[file] for file, s in after.spaces.items() if s.document.kind is DocumentKind.PIPELINE):
        for reference in _NAMING:
            for space, typed, _, _ in after.naming(reference):
                core[space.document.file].add(typed.name)
    return {file: frozenset(_around((before.spaces[file], after.spaces[file]), core[file])) for file in core}


def _hosted_where(before: Context, after: Context, file: str, moved: Names) -> set[str]:
    """What is on a changed host of its infrastructure, or names something that is another thing now."""
    old, new = (context.spaces[file].infrastructure for context in (before, after))
    changed = moved[new.document.file] if new is not None else set()
    if old is None or new is None or not changed:
        return set()
    found = {name for name, host in after.hosts[file].items() if host in changed}
    if other := {name for name in changed if not is_of_same_type(old, new.elements, name)}:
        elements = after.spaces[file].elements
        found |= {n for n, t in elements.items() for r in t.element.relations if r.target in other}
    return found


def _containers(contexts: Iterable[Context], file: str, names: Set[str]) -> set[str]:
    """What contains some elements, directly or not."""
    found: set[str] = set()
    for context in contexts:
        elements = context.spaces[file].elements
        waiting = [elements[name].element.parent for name in names if name in elements]
        while waiting:
            name = waiting.pop()
            if name in elements and name not in found:
                found.add(name)
                waiting.append(elements[name].element.parent)
    return found


def _parts(space: Space, names: Iterable[str]) -> set[str]:
    """What some elements contain, directly or not."""
    found: set[str] = set()
    waiting = [*names] if space.parts else []
    while waiting:
        # A name that is used twice may seem to contain itself.
        inside = {part.name for part in space.parts.get(waiting.pop(), ())} - found
        found |= inside
        waiting.extend(inside)
    return found


def _around(spaces: Iterable[Space], names: Set[str]) -> Iterator[str]:
    """Elements of a document, what they name, and what names them."""
    yield from names
    for space in spaces:
        for name in names:
            yield from (user.name for user in (space.users[name].members if name in space.users else ()))
            yield from (part.name for part in space.parts.get(name, ()))
            if name in space.elements:
                yield from named_by(space.elements[name])
                yield from _with_users(space, space.elements[name].element.parent)


def _with_users(space: Space, container: str) -> Iterator[str]:
    """What contains an element, and what uses it for what its parts offer."""
    yield container
    yield from (user.name for user in (space.users[container].members if container in space.users else ()))


def with_faulty(focus: Focus, context: Context, findings: Iterable[Finding]) -> Focus:
    """A focus with the elements that findings are about, since their fixes may propose other names."""
    wider = {file: set(names) for file, names in focus.items()}
    for finding in findings:
        wider[finding.position.file].add(_subject(finding, context))
    return {file: frozenset(names) for file, names in wider.items()}


def is_outside(finding: Finding, context: Context, focus: Focus) -> bool:
    """Whether a finding is about an element that is not in focus."""
    file, name = finding.position.file, _subject(finding, context)
    return name in context.spaces[file].elements and name not in focus[file]


def _subject(finding: Finding, context: Context) -> str:
    """Name of the element that a finding is about; empty for a whole document."""
    document = context.spaces[finding.position.file].document.name
    return finding.element.removeprefix(document).removeprefix("/")
