"""Did you mean …? Near names for a name that does not exist."""

import difflib
from collections.abc import Collection, Sequence

_MANY = 400
_SHOWN = 12


def nearest(name: str, known: Collection[str]) -> str:
    """The known name that is most like ``name``, or an empty text.

    Of very many names only those that begin alike are compared, so that thousands of wrong names in a
    large model stay cheap.
    """
    pool = known
    if len(known) > _MANY:
        pool = [k for k in known if k[:2] == name[:2]][:_MANY]
    found = difflib.get_close_matches(name, pool, n=1, cutoff=0.6)
    return found[0] if found else ""


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
