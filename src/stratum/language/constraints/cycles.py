"""Cycles: connections and inputs must have a beginning."""

from collections.abc import Iterable, Iterator, Mapping

from stratum.core.findings import Finding
from stratum.language.codes import Code
from stratum.language.constraints.context import Context, Space, Typed, error

_SHOWN = 12


def circles(context: Context) -> Iterable[Finding]:
    """No element reaches itself over its relations; each circle is told once, with its path."""
    for space in context.spaces.values():
        roots = [typed.name for typed in context.within(space)]
        for circle in find(_Edges(space), roots):
            yield _finding(space, circle)


class _Edges(dict[str, list[str]]):
    """Where each element points to, looked up when it is asked for."""

    def __init__(self, space: Space) -> None:
        super().__init__()
        self._space = space

    def __missing__(self, name: str) -> list[str]:
        self[name] = [target.name for _, target in self._space.connections(self._space.elements[name])]
        return self[name]


def find(edges: Mapping[str, list[str]], roots: Iterable[str]) -> Iterator[list[str]]:
    """Circles of a directed graph that some nodes reach, none sharing a node with an earlier one.

    Args:
        edges: Where each node points to.
        roots: Where the search begins, in this order.
    """
    done: set[str] = set()
    told: set[str] = set()
    for root in roots:
        if root in done:
            continue
        path: list[str] = [root]
        on_path = {root: 0}
        waiting = [iter(edges[root])]
        while waiting:
            following = next(waiting[-1], None)
            if following is None:
                waiting.pop()
                last = path.pop()
                del on_path[last]
                done.add(last)
            elif following in on_path:
                circle = path[on_path[following] :]
                if told.isdisjoint(circle):
                    told.update(circle)
                    yield circle
            elif following not in done:
                on_path[following] = len(path)
                path.append(following)
                waiting.append(iter(edges[following]))


def _finding(space: Space, circle: list[str]) -> Finding:
    first: Typed = space.elements[circle[0]]
    relation = next(r for r, t in space.connections(first) if t.name == circle[1 % len(circle)])
    shown = circle if len(circle) <= _SHOWN else [*circle[:_SHOWN], "…"]
    message = f"a circle of {relation.kind}: {' -> '.join([*shown, circle[0]])}"
    fix = f"remove {relation.target} from {relation.kind} of {first.name}, or another of these steps"
    return error(Code.CYCLE, first, message, fix, at=relation.position)
