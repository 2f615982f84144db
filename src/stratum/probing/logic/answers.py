"""What a host answered, checked at the door: its form, and how much of it there is."""

from collections.abc import Iterator
from typing import Annotated, Final, Literal

import msgspec

from stratum.core.errors import InvalidInputError
from stratum.probing.logic.asking import LIMIT, MARK
from stratum.probing.types import Answer

MOST: Final = 4 * 2**20
"""Bytes of a whole answer."""
_HINT: Final = "what answers there is not the script that was sent; look at it with ssh"
_Text = Annotated[str, msgspec.Meta(max_length=LIMIT)]
_Name = Annotated[str, msgspec.Meta(max_length=200)]
_Rate = Annotated[float, msgspec.Meta(ge=0, le=1e15)]


class _Told(msgspec.Struct, frozen=True):
    """The answer of the script in Python."""

    schema: Literal["stratum.probe/1"]
    files: Annotated[dict[_Name, _Text], msgspec.Meta(max_length=100)]
    paths: Annotated[tuple[_Name, ...], msgspec.Meta(max_length=200)]
    outputs: Annotated[dict[_Name, _Text], msgspec.Meta(max_length=200)]
    timings: Annotated[dict[_Name, _Rate], msgspec.Meta(max_length=20)]


def read_answer(content: bytes) -> Answer:
    """The answer of the script in Python.

    Raises:
        InvalidInputError: If it is none, of another version, or too large.
    """
    _bounded(content)
    try:
        told = msgspec.json.decode(content, type=_Told)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InvalidInputError(f"the host's answer cannot be read: {error}", _HINT) from None
    return Answer(told.files, told.paths, told.outputs, told.timings)


def read_shell_answer(content: bytes) -> Answer:
    """The answer of the script for a shell.

    Raises:
        InvalidInputError: If it has no parts, or is too large.
    """
    _bounded(content)
    parts = list(_parts(content.decode("utf-8", "replace")))
    if not parts:
        raise InvalidInputError("the host's answer has no parts", _HINT)
    return Answer(
        {name: text for kind, name, text in parts if kind == "file"},
        tuple(name for kind, name, _ in parts if kind == "path"),
        {name: text for kind, name, text in parts if kind == "output"},
    )


def _parts(text: str) -> Iterator[tuple[str, str, str]]:
    """Kind, name and text of each part."""
    for part in text.split(f"\n{MARK}")[1:]:
        head, _, body = part.partition("\n")
        kind, _, name = head.strip().partition(" ")
        yield kind, name, body[:LIMIT]


def _bounded(content: bytes) -> None:
    if len(content) > MOST:
        raise InvalidInputError(f"the host's answer has {len(content)} bytes; {MOST} are taken", _HINT)
