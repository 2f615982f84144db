"""Forms that texts must have: regular expressions, as types give them.

Anybody may write a type, so they are matched by RE2, whose time grows with the text and no faster. What
only some engines know is refused: the same expressions stand in the JSON Schema of the types.
"""

import functools
import re
from typing import Final, Protocol

import re2

_PECULIAR: Final = re.compile(r"(?<!\\)(?:\\\\)*(\(\?[^:]|\\[AZzQCpP]|\[\^?\[|\[:\^?\w+:\])")


class _Matcher(Protocol):
    def fullmatch(self, text: str, /) -> object: ...


@functools.lru_cache(maxsize=1024)
def _matcher(form: str) -> _Matcher:
    options = re2.Options()
    options.log_errors = False
    made: _Matcher = re2.compile(form, options)
    return made


def has_form(text: str, form: str) -> bool:
    """Whether the whole of a text is as a regular expression says; never for one that is faulty."""
    try:
        return _matcher(form).fullmatch(text) is not None
    except (re2.error, UnicodeEncodeError):
        return False


def fault_of(form: str) -> str:
    """What is wrong with a regular expression; empty for nothing."""
    peculiar = _PECULIAR.search(form)
    if peculiar is not None:
        return f"{peculiar[1]} is not known everywhere"
    try:
        re.compile(form)
        _matcher(form)
    except re2.error as error:
        (said,) = error.args
        return str(said, "utf-8")
    except (re.error, UnicodeEncodeError) as error:
        return str(error)
    return ""
