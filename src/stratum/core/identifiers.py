"""Names of a model as identifiers of other tools, distinct and without signs that these would interpret."""

import re
from collections.abc import Iterable, Mapping


def identifier(text: str, separator: str = "_") -> str:
    """Small letters, digits and separators, beginning with a letter, such as ``edge_jfk`` for ``edge-jfk``.

    Args:
        text: Any text.
        separator: Stands for every run of other signs, and between the words of ``CamelCase``.
    """
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", separator, text)
    plain = re.sub(r"[^a-z0-9]+", separator, parted.lower()).strip(separator)
    return plain if plain[:1].isalpha() else f"x{separator}{plain}".rstrip(separator)


def identifiers(texts: Iterable[str], separator: str = "_") -> Mapping[str, str]:
    """An identifier by text; texts that would share one get a number each.

    Args:
        texts: Equal ones share an identifier; the order decides the numbers.
        separator: As in ``identifier``.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for text in texts:
        if text not in found:
            found[text] = _free(identifier(text, separator), separator, taken)
            taken.add(found[text])
    return found


def _free(wanted: str, separator: str, taken: set[str]) -> str:
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted}{separator}{number}" in taken:
        number += 1
    return f"{wanted}{separator}{number}"
