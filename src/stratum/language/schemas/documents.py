"""A kind of document as JSON Schema: its sections, and its elements told apart by their ``type``."""

from collections.abc import Iterable
from typing import Final

from stratum.language.library.reader import KIND
from stratum.language.metamodel import DocumentType, Metamodel, RelationType, Section, Type
from stratum.language.schemas.types import types_schema
from stratum.language.schemas.values import TEXT, Json, fields, value
from stratum.language.tree import SELECT, DocumentKind

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
NAME: Final[Json] = {"type": "string", "pattern": "^[a-z][a-z0-9-]{0,62}$"}
_HEADER: Final = ("stratum", "kind", "name")
_ID: Final[Json] = {**TEXT, "description": "An identity that stays when the element is renamed."}


def schema(metamodel: Metamodel, kind: str) -> Json:
    """The schema of a kind of document.

    Args:
        metamodel: The types, those of the workspace included.
        kind: One of the kinds of documents, or ``Types``.
    """
    if kind == KIND:
        return {"$schema": DIALECT, **types_schema(metamodel)}
    return {"$schema": DIALECT, **_Writer(metamodel).document(metamodel.documents[DocumentKind(kind)])}


def kinds(metamodel: Metamodel) -> tuple[str, ...]:
    """All kinds of documents that there is a schema of."""
    return (*(str(kind) for kind in metamodel.documents), KIND)


class _Writer:
    """Writes one schema; each type is defined once and named wherever it may stand."""

    def __init__(self, metamodel: Metamodel) -> None:
        self._metamodel = metamodel
        self._defined: dict[str, Json] = {}

    def document(self, described: DocumentType) -> Json:
        """A whole document."""
        own = fields(described.attributes)
        sections = {s.name: self._section(s) for s in described.sections.values()}
        needed = [s.name for s in described.sections.values() if s.required]
        missing = [n for n, a in described.attributes.items() if a.required and a.default is None]
        own_properties = own["properties"] if isinstance(own["properties"], dict) else {}
        return {
            "title": f"{described.kind} of stratum",
            "description": described.help,
            "type": "object",
            "properties": {
                "stratum": {"description": "The format.", "enum": [1, "1"]},
                "kind": {"description": "What the document describes.", "const": str(described.kind)},
                "name": {**NAME, "description": "Its name, the first part of the path of each element."},
                **own_properties,
                **sections,
            },
            "required": [*_HEADER, *missing, *needed],
            "additionalProperties": False,
            "$defs": self._defined,
        }

    def _section(self, section: Section) -> Json:
        return {"description": section.help, **self._elements((section.holds,), section.default)}

    def _elements(self, holds: Iterable[str], default: str = "") -> Json:
        return {
            "type": "object",
            "propertyNames": NAME,
            "additionalProperties": {"$ref": f"#/$defs/{self._element(tuple(holds), default)}"},
        }

    def _element(self, holds: tuple[str, ...], default: str) -> str:
        """The name of the definition of an element of one of some types."""
        name = f"any-{'-'.join(holds)}"
        if name not in self._defined:
            self._defined[name] = {}
            able = {t.name: t for held in holds for t in self._able(held)}
            self._defined[name] = {
                "type": "object",
                "properties": {"type": {"description": "Its type.", "enum": list(able)}},
                **({} if default else {"required": ["type"]}),
                "allOf": [self._case(found, is_default=found.name == default) for found in able.values()],
            }
        return name

    def _able(self, holds: str) -> list[Type]:
        """The types that may be written: concrete ones, and abstract ones that others stand in for."""
        all_of = sorted(self._metamodel.types.values(), key=lambda t: t.name)
        return [t for t in all_of if t.is_a(holds) and not t.mixin and (not t.abstract or t.substitutes)]

    def _case(self, found: Type, *, is_default: bool) -> Json:
        """What holds where an element is of a type; of the default one also where it names none."""
        condition: Json = {"properties": {"type": {"const": found.name}}}
        if not is_default:
            condition["required"] = ["type"]
        return {"if": condition, "then": {"$ref": f"#/$defs/{self._type(found)}"}}

    def _type(self, found: Type) -> str:
        if found.name not in self._defined:
            self._defined[found.name] = {}
            told = fields(found.attributes)
            own = told["properties"] if isinstance(told["properties"], dict) else {}
            relations = {
                key: _relation(relation)
                for relation in found.relations.values()
                for key in relation.spellings
            }
            parts = {"contains": self._elements(t.type for t in found.contains)} if found.contains else {}
            properties = {"type": True, "id": _ID, **own, **relations, **parts}
            whole = {**told, "description": found.help, "properties": properties}
            self._defined[found.name] = _selectable(whole, own) if SELECT in own else whole
        return found.name


def _selectable(whole: Json, own: Json) -> Json:
    """What an element has, or how it names the component of another application that it stands for."""
    beside = {"type": True, "id": _ID, **{key: own[key] for key in (SELECT, "description") if key in own}}
    selecting = {"type": "object", "properties": beside, "required": [SELECT], "additionalProperties": False}
    return {
        "description": whole["description"],
        "if": {"type": "object", "required": [SELECT]},
        "then": selecting,
        "else": whole,
    }


def _relation(relation: RelationType) -> Json:
    target: Json = {**TEXT, "description": f"Name of a {' or '.join(relation.types)}."}
    edge = {
        "type": "object",
        "properties": {"to": target, **{name: value(a) for name, a in relation.attributes.items()}},
        "required": ["to", *(n for n, a in relation.attributes.items() if a.required)],
        "additionalProperties": False,
    }
    one: Json = {"anyOf": [target, edge]}
    return {"description": relation.help, "anyOf": [target, edge, {"type": "array", "items": one}]}
