"""What of a Compose file is a secret and must not be copied into a model."""

import re
from collections.abc import Iterable
from typing import Final

_NAME: Final = re.compile(
    r"passw(or)?d|passphrase|secret|token|credential|api_?key|access_?key|private_?key|encryption_?key"
    r"|(^|_)(pwd|pass|key)$",
    re.IGNORECASE,
)
_HARMLESS: Final = re.compile(r"(_FILE|_PATH)$|^(ALLOW|RANDOM)_|_(ALLOW|RANDOM)_", re.IGNORECASE)
_IN_URL: Final = re.compile(r"://[^/@\s:]*:[^/@\s]+@")
_FLAG: Final = re.compile(
    r"--?(require-?pass|pass(word|wd)?|secret(-key)?|token|api-?key|auth)", re.IGNORECASE
)
_LEAST: Final = 4
"""Signs of a value that is looked for in other places; shorter ones are in everything."""


def is_secret(name: str, value: str) -> bool:
    """Whether the value of a variable looks like a secret."""
    if not value or _HARMLESS.search(name):
        return False
    return bool(_NAME.search(name) or _IN_URL.search(value))


def reference(service: str, name: str) -> str:
    """The variable of whoever starts the application that a secret is read from."""
    return re.sub(r"[^A-Z0-9]+", "_", f"{service}_{name}".upper()).strip("_")


def holds_secret(words: Iterable[str], known: Iterable[str]) -> bool:
    """Whether the words of a command hold a secret: one that is known, or what follows an option for one.

    Args:
        words: Of the command.
        known: Values of variables that are secrets.
    """
    every = list(words)
    line = " ".join(every)
    if any(len(value) >= _LEAST and value in line for value in known) or _IN_URL.search(line):
        return True
    parts = [part for word in every for part in word.split()]
    for part, after in zip(parts, (*parts[1:], ""), strict=False):
        flag, _, value = part.partition("=")
        given = value or (after if not after.startswith("-") else "")
        if _FLAG.fullmatch(flag) and given and not given.startswith("$"):
            return True
    return False
