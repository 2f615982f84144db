"""Substitution: an element of an abstract type becomes one of the first type that may stand in for it.

After it, everything sees elements of types that exist. ``Element.abstract`` keeps the type that is written.
"""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence

from stratum.core.findings import Finding, Severity
from stratum.language.codes import Code
from stratum.language.constraints.context import Typed
from stratum.language.constraints.interfaces import refusal
from stratum.language.metamodel import Metamodel, RelationType, Type
from stratum.language.suggestions import a
from stratum.language.tree import Document, Element


@dataclasses.dataclass(frozen=True, slots=True)
class Substituted:
    """A document with what was chosen in it.

    Attributes:
        document: Without elements of abstract types.
        findings: A note for each choice, an error where nothing can stand in.
        left_out: Names of the elements that nothing can stand in for, and of their parts.
    """

    document: Document
    findings: tuple[Finding, ...] = ()
    left_out: frozenset[str] = frozenset()


@dataclasses.dataclass(frozen=True, slots=True)
class _User:
    """An element that has a relation to the one that is to be resolved."""

    typed: Typed
    kind: RelationType


@dataclasses.dataclass(frozen=True, slots=True)
class _Choice:
    """What became of one element; None where nothing can stand in for it."""

    element: Element | None
    finding: Finding


def substituted(document: Document, metamodel: Metamodel) -> Substituted:
    """A document with concrete types only.

    Args:
        document: As it was read.
        metamodel: Its types.
    """
    abstract = [e for e in document.elements if not e.select and _is_open(metamodel.find(e.type))]
    if not abstract:
        return Substituted(document)
    choices = {e.name: _chosen(document, e, metamodel) for e in abstract}
    elements: list[Element] = []
    left_out: set[str] = set()
    for element in document.elements:
        made = choices[element.name].element if element.name in choices else element
        if made is None or element.parent in left_out:
            left_out.add(element.name)
        else:
            elements.append(made)
    findings = tuple(choice.finding for choice in choices.values())
    return Substituted(dataclasses.replace(document, elements=tuple(elements)), findings, frozenset(left_out))


def _is_open(found: Type | None) -> bool:
    return found is not None and found.abstract and bool(found.substitutes)


def _chosen(document: Document, element: Element, metamodel: Metamodel) -> _Choice:
    users = list(_users(document, element, metamodel))
    refused: dict[str, str] = {}
    for found in _candidates(metamodel.type(element.type), metamodel):
        made = _made(element, found)
        reason = _reason(Typed(made, found, document.path(made)), element, users)
        if not reason:
            return _Choice(made, _note(document, element, found, refused))
        refused[found.name] = reason
    return _Choice(None, _none(document, element, refused))


def _candidates(abstract: Type, metamodel: Metamodel, seen: frozenset[str] = frozenset()) -> Iterator[Type]:
    """The concrete types that may stand in, best first; those of an abstract one in its place."""
    for name in abstract.substitutes:
        found = metamodel.find(name)
        if found is None or name in seen:
            continue
        if found.abstract:
            yield from _candidates(found, metamodel, seen | {abstract.name})
        else:
            yield found


def _users(document: Document, element: Element, metamodel: Metamodel) -> Iterator[_User]:
    for other in document.elements:
        kinds = {r.kind for r in other.relations if r.target == element.name}
        found = metamodel.find(other.type) if kinds else None
        for kind in sorted(kinds) if found is not None else ():
            if found is not None and kind in found.relations:
                yield _User(Typed(other, found, document.path(other)), found.relations[kind])


def _made(element: Element, found: Type) -> Element:
    """The element as one of a concrete type, with the defaults of its attributes."""
    defaults = {
        name: attribute.default
        for name, attribute in found.attributes.items()
        if attribute.default is not None and name not in element.positions
    }
    attributes = {**element.attributes, **defaults}
    return dataclasses.replace(element, type=found.name, attributes=attributes, abstract=element.type)


def _reason(made: Typed, element: Element, users: Sequence[_User]) -> str:
    """Why a type cannot stand in; empty where it can."""
    values = made.element.attributes
    lacks = [n for n, of in made.type.attributes.items() if of.required and n not in values]
    lacks += [r.kind for r in made.type.relations.values() if _least(r) > len(element.targets(r.kind))]
    lacks += [t.type for t in made.type.contains if t.minimum]
    if lacks:
        return f"needs {', '.join(lacks)}"
    refusals = (refusal(user.typed, user.kind, made) for user in users)
    return next((f"does not fit: {found.message}" for found in refusals if found is not None), "")


def _least(relation: RelationType) -> int:
    return max(relation.minimum, sum(target.minimum for target in relation.targets))


def _note(document: Document, element: Element, found: Type, refused: Mapping[str, str]) -> Finding:
    before = "".join(f"; {name} {reason}" for name, reason in refused.items())
    message = f"{element.name} ({element.type}) is {a(found.name)}{before}"
    fix = f"write type: {found.name}, or another one, to decide it"
    return Finding(
        Code.SUBSTITUTED, Severity.NOTE, document.path(element), message, element.position, fix=fix
    )


def _none(document: Document, element: Element, refused: Mapping[str, str]) -> Finding:
    told = "; ".join(f"{name} {reason}" for name, reason in refused.items()) or "there is none"
    message = f"no type can stand in for {element.type} of {element.name}: {told}"
    fix = "write the type that is meant with what it needs, or let those that connect speak what it offers"
    place, path = element.position, document.path(element)
    return Finding(Code.SUBSTITUTE_NONE, Severity.ERROR, path, message, place, fix=fix)
