"""Edits as a program asks for them: JSON, and the texts that they count on."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from stratum.core.digests import digest_bytes
from stratum.core.edits import Edit, edit_from_plain
from stratum.core.errors import InvalidInputError, PermanentError
from stratum.live.types import Texts

MOST: Final = 1000
"""Edits of a request."""


def read_request(body: bytes, hint: str) -> tuple[tuple[Edit, ...], dict[str, str]]:
    """The edits of a request, and the digests of the documents that they were made against, by file.

    Args:
        body: ``{"edits": [{"edit": "SetValue", …}], "against": {"FILE": "SHA-256"}}``.
        hint: How it is sent.

    Raises:
        InvalidInputError: If the request is none.
    """
    try:
        told = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InvalidInputError(f"the request is no JSON: {error}", hint) from error
    asked = told.get("edits") if isinstance(told, Mapping) else None
    against = told.get("against", {}) if isinstance(told, Mapping) else None
    if not isinstance(asked, list) or not isinstance(against, Mapping) or not 1 <= len(asked) <= MOST:
        raise InvalidInputError(f"a request has 1 to {MOST} edits", hint)
    return tuple(map(edit_from_plain, asked)), {str(file): str(digest) for file, digest in against.items()}


def digests(texts: Texts) -> Mapping[str, str]:
    """SHA-256 of each text, by file."""
    return {file: digest_bytes(text.encode()) for file, text in texts.items()}


def refuse_stale(texts: Texts, edits: Sequence[Edit], against: Mapping[str, str]) -> None:
    """Refuse edits that were made against other texts.

    Raises:
        PermanentError: If one of their documents is another one by now.
    """
    now = digests({file: texts[file] for file in {e.file for e in edits} if file in texts})
    stale = sorted(file for file, digest in now.items() if against.get(file, digest) != digest)
    if stale:
        raise PermanentError(f"{', '.join(stale)} was changed meanwhile", "look at it again, then edit it")
