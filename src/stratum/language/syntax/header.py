"""The header of a text: whether it is a document of this language at all, and of which kind."""

import dataclasses
import re
from collections.abc import Iterator, Mapping
from typing import Final

import yaml

from stratum.language.syntax.compose import MAX_CHARACTERS, events

MARK: Final = "stratum"
KIND: Final = "kind"
_MARKED: Final = re.compile(r"^stratum\s*:", re.MULTILINE)
_OPENS: Final = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_CLOSES: Final = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


@dataclasses.dataclass(frozen=True, slots=True)
class Header:
    """What a text says of itself.

    Attributes:
        is_ours: Whether it has the top-level key ``stratum``.
        kind: Its top-level ``kind``; empty where it has none, or where the text is broken.
    """

    is_ours: bool
    kind: str = ""


def header(text: str) -> Header:
    """The header of a text. Never raises, and reads no further than it has to.

    Of a text that is broken or too long, a line that begins with ``stratum:`` decides.
    """
    if MARK not in text:
        return Header(is_ours=False)
    told: dict[str, str] = {}
    try:
        if len(text) <= MAX_CHARACTERS:
            for key, value in _top(text):
                told[key] = value
                if MARK in told and KIND in told:
                    break
            return Header(MARK in told, told.get(KIND, ""))
    except (yaml.YAMLError, UnicodeError, ValueError):
        pass
    return Header(MARK in told or _MARKED.search(text) is not None)


def sort_texts(texts: Mapping[str, str], kind: str) -> tuple[dict[str, str], dict[str, str], frozenset[str]]:
    """Texts by what they are: documents, those of one kind, and the names of those that are not ours."""
    told = {file: header(text) for file, text in texts.items()}
    chosen = {f: t for f, t in texts.items() if told[f].is_ours and told[f].kind == kind}
    documents = {f: t for f, t in texts.items() if told[f].is_ours and f not in chosen}
    return documents, chosen, frozenset(f for f in texts if not told[f].is_ours)


def _top(text: str) -> Iterator[tuple[str, str]]:
    """Top-level keys with their values; an empty value where it is no single one."""
    depth, key = 0, None
    for event in events(text):
        if isinstance(event, _CLOSES):
            depth -= 1
        elif depth == 1 and isinstance(event, (yaml.ScalarEvent, yaml.AliasEvent, *_OPENS)):
            said = event.value if isinstance(event, yaml.ScalarEvent) else ""
            if key is None:
                key = said
            else:
                yield key, said
                key = None
        if isinstance(event, _OPENS):
            depth += 1
