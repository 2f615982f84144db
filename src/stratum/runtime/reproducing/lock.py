"""``stratum.lock``: what a state depends on that its files do not hold, as a value; pure."""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Final, Literal

import msgspec

from stratum.core.errors import InvalidInputError

FILE: Final = "stratum.lock"
"""Its name, at the root of a workspace."""
ABSENT: Final = "absent"


class DataLock(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a source of a pipeline is, and what is there.

    Attributes:
        path: Relative to the root of the workspace, or ``package:NAME/PATH``.
        sha256: Digest of the content; empty where there was none.
    """

    path: str
    sha256: str


class Lock(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a state depends on.

    Attributes:
        lock: Version of this format.
        stratum: Version of the platform.
        types: Digest of the built-in types.
        python: Version of Python, such as ``3.11``.
        packages: Version of each installed package by name.
        data: What each source reads, by ``PIPELINE/SOURCE``.
    """

    lock: Literal[1]
    stratum: str
    types: str
    python: str
    packages: Mapping[str, str]
    data: Mapping[str, DataLock]


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not as it was.

    Attributes:
        kind: ``data``, ``types``, ``stratum``, ``python`` or ``package``; of a training also ``pipeline``,
            ``seed``, ``manifest`` or ``bundle``.
        name: Of the source, package or field of the manifest; empty for what there is once.
        then: Version or digest as it was.
        now: As it is here.
        counts: Whether numbers may come out otherwise for it.
    """

    kind: str
    name: str
    then: str
    now: str
    counts: bool

    def __str__(self) -> str:
        """Such as ``package numpy: 2.3.1 then, 2.4.0 here``."""
        named = f"{self.kind} {self.name}".rstrip()
        return f"{named}: {self.then or ABSENT} then, {self.now or ABSENT} here"


def lock_to_text(lock: Lock) -> str:
    """The text of the file: sorted, a line for each fact, so that changes are seen line by line."""
    return msgspec.json.format(msgspec.json.encode(lock, order="sorted"), indent=2).decode() + "\n"


def lock_from_text(content: bytes, place: str = FILE) -> Lock:
    """The lock that a file holds.

    Raises:
        InvalidInputError: If it holds none; the message says where.
    """
    try:
        return msgspec.json.decode(content, type=Lock)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidInputError(f"{place} is no lock: {error}", "write it again with: stratum lock") from None


def differences(then: Lock, now: Lock, counting: frozenset[str]) -> tuple[Difference, ...]:
    """What differs between two states, what counts for numbers first.

    Args:
        then: One state.
        now: The other.
        counting: Packages that numbers depend on.
    """
    found = (*_data(then, now), *_platform(then, now), *_packages(then, now, counting))
    return tuple(sorted(found, key=lambda one: not one.counts))


def _data(then: Lock, now: Lock) -> Iterator[Difference]:
    for name in sorted({*then.data, *now.data}):
        before, after = (side.data[name].sha256 if name in side.data else "" for side in (then, now))
        if before != after or not after:
            yield Difference("data", name, before, after, counts=True)


def _platform(then: Lock, now: Lock) -> Iterator[Difference]:
    for kind in ("types", "python", "stratum"):
        before, after = getattr(then, kind), getattr(now, kind)
        if before != after:
            yield Difference(kind, "", before, after, counts=kind != "stratum")


def _packages(then: Lock, now: Lock, counting: frozenset[str]) -> Iterator[Difference]:
    for name in sorted({*then.packages, *now.packages}):
        before, after = then.packages.get(name, ""), now.packages.get(name, "")
        if before != after:
            yield Difference("package", name, before, after, counts=name in counting)
