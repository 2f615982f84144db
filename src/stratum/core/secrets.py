"""What looks like a secret: names, addresses with a password, and arguments of commands."""

import functools
import re
from collections.abc import Iterable, Iterator
from typing import Final

_WORDS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_NAME: Final = re.compile(
    r"((?<!by)(?<!com)pass(word|wd|phrase|code)?|passw|pwd|secret|token|credentials?"
    r"|(api|access|account|private|encryption|secret|signing|master)_?key)(?=_|$)"
)
_VARIABLE: Final = re.compile(r"([A-Z0-9]+_)*KEY")
_HARMLESS: Final = re.compile(
    r"(^|_)(allow|random)_|_(file|path|dir|id|name|type|url|uri|ttl|lifetime|length|expiry|endpoint|user|username|count|size|limit|per_[a-z]+)$"
)
_REFERENCE: Final = re.compile(r"(env|file):.+|\$\w+|\$\{\w+\}")
_ADDRESS: Final = re.compile(r"://[^/@\s:]*:([^/@\s]+)@")
_SIGNED_IN: Final = re.compile(r"(://[^/@\s:]*+:)([^/\s]+)(?=@)")
_PAIR: Final = re.compile(r"(?:^|[\s;?&,'\"])([A-Za-z][\w-]*)=['\"]?([^\s;&,'\"]+)")
_BEARER: Final = re.compile(
    r"(?i)\b(bearer\s++|basic\s++(?=\S*?(?:\d|=|(?-i:[a-z][A-Z]))|\S{20}))"
    r"[\w.~+/=-]{6,}+"
)
_NAMED: Final = re.compile(
    r"(?<![\w-])(?:([\w-]++)(?:\\*+['\"])?+\]?+\s*+(?:=>|:=|[:=])|(--[A-Za-z][\w-]*+)\s(?!\s*-))\s*+"
)
"""A name and what stands between it and its value, or an option that is followed by its value."""
_VALUE: Final = re.compile(
    r"""
    (?:[\[(]\s*+)*+
    (?:(?:bearer|basic|token|apikey|negotiate|ntlm)\s++)?+
    (?:
        [bru]{0,2}+"(?P<double>(?:[^"\\]|\\.|"")*+)
      | [bru]{0,2}+'(?P<single>(?:[^'\\]|\\.|'')*+)
      | \\++["'](?P<escaped>(?:[^\\]|\\(?!["']))*+)
      | (?P<whole>(?:digest|aws4-hmac-sha256|oauth|hawk)\s.*+)
      | (?P<reference>\$\{\w++\})(?=[\s,;&'"\])}]|$)
      | (?P<bare>(?:
            [^\s,;&'"\])}]
          | [,;&](?!\s|$|["']|[\w.-]{1,60}+(?:=|:\s))
          | ['"\])}](?![\s,;&'"\])}:]|$)
        )++)
    )
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
"""A value with the brackets, quotes and scheme before it. Closed quotes, and not spaces, end a quoted one."""
_HEADERS: Final = frozenset({"authorization", "proxy-authorization"})
HIDDEN: Final = "•••"
_FLAG: Final = re.compile(r"--?(require-?pass|auth|[A-Za-z][\w-]*)")


@functools.lru_cache(maxsize=4096)
def is_secret_name(name: str) -> bool:
    """Whether what has a name is a secret, such as ``dbPassword``, ``API_KEY`` or ``PGPASS``."""
    words = "_".join(_WORDS.findall(name)).lower()
    if _HARMLESS.search(words):
        return False
    return bool(_NAME.search(words) or _VARIABLE.fullmatch(name))


def is_reference(value: str) -> bool:
    """Whether a value only says where a secret is: ``env:NAME``, ``file:PATH``, ``$NAME`` or ``${NAME}``."""
    return _REFERENCE.fullmatch(value) is not None


def holds_secret(text: str) -> bool:
    """Whether a text has a secret in it: an address with a password, or ``password=...`` in a connection."""
    if "://" in text and any(not is_reference(found) for found in _ADDRESS.findall(text)):
        return True
    return "=" in text and any(
        is_secret_name(name) and not is_reference(value) for name, value in _PAIR.findall(text)
    )


def without_secrets(text: str) -> str:
    """A text for people, such as a line of a log, with dots in place of what looks like a secret.

    Takes time in proportion to the length of the text, whatever stands in it.
    """
    text = _SIGNED_IN.sub(rf"\1{HIDDEN}", text)
    return "".join(_covered(_BEARER.sub(rf"\1{HIDDEN}", text)))


def _covered(text: str) -> Iterator[str]:
    """The parts of a text, with dots for the value of each name of a secret."""
    done = at = 0
    while found := _NAMED.search(text, at):
        at = found.end()
        start, end = _secret_at(text, at) if _hides(found[1] or found[2]) else (at, at)
        if start < end:
            yield f"{text[done:start]}{HIDDEN}"
            done = at = end
    yield text[done:]


def _hides(name: str) -> bool:
    return name.lower() in _HEADERS or is_secret_name(name.strip("-_"))


def _secret_at(text: str, at: int) -> tuple[int, int]:
    """Where the value that stands at a place begins and ends; an empty range for a reference or none."""
    found = _VALUE.match(text, at)
    kind = found.lastgroup if found else None
    if found is None or kind is None or is_reference(found[kind]):
        return at, at
    return found.span(kind)


def tells_secret(words: Iterable[str]) -> bool:
    """Whether the words of a command hold a secret: in one of them, or as what an option is given."""
    every = [part for word in words for part in word.split()]
    return any(map(holds_secret, every)) or any(
        not is_reference(value.strip("'\"")) for value in _given(every)
    )


def _given(words: list[str]) -> Iterator[str]:
    """Values of the options that have the name of a secret, such as ``x`` of ``--password x``."""
    for word, after in zip(words, (*words[1:], ""), strict=False):
        flag, _, value = word.partition("=")
        found = _FLAG.fullmatch(flag)
        given = value or ("" if after.startswith("-") else after)
        if found and given and (found[1].startswith(("require", "auth")) or is_secret_name(found[1])):
            yield given
