"""The page of all types with their standing as Markdown, written from the metamodel."""

from collections.abc import Iterator, Mapping

from stratum.language.metamodel import Metamodel, Type
from stratum.language.standing import FAMILIES, standing


def render(metamodel: Metamodel, earlier: Mapping[str, Mapping[str, str]]) -> str:
    """A table of types for each family, then what stands for the names of earlier metamodels.

    Args:
        metamodel: The types.
        earlier: Title of a table to what stands for each of its names: a type, ``TYPE.MEMBER``, or words.
    """
    return "\n".join((*_families(metamodel), *_earlier(metamodel, earlier)))


def _families(metamodel: Metamodel) -> Iterator[str]:
    for family in FAMILIES:
        yield from (f"## {family}", "", "| type | what it is | standing |", "|---|---|---|")
        yield from (_row(found) for found in metamodel.concrete(family))
        yield ""


def _row(found: Type) -> str:
    return f"| {found.name} | {found.help} | {standing(found)} |"


def _earlier(metamodel: Metamodel, earlier: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for title, names in earlier.items():
        yield from (f"## {title}", "", "| name | here | standing |", "|---|---|---|")
        for old, new in names.items():
            found = metamodel.find(new.partition(".")[0])
            here = new if found is None else f"`{new}`"
            yield f"| {old} | {here} | {_of(metamodel, found)} |"
        yield ""


def _of(metamodel: Metamodel, found: Type | None) -> str:
    if found is None:
        return "part of the language"
    if found.abstract or found.mixin:
        return f"a family: {', '.join(t.name for t in metamodel.concrete(found.name)[:4])} …"
    return standing(found)
