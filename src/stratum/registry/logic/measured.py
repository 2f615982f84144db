"""What a model was measured to need, as the file that travels with its bundle says it."""

import dataclasses
import math
from collections.abc import Collection, Iterator, Mapping
from typing import Final

import msgspec

from stratum.core.bundles import MEASURED, Manifest, ModelProfile
from stratum.core.errors import InvalidInputError
from stratum.data.signing import Statement, predicate_of, signers

KIND: Final = "urn:stratum:measured:1"
_HINT: Final = "export the model again, or measure it anew"
_MOST_BYTES: Final = 1 << 48
"""Of a process or a file: more than any machine has."""
_LONGEST: Final = 3600.0
"""Seconds that nobody waits for the start of a server, or for an answer."""


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


def read_measured(
    place: str, content: bytes, digest: str, manifest: Manifest, trusted: Collection[str] = ()
) -> Mapping[str, ModelProfile]:
    """What an envelope says that a bundle needs, each profile with the key of who measured it.

    What comes out can be compared with hosts and promises: it tells the model and each of its variants, and
    numbers that a measurement can give. Whether they are true, nobody but who signed them can say.

    Args:
        place: Named in errors.
        content: The envelope.
        digest: Identity of the bundle.
        manifest: Of the bundle.
        trusted: Keys that are named before others that signed it too.

    Raises:
        InvalidInputError: If no signature of it holds, or it says something else, or what cannot be.
    """
    keys = signers(content, digest, KIND)
    if not keys:
        raise InvalidInputError(f"{place}: {MEASURED} was changed: no signature of it holds", _HINT)
    try:
        told = msgspec.convert(predicate_of(content), _Told)
    except msgspec.ValidationError as error:
        raise InvalidInputError(f"{place}: {MEASURED} tells no needs: {error}", _HINT) from None
    wrong = next(_wrong(told.profiles, manifest), "")
    if wrong:
        raise InvalidInputError(f"{place}: {MEASURED} tells no needs: {wrong}", _HINT)
    by = next((key for key in keys if key in trusted), keys[0])
    return {name: dataclasses.replace(one, by=by) for name, one in told.profiles.items()}


def _wrong(profiles: Mapping[str, ModelProfile], manifest: Manifest) -> Iterator[str]:
    """What of the profiles of a bundle cannot be."""
    asked = {"", *(variant.name for variant in manifest.variants)}
    for name in sorted(asked ^ profiles.keys()):
        yield f"the model has no variant {name!r}" if name in profiles else f"{_called(name)} is not there"
    try:
        fewest = manifest.forecast.reach + 1 if manifest.forecast else 1
    except (KeyError, ValueError):
        yield "the windows of its forecast cannot be read"
        return
    for name, one in profiles.items():
        yield from (f"{_called(name)}: {why}" for why in _odd(one, fewest))


def _odd(profile: ModelProfile, fewest: int) -> Iterator[str]:
    """What of a profile cannot be, where a server can be asked about ``fewest`` rows and more."""
    rows = [one.rows for one in profile.latency]
    times = [profile.start, *(time for one in profile.latency for time in (one.median, one.p95))]
    if rows[:1] != [fewest]:
        yield f"its latency begins with another number of rows than {fewest}"
    if rows != sorted(set(rows)):
        yield "its latency is not by number of rows"
    if not (0 < profile.memory <= _MOST_BYTES and 0 <= profile.size <= _MOST_BYTES):
        yield "it has bytes that cannot be"
    if not all(0 <= time <= _LONGEST for time in times):
        yield "it has seconds that cannot be"
    if not (0 <= profile.score < math.inf and all(map(math.isfinite, profile.differences.values()))):
        yield "it has figures that cannot be"


def _called(name: str) -> str:
    return f"the variant {name!r}" if name else "the model"
