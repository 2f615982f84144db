"""Images as archives that the Engine loads: named by what is in them, so that equal ones are built once."""

import contextlib
import dataclasses
import json
import platform
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from stratum.core.digests import digest_bytes, digest_value
from stratum.deployment.images import system
from stratum.deployment.images.compiling import compiled
from stratum.deployment.images.contents import SYSTEM, Part, part_files, parts
from stratum.deployment.images.entries import Layer, write_layer
from stratum.deployment.images.roles import Role

REPOSITORY = "stratum"
ROLE = "stratum.role"
LAYERS = "stratum.layers"
INSTALLATION = "stratum.installation"
_SHORT, _LONG = 16, 32
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
        layers = " ".join(identity_of(part) for part in parts(self.role))
        return {ROLE: self.role.name, LAYERS: layers, INSTALLATION: sys.prefix}


def recipe(role: Role) -> Recipe:
    """The image of a role as it would be built now.

    Raises:
        NotFoundError: If a distribution that it needs is not installed.
    """
    return Recipe(role, digest_value([role.name, parts(role)[-1].identity]))


def identity_of(part: Part) -> str:
    """What stands for a layer and all below it in the label ``LAYERS``."""
    return part.identity[:_LONG]


@contextlib.contextmanager
def built(wanted: Sequence[Recipe], known: Mapping[str, str]) -> Iterator[Iterator[bytes]]:
    """One archive with images for the Engine, in pieces; layers that they share are in it once.

    Args:
        wanted: Which images.
        known: Digests of layers that the engine has, by ``identity_of``; they are named and left out.

    Raises:
        OSError: If the disk of temporary files is full.
    """
    with tempfile.TemporaryDirectory(prefix="stratum-image-") as name:
        folder = Path(name)
        images = {one: parts(one.role) for one in wanted}
        missing = [part for layers in images.values() for part in layers if identity_of(part) not in known]
        files = _write_layers(missing, folder)
        yield _archive({
            one: [_layer(part, files, known) for part in layers] for one, layers in images.items()
        })


def _layer(part: Part, files: Mapping[str, Layer], known: Mapping[str, str]) -> Layer:
    there = known.get(identity_of(part))
    return Layer(None, there) if there else files[part.name]


def _write_layers(missing: Sequence[Part], folder: Path) -> Mapping[str, Layer]:
    contents = part_files(missing)
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
            "Layers": [f"{layer.digest}.tar" for layer in layers],
        }
        for one, layers in images.items()
    ]
    for content in configs.values():
        yield from _member(f"{digest_bytes(content)}.json", len(content), [content])
    told = json.dumps(manifest).encode()
    yield from _member("manifest.json", len(told), [told])
    files = {layer.digest: layer.path for layers in images.values() for layer in layers if layer.path}
    for digest, path in files.items():
        with path.open("rb") as file:
            yield from _member(f"{digest}.tar", path.stat().st_size, _pieces(file))
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
