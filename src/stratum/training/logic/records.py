"""A run as the JSON of ``run.json``, and back."""

import dataclasses
import json

import msgspec

from stratum.core.errors import InvalidInputError
from stratum.training.types import Run


def run_to_json(run: Run) -> bytes:
    """The bytes of ``run.json``."""
    return json.dumps(dataclasses.asdict(run), ensure_ascii=False, allow_nan=False, indent=1).encode()


def run_from_json(content: bytes) -> Run:
    """The run that ``content`` describes.

    Raises:
        InvalidInputError: If it describes none; the message says where.
    """
    try:
        return msgspec.json.decode(content, type=Run)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InvalidInputError(f"this is no run.json: {error}", "train again") from None
