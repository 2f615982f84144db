"""Policies and groups: who shares a machine, who does not, where nodes stay, how many there are."""

from collections.abc import Iterator, Mapping
from typing import Final

from stratum.compiler.importers.tosca.normative import bare
from stratum.compiler.importers.tosca.templates import Body, Reading
from stratum.compiler.importers.tosca.values import plain
from stratum.core.identifiers import identifier
from stratum.language.syntax.nodes import Node, Scalar, Sequence

_APART: Final = ("antiaffinity", "anti_affinity", "separate", "apart", "spread")
_TOGETHER: Final = ("affinity", "colocat", "together")
_PLACES: Final[Mapping[str, str]] = {
    "region": "regions", "regions": "regions", "zone": "zones", "zones": "zones",
    "availability_zone": "zones", "site": "sites", "sites": "sites",
}  # fmt: skip
_NUMBERS: Final = ("default_instances", "min_instances")


def groups(reading: Reading, topology: Node | None, components: Mapping[str, Body]) -> dict[str, Body]:
    """Groups whose members are components.

    Args:
        reading: The service template.
        topology: What holds its groups.
        components: Our components by name.
    """
    source = reading.source
    defined = source.get(topology, "groups")
    found: dict[str, Body] = {}
    for name, node in source.each(defined):
        members = _members(reading, source.get(node, "members"), components)
        source.get(node, "type")
        if members:
            found[identifier(name, "-")] = {"type": "Group", **_about(reading, node), "members": members}
        else:
            source.tell(node, f"{reading.topology}.groups.{name}", "none of its members is a component")
    return found


def policies(
    reading: Reading, topology: Node | None, components: Mapping[str, Body], known: Mapping[str, Body]
) -> dict[str, Body]:
    """Policies over components; scaling becomes replicas of the components, which are changed.

    Args:
        reading: The service template.
        topology: What holds its policies.
        components: Our components by name.
        known: Our groups by name.
    """
    source = reading.source
    found: dict[str, Body] = {}
    for name, node in source.each(source.get(topology, "policies")):
        path, kind = f"{reading.topology}.policies.{name}", bare(_chain(reading, source.text(node, "type")))
        targets = _members(reading, source.get(node, "targets"), {**components, **known})
        if kind.startswith("Scaling"):
            _scale(reading, node, path, [components[t] for t in targets if t in components])
        elif body := _placement(reading, node, path, kind):
            free = identifier(name, "-")
            free = free if free not in {**components, **known} else f"{free}-policy"
            found[free] = {**body, **_about(reading, node), **({"targets": targets} if targets else {})}
        else:
            source.tell(node, path, f"what {kind or 'it'} asks for is not known")
    return found


def _chain(reading: Reading, name: str) -> str:
    """Name of the policy type of the standard, with those that derive from it behind it."""
    found, source = [name], reading.source
    while plain(source.root, "policy_types", found[-1]) is not None:
        parent = source.text(source.root, "policy_types", found[-1], "derived_from")
        if not parent or parent in found:
            break
        found.append(parent)
    last = bare(found[-1])
    words = " ".join(found[:-1])
    return f"{last} {words}".rstrip() if words else last


def _about(reading: Reading, node: Node) -> Body:
    about = reading.source.text(node, "description")
    return {"description": about} if about else {}


def _members(reading: Reading, node: Node | None, known: Mapping[str, Body]) -> list[str]:
    words = (
        [item.text for item in node.items if isinstance(item, Scalar)] if isinstance(node, Sequence) else []
    )
    names = (reading.names.get(word, identifier(word, "-")) for word in words)
    return [name for name in dict.fromkeys(names) if name in known]


def _placement(reading: Reading, node: Node, path: str, kind: str) -> Body:
    lowered = kind.lower()
    if any(word in lowered for word in _APART):
        return {"type": "Apart"}
    if any(word in lowered for word in _TOGETHER):
        return {"type": "Together"}
    places = dict(_kept_in(reading, node, path)) if "placement" in lowered else {}
    return {"type": "KeepIn", **places} if places else {}


def _kept_in(reading: Reading, node: Node, path: str) -> Iterator[tuple[str, object]]:
    source = reading.source
    for key, mark, value in source.entries(source.get(node, "properties")):
        if key in _PLACES:
            source.take(mark, value)
            found = reading.evaluated(value, f"{path}.properties.{key}", "")
            if found is not None:
                yield _PLACES[key], found if isinstance(found, list) else [found]


def _scale(reading: Reading, node: Node, path: str, targets: list[Body]) -> None:
    source = reading.source
    for key in _NUMBERS:
        number = source.get(node, "properties", key)
        value = reading.evaluated(number, f"{path}.properties.{key}", "") if number is not None else None
        if number is not None and isinstance(value, str) and value.isdecimal():
            for body in targets:
                known = reading.metamodel.types[str(body["type"])].attributes
                if "replicas" in known:
                    body["replicas"] = int(value)
                else:
                    source.tell(number, f"{path}.properties.{key}", f"{body['type']} has no replicas")
            return
