"""Images as archives that the Engine loads: named by what is in them, so that equal ones are built once."""

import contextlib
import dataclasses
import functools
import json
import platform
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from stratum.core.digests import digest_bytes, digest_value
from stratum.deployment.images import distributions, system
from stratum.deployment.images.compiling import compiled
from stratum.deployment.images.contents import SYSTEM, layer_files, layer_names
from stratum.deployment.images.entries import Layer, write_layer
from stratum.deployment.images.roles import Role

REPOSITORY = "stratum"
ROLE = "stratum.role"
CONTENT = "stratum.content"
INSTALLATION = "stratum.installation"
_FORMAT = 2
_SHORT = 16
_PIECE = 2**20
_MACHINES = {"x86_64": "amd64", "aarch64": "arm64"}


@dataclasses.dataclass(frozen=True, slots=True)
class Recipe:
    """An image that can be built from the running installation.

    Attributes:
        role: What it is for.
        content: SHA-256 of interpreter, distributions and the platform's own files.
    """

    role: Role
    content: str

    @property
    def name(self) -> str:
        """Repository and tag; another content has another one."""
        return f"{REPOSITORY}/{self.role.name}:{self.content[:_SHORT]}"

    def labels(self) -> Mapping[str, str]:
        """What the image says of itself; the installation tells images of two environments apart."""
        return {ROLE: self.role.name, CONTENT: self.content, INSTALLATION: sys.prefix}


@functools.cache
def recipe(role: Role) -> Recipe:
    """The image of a role as it would be built now.

    Raises:
        NotFoundError: If a distribution that it needs is not installed.
    """
    said = [_FORMAT, role.name, system.identity()]
    if role.requires:
        found = distributions.closure(role.requires)
        said += [distributions.identity(found), distributions.platform_identity()]
    return Recipe(role, digest_value(said))


@contextlib.contextmanager
def built(wanted: Sequence[Recipe]) -> Iterator[Iterator[bytes]]:
    """One archive with images for the Engine, in pieces; layers that they share are in it once.

    Raises:
        OSError: If the disk of temporary files is full.
    """
    with tempfile.TemporaryDirectory(prefix="stratum-image-") as name:
        folder = Path(name)
        layers = _write_layers([one.role for one in wanted], folder)
        yield _archive({one: [layers[key] for key in layer_names(one.role)] for one in wanted})


def _write_layers(roles: Sequence[Role], folder: Path) -> Mapping[str, Layer]:
    contents = layer_files(roles)
    modules = compiled({name: entry for files in contents.values() for name, entry in files.items()}, folder)
    return {
        key: write_layer(
            {**files, **{modules[name][0]: modules[name][1] for name in files if name in modules}},
            system.FOLDERS if key == SYSTEM else {},
            folder / f"layer-{number}.tar",
        )
        for number, (key, files) in enumerate(contents.items())
    }


def _archive(images: Mapping[Recipe, Sequence[Layer]]) -> Iterator[bytes]:
    """The form that ``docker save`` writes."""
    configs = {
        one: json.dumps(_config(one, layers), sort_keys=True).encode() for one, layers in images.items()
    }
    manifest = [
        {
            "Config": f"{digest_bytes(configs[one])}.json",
            "RepoTags": [one.name],
            "Layers": [layer.path.name for layer in layers],
        }
        for one, layers in images.items()
    ]
    for content in configs.values():
        yield from _member(f"{digest_bytes(content)}.json", len(content), [content])
    told = json.dumps(manifest).encode()
    yield from _member("manifest.json", len(told), [told])
    for path in sorted({layer.path for layers in images.values() for layer in layers}):
        with path.open("rb") as file:
            yield from _member(path.name, path.stat().st_size, _pieces(file))
    yield bytes(2 * tarfile.BLOCKSIZE)


def _member(name: str, size: int, content: Iterable[bytes]) -> Iterator[bytes]:
    info = tarfile.TarInfo(name)
    info.size = size
    yield info.tobuf()
    yield from content
    yield bytes(-size % tarfile.BLOCKSIZE)


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece


def _config(wanted: Recipe, layers: Sequence[Layer]) -> Mapping[str, object]:
    return {
        "architecture": _MACHINES.get(platform.machine(), platform.machine()),
        "os": "linux",
        "created": "1970-01-01T00:00:00Z",
        "config": {"Labels": dict(wanted.labels()), "Env": [f"PATH={sys.prefix}/bin:/usr/bin:/bin"]},
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{layer.digest}" for layer in layers]},
        "history": [{"created_by": f"stratum {wanted.role.name}"} for _ in layers],
    }
