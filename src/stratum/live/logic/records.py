"""What stands in a journal."""

from typing import Final, TypeAlias

import msgspec

from stratum.live.logic.answers import Entry


class Opened(msgspec.Struct, frozen=True, array_like=True, tag="o"):
    """The first record: everything before it in one. The files have the texts of this state.

    Attributes:
        document: Id of the shared document; another one begins where this journal is lost.
        branch: Where the workspace stood.
        seq: Place of the last change that it holds.
        update: The document as one Yjs update.
        answers: The submissions that were done.
    """

    document: str
    branch: str
    seq: int
    update: bytes
    answers: list[Entry]


class Changed(msgspec.Struct, frozen=True, array_like=True, tag="c"):
    """A change, and the submission that it came from.

    Attributes:
        seq: Its place.
        update: It as Yjs encodes it; empty where the submission changed nothing.
        name: Who did it.
        client: The page that it came from; empty for none.
        number: Id of the submission; 0 for none.
    """

    seq: int
    update: bytes
    name: str
    client: str = ""
    number: int = 0


class Writing(msgspec.Struct, frozen=True, array_like=True, tag="w"):
    """The files are about to be written as they are after a change, those before it are written."""

    seq: int


class Settled(msgspec.Struct, frozen=True, array_like=True, tag="s"):
    """Everything up to a change is in a commit."""

    seq: int


Record: TypeAlias = Opened | Changed | Writing | Settled
_DECODER: Final = msgspec.msgpack.Decoder(Record)


def to_bytes(record: Record) -> bytes:
    """A record as bytes."""
    return msgspec.msgpack.encode(record)


def to_record(payload: bytes) -> Record:
    """A record from its bytes.

    Raises:
        ValueError: If they are none.
    """
    try:
        found: Record = _DECODER.decode(payload)
    except msgspec.DecodeError as error:
        raise ValueError(f"no record of a journal: {error}") from error
    return found
