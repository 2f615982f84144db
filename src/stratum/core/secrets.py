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
_PAIR: Final = re.compile(r"(?:^|[\s;?&,'\"])([A-Za-z][\w-]*)=['\"]?([^\s;&,'\"]+)")
_FIELD: Final = re.compile(r"([A-Za-z][\w-]*)(['\"]?\s*[:=]\s*['\"]?)([^\s;&,'\"}]+)")
_BEARER: Final = re.compile(r"(?i)\b(bearer|basic)(\s+)([\w.~+/=-]{6,})")
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
    """A text for people, such as a line of a log, with dots in place of what looks like a secret."""
    text = _ADDRESS.sub(lambda found: found[0].replace(f":{found[1]}@", f":{HIDDEN}@"), text)
    text = _BEARER.sub(rf"\1\2{HIDDEN}", text)
    return _FIELD.sub(_covered, text)


def _covered(found: re.Match[str]) -> str:
    name, between, value = found.groups()
    known = is_reference(value) or value.lower() in {"bearer", "basic"} or not is_secret_name(name)
    return found[0] if known else f"{name}{between}{HIDDEN}"


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
