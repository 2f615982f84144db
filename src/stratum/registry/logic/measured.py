"""What a model was measured to need, as the file that travels with its bundle says it."""

import dataclasses
from collections.abc import Mapping
from typing import Final

import msgspec

from stratum.core.bundles import MEASURED, ModelProfile
from stratum.core.errors import InvalidInputError
from stratum.data.signing import Statement, predicate_of, signers

KIND: Final = "urn:stratum:measured:1"
_HINT: Final = "export the model again, or measure it anew"


class _Told(msgspec.Struct, frozen=True):
    """The predicate of the statement: profiles by variant."""

    profiles: Mapping[str, ModelProfile]


def measurement(profiles: Mapping[str, ModelProfile]) -> Statement:
    """The statement that a bundle was measured to need this; it is signed as that of its origin is.

    Args:
        profiles: By variant, ``""`` for the model as it was trained.
    """
    told = {name: msgspec.to_builtins(dataclasses.replace(one, by="")) for name, one in profiles.items()}
    return Statement(KIND, {"profiles": told})


def read_measured(place: str, content: bytes, digest: str) -> Mapping[str, ModelProfile]:
    """What an envelope says that a bundle needs, each profile with the key of who measured it.

    Args:
        place: Named in errors.
        content: The envelope.
        digest: Identity of the bundle.

    Raises:
        InvalidInputError: If no signature of it holds, or it says something else.
    """
    keys = signers(content, digest, KIND)
    if not keys:
        raise InvalidInputError(f"{place}: {MEASURED} was changed: no signature of it holds", _HINT)
    try:
        told = msgspec.convert(predicate_of(content), _Told)
    except msgspec.ValidationError as error:
        raise InvalidInputError(f"{place}: {MEASURED} tells no needs: {error}", _HINT) from None
    return {name: dataclasses.replace(one, by=keys[0]) for name, one in told.profiles.items()}
