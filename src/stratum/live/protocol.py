"""What is said over a connection: JSON texts, read strictly and written once for all who hear them."""

import base64
import binascii
from typing import Annotated, Final, TypeAlias

import msgspec

from stratum.core.edits import Edit, edit_from_plain
from stratum.core.errors import InvalidInputError
from stratum.live.types import Json

LARGEST: Final = 1_000_000
"""Bytes of a message from a client."""
EDITS: Final = 1000
"""Edits of a message."""
PRESENCE: Final = 2000
"""Bytes of what somebody tells of where they are."""
FARTHEST: Final = 1_000_000
"""How far from the origin of a drawing a pointer may be, in its pixels."""
_HINT: Final = "see docs/reference/live.md"


class Hello(msgspec.Struct, frozen=True, tag_field="do", tag="hello"):
    """The first message."""

    client: str
    name: str
    vector: str = ""
    document: str = ""


class Edits(msgspec.Struct, frozen=True, tag_field="do", tag="edits"):
    """Legal edits."""

    id: int
    edits: list[dict[str, str]]


class Update(msgspec.Struct, frozen=True, tag_field="do", tag="update"):
    """Typed text."""

    id: int
    update: str


class Undo(msgspec.Struct, frozen=True, tag_field="do", tag="undo"):
    """Take the last step back."""

    id: int


class Redo(msgspec.Struct, frozen=True, tag_field="do", tag="redo"):
    """Do it again."""

    id: int


class Cursor(msgspec.Struct, frozen=True):
    """Where somebody's cursor stands in a text, as places that stay with the text around them."""

    file: str
    anchor: str
    head: str


Pixel: TypeAlias = Annotated[float, msgspec.Meta(ge=-FARTHEST, le=FARTHEST)]


class Pointer(msgspec.Struct, frozen=True):
    """Where somebody points on a drawing: ``x`` and ``y`` in its own pixels, whatever its zoom."""

    file: str
    inside: str
    x: Pixel
    y: Pixel


class Whereabouts(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where somebody is, as everybody is told it: nothing else that a client says of it is passed on.

    Attributes:
        file: The document that they look at.
        element: The element there.
        following: The number of whom they follow.
        cursor: Where they are in a text.
        pointer: Where they point on the drawing.
    """

    file: str | None = None
    element: str | None = None
    following: int | None = None
    cursor: Cursor | None = None
    pointer: Pointer | None = None


class Presence(msgspec.Struct, frozen=True, tag_field="do", tag="presence"):
    """Where somebody is."""

    state: Whereabouts


Submission: TypeAlias = Edits | Update | Undo | Redo
Message: TypeAlias = Hello | Submission | Presence
_DECODER: Final = msgspec.json.Decoder(Hello | Edits | Update | Undo | Redo | Presence)


class MalformedError(InvalidInputError):
    """A message that cannot be read."""


def read_message(text: str) -> Message:
    """A message of a client.

    Raises:
        MalformedError: If it is none.
    """
    if len(text) > LARGEST:
        raise MalformedError(f"a message has at most {LARGEST} bytes", "send less at once")
    try:
        message: Message = _DECODER.decode(text)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise MalformedError(f"this message cannot be read: {error}", _HINT) from error
    _refuse_strange(message)
    return message


def read_edits(message: Edits) -> tuple[Edit, ...]:
    """The edits of a message.

    Raises:
        InvalidInputError: If one is none, or there are too many.
    """
    if not 1 <= len(message.edits) <= EDITS:
        raise MalformedError(f"a message has 1 to {EDITS} edits", _HINT)
    return tuple(map(edit_from_plain, message.edits))


def bytes_of(text: str) -> bytes:
    """Bytes that were sent as base64.

    Raises:
        MalformedError: If it is none.
    """
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise MalformedError(f"this is no base64: {error}", _HINT) from error


def text_of(data: bytes) -> str:
    """Bytes as they are sent."""
    return base64.b64encode(data).decode("ascii")


def told(kind: str, **fields: object) -> str:
    """A message to clients."""
    return msgspec.json.encode({"told": kind, **fields}).decode()


def trouble(problem: str, hint: str = "") -> str:
    """A message that something did not work."""
    return told("trouble", problem=problem, hint=hint)


def finding(code: str, message: str, fix: str) -> Json:
    """Why a submission is refused, as the API shows findings."""
    return {
        "code": code, "severity": "error", "element": "", "message": message, "position": "",
        "required": "", "available": "", "fix": fix, "fixes": [],
    }  # fmt: skip


def _refuse_strange(message: Message) -> None:
    if isinstance(message, Hello):
        is_fine = 1 <= len(message.client) <= 64 and len(message.name) <= 100 and len(message.document) <= 64
    elif isinstance(message, Presence):
        is_fine = len(msgspec.json.encode(message.state)) <= PRESENCE
    else:
        is_fine = 1 <= message.id < 1 << 53
    if not is_fine:
        raise MalformedError("a field of this message is too long or out of range", _HINT)
