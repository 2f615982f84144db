"""The header of a text: whether it is a document of this language at all, and of which kind."""

import dataclasses
import re
from collections.abc import Iterator
from typing import Final

import yaml

from stratum.language.syntax.compose import MAX_CHARACTERS, events

MARK: Final = "stratum"
KIND: Final = "kind"
_MARKED: Final = re.compile(r"^stratum\s*:", re.MULTILINE)
_OPENS: Final = frozenset({yaml.MappingStartEvent, yaml.SequenceStartEvent})
_CLOSES: Final = frozenset({yaml.MappingEndEvent, yaml.SequenceEndEvent})
_VALUES: Final = _OPENS | {yaml.ScalarEvent, yaml.AliasEvent}


@dataclasses.dataclass(frozen=True, slots=True)
class Header:
    """What a text says of itself.

    Attributes:
        is_ours: Whether it has the top-level key ``stratum``.
        kind: Its top-level ``kind``; empty where it has none.
    """

    is_ours: bool
    kind: str = ""

    def is_of(self, kind: str) -> bool:
        """Whether it is one of our documents, of this kind."""
        return self.is_ours and self.kind == kind


def header(text: str) -> Header:
    """The header of a text. Never raises, and reads no further than it has to.

    Of a text that is broken or too long, a line that begins with ``stratum:`` decides.
    """
    if MARK not in text:
        return Header(is_ours=False)
    told: dict[str, str] = {}
    try:
        for key, value in _top(text) if len(text) <= MAX_CHARACTERS else ():
            told.setdefault(key, value)
            if MARK in told and KIND in told:
                break
    except (yaml.YAMLError, UnicodeError, ValueError):
        return Header(MARK in told or _MARKED.search(text) is not None, told.get(KIND, ""))
    is_marked = len(text) > MAX_CHARACTERS and _MARKED.search(text) is not None
    return Header(is_marked or MARK in told, told.get(KIND, ""))


def _top(text: str) -> Iterator[tuple[str, str]]:
    """Keys of mappings at the top with their values; an empty value where it is no single one."""
    depth, in_mapping = 0, False
    key: str | None = None
    for event in events(text):
        sort: object = type(event)
        depth -= sort in _CLOSES
        if depth == 0:
            in_mapping, key = sort is yaml.MappingStartEvent, None
        elif depth == 1 and in_mapping and sort in _VALUES:
            said = event.value if sort is yaml.ScalarEvent else ""
            if key is not None:
                yield key, said
            key = said if key is None else None
        depth += sort in _OPENS
