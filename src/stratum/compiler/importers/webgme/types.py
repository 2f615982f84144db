"""The metamodel of a project as a document of types."""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any, Final

from stratum.compiler.importers.webgme.names import (
    ON_MACHINES,
    free,
    machine_types,
    plain,
    relation_names,
    type_names,
)
from stratum.compiler.importers.webgme.project import DST, SRC, MetaType, Project
from stratum.core.secrets import is_secret_name
from stratum.language.metamodel import Metamodel

MODEL_ONLY: Final = "it comes from WebGME, where generators ran it"
_SHAPES: Final = {"integer": "integer", "float": "number", "boolean": "boolean"}
_BASES: Final = ("Component", "Host")
Body = dict[str, Any]


@dataclasses.dataclass(frozen=True, slots=True)
class Lexicon:
    """How what a project says is said here.

    Attributes:
        project: The project.
        metamodel: The built-in types.
        types: Our name of each of its types.
        relations: Our name of the relation of each of its types of connections.
        machines: Its types of machines.
    """

    project: Project
    metamodel: Metamodel
    types: Mapping[str, str]
    relations: Mapping[str, str]
    machines: frozenset[str]

    def attribute(self, kind: str, name: str) -> str:
        """Our name of an attribute: another one where what a type is here has it already."""
        base = self.metamodel.types[_BASES[kind in self.machines]]
        return free(
            plain(name), {*base.attributes, *base.relations, *self.relations.values(), "type", "contains"}
        )

    def rule(self, kind: str, name: str) -> Mapping[str, Any] | None:
        """The rule of an attribute of a type; None where there is none."""
        return next((t.attributes[name] for t in self.project.line(kind) if name in t.attributes), None)


def lexicon(project: Project, metamodel: Metamodel) -> Lexicon:
    """How a project is said with some built-in types."""
    names = type_names(project, metamodel.types)
    return Lexicon(project, metamodel, names, relation_names(project), machine_types(project))


def types_body(words: Lexicon) -> Body:
    """The types of the document; connections become relations of what they begin at."""
    relations = _relations(words)
    return {
        words.types[one.name]: _type(words, one, relations.get(one.name, {}))
        for one in words.project.types
        if one.name not in words.relations
    }


def _type(words: Lexicon, one: MetaType, relations: Body) -> Body:
    parents = {above.name for above in words.project.line(one.name)} - {one.name}
    is_machine = one.name in words.machines
    is_first = not one.extends or (is_machine and one.extends not in words.machines)
    body: Body = {"extends": _BASES[is_machine] if is_first else words.types[one.extends]}
    body["help"] = f"{one.name} of {words.project.name}."
    body |= {"abstract": True} if one.abstract else {}
    skipped = [t for t in words.project.line(one.name) if is_machine and is_first and t.name in parents]
    attributes = dict(kv for t in (*reversed(skipped), one) for kv in _attributes(words, one.name, t))
    body |= {"attributes": attributes} if attributes else {}
    inside: Body = {words.types[name]: {} for name in one.contains if _is_part(words, name)}
    body |= {"contains": inside} if inside else {}
    body |= {"relations": relations} if relations else {}
    return {**body, "modelOnly": MODEL_ONLY}


def _is_part(words: Lexicon, name: str) -> bool:
    return name not in words.relations and name not in words.machines


def _attributes(words: Lexicon, kind: str, one: MetaType) -> Iterator[tuple[str, Body]]:
    for name, rule in one.attributes.items():
        options = [str(option) for option in rule.get("enum") or ()]
        shape = "enum" if options else _SHAPES.get(str(rule.get("type")), "string")
        body: Body = {"type": shape, "help": f"{name} of {one.name}."}
        body |= {"options": list(dict.fromkeys(options))} if options else {}
        default = value_of(rule, one.defaults.get(name))
        if default not in {None, ""} and not is_secret_name(name) and (not options or default in options):
            body["default"] = default
        yield words.attribute(kind, name), body


def value_of(rule: Mapping[str, Any], value: object) -> str | int | float | bool | None:
    """A value as its rule wants it; None where it cannot be one."""
    if value is None or isinstance(value, dict | list):
        return None
    try:
        match "string" if rule.get("enum") else rule.get("type"):
            case "integer":
                return int(str(value))
            case "float":
                return float(str(value))
            case "boolean":
                return value if isinstance(value, bool) else None
            case _:
                return str(value)
    except ValueError:
        return None


def _relations(words: Lexicon) -> Mapping[str, Body]:
    """Relations by the type that has them."""
    found: dict[str, Body] = {}
    for name, relation in words.relations.items():
        targets = [words.types[end] for end in words.project.ends(name, DST) if _is_part(words, end)]
        abstract = next(words.project.line(name)).abstract
        if relation in ON_MACHINES or abstract or not targets:
            continue
        for source in words.project.ends(name, SRC):
            if _is_part(words, source):
                kept = found.setdefault(source, {}).setdefault(relation, {"to": []})
                kept["to"] = sorted({*kept["to"], *targets})
    return found
