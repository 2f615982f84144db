"""What of a Compose file is a secret and must not be copied into a model."""

import re
from collections.abc import Iterable
from typing import Final

from stratum.core import secrets

_LEAST: Final = 4
"""Signs of a value that is looked for in other places; shorter ones are in everything."""


def is_secret(name: str, value: str) -> bool:
    """Whether the value of a variable looks like a secret."""
    return bool(value) and (secrets.is_secret_name(name) or secrets.holds_secret(value))


def reference(service: str, name: str) -> str:
    """The variable of whoever starts the application that a secret is read from."""
    return re.sub(r"[^A-Z0-9]+", "_", f"{service}_{name}".upper()).strip("_")


def holds_secret(words: Iterable[str], known: Iterable[str]) -> bool:
    """Whether the words of a command hold a secret: one that is known, or what looks like one.

    Args:
        words: Of the command.
        known: Values of variables that are secrets.
    """
    every = list(words)
    line = " ".join(every)
    return any(len(value) >= _LEAST and value in line for value in known) or secrets.tells_secret(every)
