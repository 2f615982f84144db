"""Ports: on one host each port belongs to one component.

Only ports that are written in the model count here: an engine moves defaults out of the way.
"""

from collections.abc import Iterable, Iterator

from stratum.core.findings import Finding
from stratum.language.codes import Code
from stratum.language.constraints.context import Context, Typed, error
from stratum.language.metamodel import Shape
from stratum.language.tree import DocumentKind


def conflicts(context: Context) -> Iterable[Finding]:
    """No two components on a host, and no two attributes of a component, are given the same port."""
    for infrastructure in context.of_kind(DocumentKind.INFRASTRUCTURE):
        taken: dict[tuple[str, int], str] = {}
        for space, typed in context.components(infrastructure):
            host = context.host(space, typed.name)
            place = host.name if host else f" {typed.path}"
            for attribute, port in _ports(typed):
                owner = f"{attribute} of {typed.path}"
                first = taken.setdefault((place, port), owner)
                if first != owner:
                    where = f" on {host.name}" if host else ""
                    message = f"{attribute} {port} is also {first}{where}"
                    fix = f"set {attribute} to another port, such as {_free(taken, place, port)}"
                    yield error(Code.PORT_CONFLICT, typed, message, fix, at=attribute)


def _ports(typed: Typed) -> Iterator[tuple[str, int]]:
    for attribute in typed.type.attributes.values():
        value = typed.element.attributes.get(attribute.name)
        written = attribute.name in typed.element.positions
        if attribute.shape is Shape.PORT and written and isinstance(value, int):
            yield attribute.name, value


def _free(taken: dict[tuple[str, int], str], place: str, port: int) -> int:
    candidates = (n for n in range(max(port, 1024), 65536) if (place, n) not in taken)
    return next(candidates, 1024)
