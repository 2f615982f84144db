"""What a comment may say, and whom it names."""

import re
from collections.abc import Sequence
from typing import Final

from stratum.core.errors import InvalidInputError

LONGEST: Final = 10_000
"""Characters of a remark."""
NAMES: Final = 20
"""Former names of an element that are kept."""
_MENTION: Final = re.compile(r"(?<![\w@./`])@([a-z0-9][a-z0-9._-]{0,63})", re.IGNORECASE)
_CODE: Final = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)


def checked_text(text: str) -> str:
    """A text that can be kept.

    Raises:
        InvalidInputError: If it is empty or too long.
    """
    if not text.strip():
        raise InvalidInputError("a comment says something", "write at least a word")
    if len(text) > LONGEST or "\x00" in text:
        raise InvalidInputError(f"a comment has at most {LONGEST} characters", "write less, or a document")
    return text.strip()


def mentioned(text: str) -> frozenset[str]:
    """The names that stand behind an ``@``, in small letters; those in code are none."""
    return frozenset(found.rstrip("._-").lower() for found in _MENTION.findall(_CODE.sub(" ", text)))


def followed(element: str, before: Sequence[str]) -> tuple[str, ...]:
    """The former names of an element that got another name than ``element``, the newest first."""
    return (element, *(name for name in before if name != element))[:NAMES]
