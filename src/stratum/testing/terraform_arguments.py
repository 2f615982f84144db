"""What providers of Terraform publish of the arguments of their resources, to hold generated files against.

No provider is asked: names, nesting, required ones and kinds of values are compared, not what they mean.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

Body: TypeAlias = Any
"""A value of a configuration: what JSON has."""
_KINDS: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,),
    "number": (int, float),
    "boolean": (bool,),
    "list": (list, tuple),
    "map": (Mapping,),
}
_META = frozenset({"for_each", "count", "provider", "depends_on", "lifecycle"})
_FILE = Path(__file__).with_suffix(".json")


def published() -> dict[str, dict[str, Body]]:
    """Arguments by name, by resource; a looked-up resource begins with ``data.``."""
    found: dict[str, dict[str, Body]] = json.loads(_FILE.read_text(encoding="utf-8"))["resources"]
    return found


def problems(resource: str, body: Mapping[str, Body]) -> list[str]:
    """What is wrong with the body of a resource; empty for nothing.

    Args:
        resource: Its type.
        body: Its arguments, or a recipe's, whose values may be anything.
    """
    known = published().get(resource)
    if known is None:
        return [f"{resource}: not known"]
    return list(_of_block(resource, known, {key: body[key] for key in body.keys() - _META}))


def _of_block(place: str, known: Mapping[str, Body], body: Mapping[str, Body]) -> Iterator[str]:
    yield from (f"{place}.{key}: not known" for key in sorted(body.keys() - known.keys()))
    required = {key for key, said in known.items() if said.get("required")}
    yield from (f"{place}.{key}: missing" for key in sorted(required - body.keys()))
    for key in sorted(body.keys() & known.keys()):
        yield from _of_value(f"{place}.{key}", known[key], body[key])


def _of_value(place: str, said: Mapping[str, Body], value: Body) -> Iterator[str]:
    if "fields" in said:
        for item in value if isinstance(value, (list, tuple)) else (value,):
            if isinstance(item, Mapping):
                yield from _of_block(place, said["fields"], item)
            else:
                yield f"{place}: no block"
    elif not _fits(said["type"], value):
        yield f"{place}: no {said['type']}"


def _fits(kind: str, value: Body) -> bool:
    """Whether a value is of a kind; an expression is of any."""
    if value is None or (isinstance(value, str) and value.startswith("${")):
        return True
    is_truth = isinstance(value, bool)
    return isinstance(value, _KINDS.get(kind, (object,))) and (kind == "boolean" or not is_truth)
