"""The form of secrets that people and programs carry, and what is kept of them."""

import re
from typing import Final

from stratum.core.digests import digest_bytes

PREFIX: Final = "stratum_"
"""How every API token begins, so that programs that look for leaked secrets find it."""
_FORM: Final = re.compile(r"stratum_[A-Za-z0-9_-]{43}")
_LOOKS: Final = re.compile(r"stratum_[A-Za-z0-9_-]{20,}")
_BITS: Final = re.compile(r"[A-Za-z0-9_-]{43}")


def digest(secret: str) -> str:
    """What is kept of a secret of 256 random bits: nobody can guess it, so one round is enough."""
    return digest_bytes(secret.encode())


def id_of(kept: str) -> str:
    """The name of what a digest is kept of: its first 12 digits tell nothing of the secret."""
    return kept[:12]


def is_token(text: str) -> bool:
    """Whether a text has the form of an API token."""
    return _FORM.fullmatch(text) is not None


def is_secret(text: str) -> bool:
    """Whether a text has the form of the secret of a session or an invitation."""
    return _BITS.fullmatch(text) is not None


def holds_token(text: str) -> bool:
    """Whether an API token stands somewhere in a text."""
    return _LOOKS.search(text) is not None
