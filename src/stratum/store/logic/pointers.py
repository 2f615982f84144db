"""Pointers: what stands in git in place of a large file."""

import re
from typing import Annotated, Final, Literal

import msgspec

from stratum.core.errors import InvalidInputError

SUFFIX: Final = ".pointer"
"""What the name of a pointer adds to that of its file."""
DIGEST: Final = re.compile(r"[0-9a-f]{64}")


class Pointer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which content belongs in a place.

    Attributes:
        pointer: Version of this format.
        sha256: Of the content.
        bytes: How long it is.
    """

    pointer: Literal[1]
    sha256: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
    bytes: Annotated[int, msgspec.Meta(ge=0)]


def pointer_to_text(pointer: Pointer) -> str:
    """The text of the file."""
    return msgspec.json.format(msgspec.json.encode(pointer), indent=2).decode() + "\n"


def pointer_from_text(content: bytes, place: str) -> Pointer:
    """The pointer that a file holds.

    Raises:
        InvalidInputError: If it holds none; the message says where.
    """
    try:
        return msgspec.json.decode(content, type=Pointer)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        problem = f"{place} is no pointer: {error}"
        raise InvalidInputError(problem, f"write it again with: stratum data add {target(place)}") from None


def pointer_name(file: str) -> str:
    """Name of the pointer of a file."""
    return file + SUFFIX


def target(pointer: str) -> str:
    """The file that a pointer stands for."""
    return pointer.removesuffix(SUFFIX)
