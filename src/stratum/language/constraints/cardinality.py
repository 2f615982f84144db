"""Cardinality: how many relations there must and may be, in all and to each type."""

import dataclasses
from collections.abc import Iterable, Iterator

from stratum.core.edits import Connect, Disconnect, Fix
from stratum.core.findings import Finding
from stratum.language.codes import Code
from stratum.language.constraints.context import Context, Space, Typed, cured, error
from stratum.language.metamodel import RelationType, Type
from stratum.language.suggestions import a
from stratum.language.tree import Relation


@dataclasses.dataclass(frozen=True, slots=True)
class _Written:
    """What an element says for one kind of relation."""

    space: Space
    typed: Typed
    kind: RelationType
    relations: tuple[Relation, ...]

    def found(self) -> list[tuple[Relation, Type]]:
        """Each relation once whose target exists, with the type of the target."""
        once = {r.target: r for r in reversed(self.relations)}
        pairs = ((r, self.space.target(r, self.kind)) for r in reversed(once.values()))
        return [(relation, target.type) for relation, target in pairs if target is not None]

    def is_clear(self) -> bool:
        """Whether every name is that of an element of a type that may be meant."""
        fitting = sum(target.is_any(self.kind.types) for _, target in self.found())
        return fitting == len({r.target for r in self.relations})


@dataclasses.dataclass(frozen=True, slots=True)
class _Range:
    """How many there should be of something."""

    minimum: int
    maximum: int | None
    what: str = ""

    @property
    def least(self) -> str:
        """The lower end in words."""
        word = "exactly" if self.minimum == self.maximum else "at least"
        return f"{word} {self.minimum} {self.what}".rstrip()

    @property
    def most(self) -> str:
        """The upper end in words."""
        return f"at most {self.maximum} {self.what}".rstrip()


def counts(context: Context) -> Iterable[Finding]:
    """Neither too few relations nor too many."""
    for space, typed in context.everything():
        written: dict[str, list[Relation]] = {}
        for relation in typed.element.relations:
            written.setdefault(relation.kind, []).append(relation)
        for kind in typed.type.relations.values():
            relations = written.get(kind.kind, ())
            if relations or kind.minimum or any(target.minimum for target in kind.targets):
                yield from _kind(_Written(space, typed, kind, tuple(relations)))


def _kind(written: _Written) -> Iterator[Finding]:
    kind = written.kind
    if len(written.relations) > 1:
        yield from _repeated(written)
    in_all = _Range(kind.minimum, kind.maximum)
    yield from _many(written, in_all, written.relations)
    if len(written.relations) < kind.minimum:
        yield _missing(written, in_all, len(written.relations), kind.types)
    else:
        yield from _by_type(written)


def _by_type(written: _Written) -> Iterator[Finding]:
    """Too few are only reported where every name was understood: one of the others may be meant for it."""
    counted = [target for target in written.kind.targets if target.minimum or target.maximum is not None]
    found = written.found() if counted else []
    for wanted in counted:
        hits = tuple(relation for relation, target in found if target.is_a(wanted.type))
        bounds = _Range(wanted.minimum, wanted.maximum, wanted.type)
        yield from _many(written, bounds, hits)
        if len(hits) < wanted.minimum and written.is_clear():
            yield _missing(written, bounds, len(hits), (wanted.type,))


def _repeated(written: _Written) -> Iterator[Finding]:
    seen: set[str] = set()
    for relation in written.relations:
        if relation.target in seen:
            message = f"{relation.kind} names {relation.target} twice"
            fix = "remove one of the two"
            found = error(Code.RELATION_MANY, written.typed, message, fix, at=relation.position)
            yield cured(found, _parted(written, relation))
        seen.add(relation.target)


def _many(written: _Written, bounds: _Range, hits: tuple[Relation, ...]) -> Iterator[Finding]:
    if bounds.maximum is None or len(hits) <= bounds.maximum:
        return
    surplus, kind = hits[bounds.maximum], written.kind.kind
    message = f"{written.typed.type.name} may have {bounds.most} in {kind}, not {len(hits)}"
    fix = f"remove {surplus.target} from {kind}"
    numbers = (bounds.most, str(len(hits)))
    found = error(Code.RELATION_MANY, written.typed, message, fix, at=surplus.position, numbers=numbers)
    yield cured(found, _parted(written, surplus))


def _parted(written: _Written, relation: Relation) -> Fix:
    name, file = written.typed.name, written.space.document.file
    edit = Disconnect(file, name, relation.kind, relation.target)
    return Fix(f"remove {relation.target} from {relation.kind} of {name}", (edit,))


def _missing(written: _Written, bounds: _Range, found: int, types: tuple[str, ...]) -> Finding:
    kind, typed = written.kind, written.typed
    spelling = next((s for s in kind.spellings if s in typed.element.positions), kind.spellings[0])
    fitting = written.space.fitting(kind, types, typed)[:3]
    choose = f", such as {', '.join(fitting)}" if fitting else f"; add {a(' or '.join(types))} first"
    message = f"{typed.type.name} needs {bounds.least} in {kind.kind}, and has {found or 'none'}"
    numbers = (bounds.least, str(found))
    fix = f"add one to {spelling}{choose}"
    told = error(Code.RELATION_MISSING, typed, message, fix, at=spelling, numbers=numbers)
    return cured(told, *_connected(written, types, bounds.minimum - found))


def _connected(written: _Written, types: tuple[str, ...], short: int) -> Iterator[Fix]:
    """The cure where just one relation is missing and just one element could be meant."""
    kind, typed = written.kind, written.typed
    known = {typed.name, *(r.target for r in written.relations)}
    able = [name for name in written.space.fitting(kind, types, typed) if name not in known]
    if len(able) == 1 and short == 1:
        edit = Connect(written.space.document.file, typed.name, kind.kind, able[0])
        yield Fix(f"add {able[0]} to {kind.kind} of {typed.name}", (edit,))
