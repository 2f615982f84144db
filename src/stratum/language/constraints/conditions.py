"""Conditions on elements in the Common Expression Language: what they may read, and whether they hold.

The work of a condition is bounded by its length times the size of what it reads: no list is gone through
inside of going through a list, and nothing can be made larger and larger. So ``map`` is refused, and comments
and raw texts, which could hide it, are too.
"""

import dataclasses
import functools
import re
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from stratum.language.constraints.context import Context, Space, Typed
from stratum.language.constraints.expressions import LONGEST, Names, bare, faults
from stratum.language.metamodel import Attribute, Shape

if TYPE_CHECKING:
    import cel

SELF: Final = "self"
HOST: Final = "host"
RELATED: Final = "related"
PARTS: Final = "parts"
OF_EVERY: Final = ("name", "type")
"""What can be read of every element beside its attributes."""
_EACH: Final = re.compile(r"\.\s*(?:all|exists|exists_one|existsOne|filter)\s*\(")
_GROWING: Final = re.compile(r"\.\s*(?:map|transform\w*|optMap|optFlatMap|bind)\s*\(")
_HIDDEN: Final = re.compile(r"\b[rRbB]{1,2}['\"]|'''|\"\"\"")
_MEASURED: Final = frozenset({Shape.NUMBER, Shape.QUANTITY})
_ERRORS: Final = (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError)
View = Mapping[str, object]


class Absent(str):
    """What an expression asks for and does not find; the text says what."""

    __slots__ = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Where:
    """A condition on a host, to be kept with the host: ``host.once(Where(text))``.

    Attributes:
        text: Such as ``host.labels.rack != 'r1'``.
    """

    text: str

    def __call__(self, host: Typed) -> bool | str:
        """Whether it holds of a host; a text says why that cannot be told. One that cannot be read holds."""
        return outcome(self.text, {HOST: host.once(view)}) if is_readable(self.text) else True


def unbounded(text: str) -> Iterator[tuple[str, str]]:
    """Why the work of an expression has no bound, each with a fix; nothing where it has one."""
    if _HIDDEN.search(text):
        yield "the expression has a raw text, bytes or a text in three quotes", "use plain quotes"
        return
    quiet = bare(text)
    if "//" in quiet:
        yield "the expression has a comment", "say in words what it is for beside it"
    if _GROWING.search(quiet):
        yield "the expression makes lists out of lists", "use all, exists, exists_one or filter"
    if any(_EACH.search(inside) for inside in _insides(quiet)):
        yield "the expression goes through a list inside of going through a list", "make two conditions of it"


def _insides(quiet: str) -> Iterator[str]:
    """The arguments of everything that goes through a list."""
    for found in _EACH.finditer(quiet):
        depth = 1
        for end in range(found.end(), len(quiet)):
            depth += {"(": 1, ")": -1}.get(quiet[end], 0)
            if not depth:
                yield quiet[found.end() : end]
                break


def wrong(text: str, names: Names) -> Iterator[tuple[str, str]]:
    """Everything that is wrong with a condition before it is worked out, each with a fix."""
    yield from unbounded(text[:LONGEST])
    yield from faults(text, names)


def on_hosts(fields: Collection[str]) -> Names:
    """What a condition on a host may read, given what hosts have."""
    return Names({HOST: (*OF_EVERY, *fields)}, "host.labels.rack != 'r1'")


def is_readable(text: str) -> bool:
    """Whether a condition can be worked out at all, within bounds."""
    if len(text) > LONGEST or any(unbounded(text)):
        return False
    try:
        return bool(_program(text))
    except ValueError:
        return False


def variables(text: str) -> frozenset[str]:
    """Those of ``self``, ``host``, ``related`` and ``parts`` that an expression reads."""
    return frozenset(_program(text).variables()) & {SELF, HOST, RELATED, PARTS}


def outcome(text: str, values: Mapping[str, object]) -> bool | str:
    """Whether a condition holds; a text says why that cannot be told.

    It is ``Absent`` where something that the condition asks for is not there.
    """
    # The library raises what Python would: whatever it is, the same input gives the same again.
    try:
        value = _program(text).execute(dict(values))
    except KeyError as error:
        return Absent(f"no {error.args[0]}")
    except _ERRORS as error:
        return str(error).partition(". ")[0].splitlines()[0][:200]
    return value if isinstance(value, bool) else f"it gives {value!r}, and not true or false"


def view(typed: Typed) -> View:
    """An element as conditions read it: quantities are numbers in base units, always with a fraction."""
    attributes = typed.type.attributes
    values = {
        name: _seen(attributes.get(name), value)
        for name, value in typed.element.attributes.items()
        if value is not None
    }
    return {"name": typed.name, "type": typed.type.name, **values}


def surroundings(context: Context, space: Space, typed: Typed, wanted: Collection[str]) -> dict[str, object]:
    """What a condition reads about an element: only the variables that it names."""
    values: dict[str, object] = {}
    if SELF in wanted:
        values[SELF] = typed.once(view)
    if HOST in wanted:
        host = context.host(space, typed.name)
        values[HOST] = host.once(view) if host is not None else {}
    if RELATED in wanted:
        values[RELATED] = _related(space, typed)
    if PARTS in wanted:
        values[PARTS] = [part.once(view) for part in space.parts.get(typed.name, ())]
    return values


def _related(space: Space, typed: Typed) -> dict[str, list[View]]:
    found: dict[str, list[View]] = {kind: [] for kind in typed.type.relations}
    for relation, kind in typed.relations():
        target = space.target(relation, kind)
        if target is not None:
            found[kind.kind].append(target.once(view))
    return found


def _seen(attribute: Attribute | None, value: object) -> object:
    if isinstance(value, Mapping):
        fields = attribute.fields if attribute is not None else {}
        items = attribute.items if attribute is not None else None
        return {str(name): _seen(fields.get(name, items), inner) for name, inner in value.items()}
    if isinstance(value, tuple):
        items = attribute.items if attribute is not None else None
        return [_seen(items or attribute, inner) for inner in value]
    measured = attribute is not None and attribute.shape in _MEASURED
    return float(value) if measured and isinstance(value, int) and not isinstance(value, bool) else value


@functools.lru_cache(maxsize=4096)
def _program(text: str) -> "cel.Program":
    # Half a second: only who has expressions pays it.
    import cel

    return cel.compile(text)
