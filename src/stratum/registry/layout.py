"""A bundle as an OCI image layout, which registries of containers carry: a folder, or a tar archive of one.

The configuration is the manifest of the bundle, the layers are its files under their names (as ORAS writes
them). Equal bundles give equal digests. What is read is read with mistrust, as ``archive`` does.
"""

import contextlib
import hashlib
import io
import json
import re
import shutil
import tarfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Final

from stratum.core.bundles import BESIDE, MANIFEST
from stratum.core.digests import canonical_json, digest_bytes
from stratum.core.errors import InvalidInputError
from stratum.effects.files import digest_file
from stratum.registry.archive import LARGEST, MOST_FILES, MOST_MANIFEST
from stratum.registry.folders import bundle_files, make_empty
from stratum.registry.logic.bundles import parse_manifest

VERSION: Final = "1.0.0"
INDEX_TYPE: Final = "application/vnd.oci.image.index.v1+json"
MANIFEST_TYPE: Final = "application/vnd.oci.image.manifest.v1+json"
ARTIFACT: Final = "application/vnd.stratum.bundle.v1"
CONFIG: Final = "application/vnd.stratum.bundle.manifest.v1+json"
LAYER: Final = "application/vnd.stratum.bundle.file.v1"
ENVELOPE: Final = "application/vnd.dsse.envelope.v1+json"
_TITLE: Final = "org.opencontainers.image.title"
_MARK: Final = "oci-layout"
_INDEX: Final = "index.json"
_BLOB: Final = re.compile(r"sha256:([0-9a-f]{64})")
_MOST_JSON: Final = 1 << 20
_CHUNK: Final = 1 << 20
_HINT: Final = "ask for one that was written by: stratum models export --format oci"

Opened = Callable[[str], IO[bytes]]


def write_layout(bundle: Path, version: str, target: Path) -> str:
    """Write a bundle as an image layout; the digest of its image manifest.

    Args:
        bundle: Folder of a bundle that was verified.
        version: Such as ``3``: the tag, and an annotation.
        target: A folder that is not there or empty, or a file that ends with ``.tar``.

    Raises:
        InvalidInputError: If the folder holds something.
    """
    small, files = _contents(bundle, version)
    if target.suffix == ".tar":
        with tarfile.open(target, "w", format=tarfile.PAX_FORMAT) as archive:
            for name, content in small.items():
                _add(archive, name, io.BytesIO(content), len(content))
            for name, path in files.items():
                with path.open("rb") as file:
                    _add(archive, name, file, path.stat().st_size)
    else:
        make_empty(target)
        (target / "blobs" / "sha256").mkdir(parents=True)
        for name, content in small.items():
            (target / name).write_bytes(content)
        for name, path in files.items():
            shutil.copyfile(path, target / name)
    return str(json.loads(small[_INDEX])["manifests"][0]["digest"])


def is_layout(path: Path) -> bool:
    """Whether a path is a folder that says it is an image layout, or a tar archive."""
    return (path / _MARK).is_file() or (path.is_file() and tarfile.is_tarfile(path))


def read_layout(path: Path, folder: Path) -> None:
    """Write the files of the bundle in a layout into an empty folder; each is compared with its digest.

    Whether the content is what the bundle's manifest says is for ``Registry.register`` to see.

    Args:
        path: The layout, a folder or a tar archive.
        folder: Where the files go.

    Raises:
        InvalidInputError: If it is no layout of one model, was changed, or holds too much.
    """
    with _opened(path) as opened:
        told = _json(opened, _MARK)
        if told.get("imageLayoutVersion") != VERSION:
            raise InvalidInputError(f"{path} is no image layout of version {VERSION}", _HINT)
        image = _image(opened, _json(opened, _INDEX))
        config, layers = image["config"], image["layers"]
        left = _take(opened, config, folder / MANIFEST, MOST_MANIFEST, LARGEST)
        manifest = parse_manifest(str(path), (folder / MANIFEST).read_bytes())
        known, seen = {*manifest.files, *BESIDE}, set()
        for layer in layers:
            name = str(layer.get("annotations", {}).get(_TITLE))
            if name not in known or name in seen:
                raise InvalidInputError(
                    f"the layout holds {name[:200]!r} that its manifest does not name", _HINT
                )
            seen.add(name)
            left = _take(opened, layer, folder / name, left, left)


def _contents(bundle: Path, version: str) -> tuple[Mapping[str, bytes], Mapping[str, Path]]:
    """The small files of a layout by name with what is in them, and its blobs of files by name."""
    manifest = parse_manifest(str(bundle), (bundle / MANIFEST).read_bytes())
    names = bundle_files(bundle, manifest)
    digests = {name: manifest.files.get(name) or digest_file(bundle / name) for name in names}
    blobs = {name: _described(bundle / name, digest) for name, digest in digests.items()}
    config, layers = blobs.pop(MANIFEST), blobs
    annotations = {
        _TITLE: manifest.name,
        "org.opencontainers.image.version": version,
        **({"org.opencontainers.image.revision": c} if (c := manifest.lineage.commit) else {}),
    }
    image = canonical_json({
        "schemaVersion": 2,
        "mediaType": MANIFEST_TYPE,
        "artifactType": ARTIFACT,
        "config": config,
        "layers": [{**layer, "annotations": {_TITLE: name}} for name, layer in layers.items()],
        "annotations": annotations,
    })
    entry = {
        "mediaType": MANIFEST_TYPE,
        "artifactType": ARTIFACT,
        "digest": f"sha256:{digest_bytes(image)}",
        "size": len(image),
        "annotations": {"org.opencontainers.image.ref.name": version},
    }
    index = canonical_json({"schemaVersion": 2, "mediaType": INDEX_TYPE, "manifests": [entry]})
    small = {
        _MARK: canonical_json({"imageLayoutVersion": VERSION}),
        _INDEX: index,
        _blob(str(entry["digest"])): image,
    }
    described = {MANIFEST: config, **layers}
    return small, {_blob(str(one["digest"])): bundle / name for name, one in described.items()}


def _kind(name: str) -> str:
    return CONFIG if name == MANIFEST else ENVELOPE if name in BESIDE else LAYER


def _described(path: Path, digest: str) -> dict[str, object]:
    return {"mediaType": _kind(path.name), "digest": f"sha256:{digest}", "size": path.stat().st_size}


def _blob(digest: str) -> str:
    """Where a blob lies; a digest of any other form is refused, so that no path can be named."""
    found = _BLOB.fullmatch(digest)
    if found is None:
        raise InvalidInputError(f"the layout names {digest[:80]!r}, no SHA-256 digest", _HINT)
    return f"blobs/sha256/{found[1]}"


def _add(archive: tarfile.TarFile, name: str, file: IO[bytes], size: int) -> None:
    told = tarfile.TarInfo(name)
    told.size, told.mode = size, 0o644
    archive.addfile(told, file)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[Opened]:
    """What opens a file of a layout by its name; links are not followed, nothing is unpacked."""
    try:
        if path.is_dir():
            yield lambda name: _plain(path / name)
            return
        with tarfile.open(path, "r:") as archive:
            members = {one.name.removeprefix("./"): one for one in archive if one.isreg()}
            yield lambda name: archive.extractfile(members[name]) or io.BytesIO()
    except (tarfile.TarError, OSError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise InvalidInputError(f"{path} is no image layout of a model: {error}", _HINT) from None


def _plain(path: Path) -> IO[bytes]:
    if path.is_symlink():
        raise OSError(f"{path.name} is a link")
    return path.open("rb")


def _json(opened: Opened, name: str) -> Mapping[str, Any]:
    with opened(name) as file:
        content = file.read(_MOST_JSON + 1)
    told = json.loads(content) if len(content) <= _MOST_JSON else None
    if not isinstance(told, dict):
        raise InvalidInputError(f"{name} of the layout is no JSON object, or too large", _HINT)
    return told


def _image(opened: Opened, index: Mapping[str, Any]) -> Mapping[str, Any]:
    """The only image manifest of an index, which has to be that of a model."""
    entries = index["manifests"]
    if len(entries) != 1 or entries[0].get("mediaType") != MANIFEST_TYPE:
        raise InvalidInputError(f"the layout holds {len(entries)} manifests, not that of one model", _HINT)
    name = _blob(entries[0]["digest"])
    with opened(name) as file:
        content = file.read(_MOST_JSON)
    image: Mapping[str, Any] = json.loads(content)
    if digest_bytes(content) != name.rpartition("/")[2]:
        raise InvalidInputError("the image manifest of the layout was changed", _HINT)
    if image["config"]["mediaType"] != CONFIG:
        raise InvalidInputError("the layout holds an image that is no model", _HINT)
    if len(image["layers"]) > MOST_FILES:
        raise InvalidInputError(f"the layout holds more than {MOST_FILES} files", _HINT)
    return image


def _take(opened: Opened, described: Mapping[str, Any], target: Path, most: int, left: int) -> int:
    """Copy a blob of at most ``most`` bytes after comparing it; how many bytes of ``left`` are left."""
    name, seen, size = _blob(described["digest"]), hashlib.sha256(), 0
    with opened(name) as file, target.open("xb") as copy:
        while chunk := file.read(_CHUNK):
            size += len(chunk)
            if size > most:
                raise InvalidInputError(f"the layout holds more than {most} bytes of {target.name!r}", _HINT)
            seen.update(chunk)
            copy.write(chunk)
    if seen.hexdigest() != name.rpartition("/")[2]:
        raise InvalidInputError(f"{target.name!r} of the layout was changed: its digest differs", _HINT)
    return left - size
