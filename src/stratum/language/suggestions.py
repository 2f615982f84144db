"""Did you mean …? Near names for a name that does not exist."""

from collections.abc import Collection, Sequence
from typing import Final

from rapidfuzz import fuzz, process

_ALIKE: Final = 60.0
"""Hundredths of the letters of both names that they have to share, in the same order."""
_SHOWN: Final = 12


def nearest(name: str, known: Collection[str]) -> str:
    """The known name that is most like ``name``, or an empty text."""
    found = process.extractOne(name, list(known), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return found[0] if found is not None else ""


def a(noun: str) -> str:
    """A noun with its article."""
    return f"{'an' if noun[:1].lower() in 'aeio' else 'a'} {noun}"


def did_you_mean(name: str, known: Collection[str], what: str = "known names") -> str:
    """A fix in words: the nearest name, else the first few names that exist."""
    near = nearest(name, known)
    if near:
        return f"did you mean {near}?"
    if not known:
        return f"there are no {what}"
    return f"{what}: {first_of(sorted(known))}"


def first_of(names: Sequence[str]) -> str:
    """The first few names, and how many more there are."""
    rest = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{', '.join(names[:_SHOWN])}{rest}"
