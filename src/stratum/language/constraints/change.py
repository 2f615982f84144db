"""What an edit changes: the context of the model after it, and the elements whose findings may differ.

Everything that the edit leaves alone is shared with the context before it, with what was worked out for it.
"""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Set

from stratum.core.findings import Finding
from stratum.language.constraints.build import (
    by_kind,
    groups_of,
    host_of,
    hosts_of,
    is_on,
    named_by,
    parts_of,
    typed_as,
    with_infrastructure,
)
from stratum.language.constraints.context import Context, Focus, Group, Placement, Space, Typed
from stratum.language.metamodel import Metamodel, Reference
from stratum.language.tree import Document, DocumentKind, Model

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
    if not _is_alike(before, model, placement):
        return None
    changed = {file: _changed(space, model.documents[file]) for file, space in before.spaces.items()}
    plain = {
        file: _space(space, model.documents[file], changed[file], before.metamodel)
        for file, space in before.spaces.items()
    }
    spaces = {file: _joined(space, before.spaces[file], plain) for file, space in plain.items()}
    hosts = {
        file: _hosts(space, changed[file], before, (placement or {}).get(space.document.name, {}))
        for file, space in spaces.items()
    }
    moved = {file: changed[file] | _differing(before.hosts[file], hosts[file]) for file in spaces}
    after = dataclasses.replace(before, model=model, spaces=spaces, hosts=hosts)
    after = dataclasses.replace(after, hosted=_hosted(before, after, moved))
    renamed = any(spaces[file].kinds is not space.kinds for file, space in before.spaces.items())
    return Change(after, _near(before, after, moved), renamed, _has_other_links(before, after, changed))


def _is_alike(before: Context, model: Model, placement: Placement | None) -> bool:
    if model.documents.keys() != before.spaces.keys() or before.placed != (placement is not None):
        return False
    return all(_is_same_but_elements(s, model.documents[file]) for file, s in before.spaces.items())


def _is_same_but_elements(space: Space, new: Document) -> bool:
    old = space.document
    if old is new:
        return True
    heads = ((d.kind, d.name, d.file, d.attributes, d.positions) for d in (old, new))
    if next(heads) != next(heads) or len(space.elements) < len(old.elements):
        return False
    names = [e.name for e in new.elements]
    if names == [e.name for e in old.elements]:
        return True
    known = set(names)
    kept = [name for name in space.elements if name in known]
    return len(names) == len(known) and kept == [name for name in names if name in space.elements]


def _changed(before: Space, document: Document) -> set[str]:
    """Names of the elements that are new, gone or not the same."""
    if document is before.document:
        return set()
    old = before.elements
    changed = {e.name for e in document.elements if e.name not in old or old[e.name].element is not e}
    if len(document.elements) - len(old) == len(changed - old.keys()):
        return changed
    return changed | (old.keys() - {e.name for e in document.elements})


def _space(before: Space, document: Document, changed: set[str], metamodel: Metamodel) -> Space:
    if document is before.document:
        return before
    elements = {
        name: typed
        for name, element in ((e.name, e) for e in document.elements)
        if (typed := typed_as(document, element, metamodel) if name in changed else before.elements[name])
    }
    has_same_kinds = all(_is_of_same_type(before, elements, name) for name in changed)
    has_parts = before.parts or any(typed.element.parent for typed in map(elements.get, changed) if typed)
    return dataclasses.replace(
        before,
        document=document,
        elements=elements,
        kinds=before.kinds if has_same_kinds else by_kind(elements),
        users=_users(before, elements, changed),
        parts=parts_of(elements) if has_parts else {},
    )


def _is_of_same_type(before: Space, elements: Mapping[str, Typed], name: str) -> bool:
    old, new = before.elements.get(name), elements.get(name)
    return old is not None and new is not None and old.type is new.type


def _users(before: Space, elements: Mapping[str, Typed], touched: Set[str]) -> dict[str, Group]:
    """Who uses what, with the groups made anew whose element or whose members changed."""
    users = dict(before.users)
    stale = {*touched, *(n for name in touched for n in _named(before.elements, name))}
    stale.update(n for name in touched for n in _named(elements, name))
    for name in stale:
        old = users.pop(name, None)
        members = [m.name for m in old.members] if old is not None else []
        members += sorted(t for t in touched if t not in members and name in _named(elements, t))
        found = tuple(elements[m] for m in members if m in elements and name in named_by(elements[m]))
        if found:
            users[name] = Group(elements.get(name), found)
    return users


def _named(elements: Mapping[str, Typed], name: str) -> set[str]:
    return named_by(elements[name]) if name in elements else set()


def _joined(space: Space, before: Space, plain: Mapping[str, Space]) -> Space:
    """A document with its infrastructure, the very one of before where nothing changed in both."""
    joined = with_infrastructure(space, plain)
    is_same = joined.document is before.document and joined.infrastructure is before.infrastructure
    return before if is_same else joined


def _hosts(
    space: Space, changed: set[str], before: Context, placement: Mapping[str, str]
) -> Mapping[str, str]:
    old = before.hosts[space.document.file]
    names = changed | {n for n in space.elements if n in placement or n in old} if before.placed else changed
    if not names:
        return old
    hosts = dict(old)
    for name in names:
        typed = space.elements.get(name)
        host = host_of(typed, placement) if typed is not None else None
        if host is None:
            hosts.pop(name, None)
        else:
            hosts[name] = host
    return hosts


def _differing(before: Mapping[str, str], after: Mapping[str, str]) -> set[str]:
    if before == after:
        return set()
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def _hosted(before: Context, after: Context, moved: Names) -> dict[str, Mapping[str, Group]]:
    """The hosts with their components, with the groups made anew in which something changed."""
    hosted = dict(before.hosted)
    for file, groups in before.hosted.items():
        site = after.spaces[file]
        stale = {n if n in groups else "" for n in _left(before, after, file, moved)}
        if site is not before.spaces[file]:
            fresh = groups_of(site, after.spaces, after.hosts, hosts_of(site))
            hosted[file] = {name: _same(groups.get(name), group) for name, group in fresh.items()}
        elif stale:
            hosted[file] = {**groups, **groups_of(site, after.spaces, after.hosts, stale)}
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


def _has_other_links(before: Context, after: Context, changed: Names) -> bool:
    """Whether anything but what hosts offer is different in an infrastructure."""
    return any(
        not _is_host(before.spaces[file], name) or not _is_host(after.spaces[file], name)
        for file in before.hosted
        for name in changed[file]
    )


def _is_host(space: Space, name: str) -> bool:
    return name in space.elements and bool(space.elements[name].type.capabilities)


def _near(before: Context, after: Context, moved: Names) -> Focus:
    """What changed, what is hosted where something changed, and what is around these."""
    core = {file: moved[file] | _hosted_where(after, file, moved) for file in after.spaces}
    if any(moved[file] for file, s in after.spaces.items() if s.document.kind is DocumentKind.PIPELINE):
        for reference in _NAMING:
            for space, typed, _, _ in after.naming(reference):
                core[space.document.file].add(typed.name)
    return {file: frozenset(_around((before.spaces[file], after.spaces[file]), core[file])) for file in core}


def _hosted_where(context: Context, file: str, moved: Names) -> set[str]:
    """The components that are on a changed host of their infrastructure, or name one."""
    site = context.spaces[file].infrastructure
    changed = moved[site.document.file] if site is not None else set()
    if not changed:
        return set()
    elements, hosts = context.spaces[file].elements, context.hosts[file]
    on_changed = {name for name, host in hosts.items() if host in changed}
    return on_changed | {n for n, t in elements.items() for r in t.element.relations if r.target in changed}


def _around(spaces: Iterable[Space], names: Set[str]) -> Iterator[str]:
    """Elements of a document, what they name, and what names them."""
    yield from names
    for space in spaces:
        for name in names:
            yield from (user.name for user in (space.users[name].members if name in space.users else ()))
            yield from (part.name for part in space.parts.get(name, ()))
            if name in space.elements:
                yield from named_by(space.elements[name])
                yield space.elements[name].element.parent


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
