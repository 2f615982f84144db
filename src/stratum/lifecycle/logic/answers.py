"""The answer of a training: what its file says, held against what it may say."""

from collections.abc import Mapping

import msgspec

from stratum.core.errors import InvalidInputError
from stratum.lifecycle.records import Trained


class _HeldOut(msgspec.Struct, rename="camel"):
    rows: int = 0
    challenger: Mapping[str, float] = {}
    champion: Mapping[str, float] = {}
    difference: float | None = None
    standard_error: float | None = None


class _Answer(msgspec.Struct):
    version: int
    rows: int = 0
    since: str = ""
    until: str = ""
    run: str = ""
    held: _HeldOut = msgspec.field(default_factory=_HeldOut, name="heldOut")


def read_answer(content: bytes) -> Trained:
    """What a training says of itself.

    Raises:
        InvalidInputError: If the file is none, or lacks the version.
    """
    try:
        said = msgspec.json.decode(content, type=_Answer)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InvalidInputError(f"the answer of the training cannot be read: {error}") from None
    held = said.held
    return Trained(
        version=str(said.version),
        rows=said.rows,
        since=said.since,
        until=said.until,
        held_out=held.rows,
        difference=held.difference,
        standard_error=held.standard_error,
        run=said.run,
        challenger=held.challenger,
        champion=held.champion,
    )
