"""Which components wait for which, and the order in which they start."""

from collections.abc import Mapping

from stratum.compiler.names import CONNECTS_TO
from stratum.compiler.topics import readers
from stratum.core.errors import InvalidInputError
from stratum.language.metamodel import Metamodel
from stratum.language.tree import Document

Dependencies = Mapping[str, tuple[str, ...]]


def dependencies(application: Document, metamodel: Metamodel) -> dict[str, tuple[str, ...]]:
    """The components that have to be ready before each one: what it connects to and who reads its topics.

    A reader that itself waits for the publisher is left out, so that no circle comes from topics: the
    broker keeps messages for it. What lives in other applications has to run before this one is applied.
    """
    away = {e.name for e in application.selected()}
    waits = {
        e.name: [name for name in e.targets(CONNECTS_TO) if name not in away]
        for e in application.components()
    }
    for element in application.components():
        for reader in readers(application, element, metamodel):
            if reader not in waits[element.name] and not _reaches(waits, reader, element.name):
                waits[element.name].append(reader)
    return {name: tuple(dict.fromkeys(needed)) for name, needed in waits.items()}


def _reaches(waits: Mapping[str, list[str]], start: str, goal: str) -> bool:
    """Whether ``start`` waits for ``goal``, directly or through others."""
    seen: set[str] = set()
    queue = [start]
    while queue:
        name = queue.pop()
        if name == goal:
            return True
        if name not in seen:
            seen.add(name)
            queue.extend(waits.get(name, ()))
    return False


def start_order(waits: Dependencies) -> tuple[str, ...]:
    """All components, each after those it waits for, else in the order given.

    Raises:
        InvalidInputError: If components wait for each other in a circle.
    """
    order: dict[str, None] = {}
    left = dict(waits)
    while left:
        free = [name for name, needed in left.items() if all(n in order or n not in waits for n in needed)]
        if not free:
            raise InvalidInputError(
                f"components wait for each other: {', '.join(left)}", "remove a connectsTo"
            )
        order |= dict.fromkeys(free)
        left = {name: needed for name, needed in left.items() if name not in order}
    return tuple(order)
