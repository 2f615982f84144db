"""Bundles from disk: nothing is run that was not verified against the manifest first."""

import dataclasses
import hashlib
from pathlib import Path

import msgspec

from stratum.core.bundles import FILES, FORMAT, MANIFEST, Manifest
from stratum.core.errors import NotFoundError, PermanentError

_CHUNK = 1024 * 1024
_FIX = "train and register the model again, or restore the bundle from its source"


def open_bundle(directory: Path, variant: str = "") -> Manifest:
    """The manifest of the bundle in ``directory``, every file of which was compared with its digest.

    Args:
        directory: Holds the bundle.
        variant: Whose graph is to be served; empty for the model's own.

    Raises:
        NotFoundError: If there is no bundle, or no such variant in it.
        PermanentError: If it has another format, lacks its model, or a file is missing or was changed.
    """
    manifest = _read_manifest(directory / MANIFEST)
    if FILES.get(manifest.form) != manifest.graph or manifest.graph not in manifest.files:
        raise PermanentError(f"bundle {directory} lists no model in a form that is known", _FIX)
    for name, digest in manifest.files.items():
        _verify(directory, name, digest)
    return _varied(directory, manifest, variant) if variant else manifest


def _varied(directory: Path, manifest: Manifest, name: str) -> Manifest:
    variant = manifest.variant(name)
    if variant is None or variant.file not in manifest.files:
        known = ", ".join(each.name for each in manifest.variants) or "none"
        raise NotFoundError(f"bundle {directory} has no variant {name!r} of its model", f"known: {known}")
    return dataclasses.replace(manifest, graph=variant.file)


def _read_manifest(path: Path) -> Manifest:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise NotFoundError(
            f"no bundle in {path.parent}: {error.strerror}", f"name a directory with {MANIFEST}"
        ) from None
    try:
        found = msgspec.json.decode(content, type=dict[str, msgspec.Raw]).get("format", msgspec.Raw(b'""'))
        version = msgspec.json.decode(found, type=str)
        if version != FORMAT:
            raise PermanentError(f"{path} has format {version!r}, this server reads {FORMAT!r}", _FIX)
        return msgspec.json.decode(content, type=Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise PermanentError(f"{path} is no manifest: {error}", _FIX) from None


def _verify(directory: Path, name: str, digest: str) -> None:
    root = directory.resolve()
    path = (root / name).resolve()
    if not path.is_relative_to(root):
        raise PermanentError(f"bundle {directory} names a file outside of itself: {name!r}")
    seen = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                seen.update(chunk)
    except OSError as error:
        raise PermanentError(f"bundle {directory} cannot be read: {name}: {error.strerror}", _FIX) from None
    if seen.hexdigest() != digest:
        raise PermanentError(
            f"bundle {directory} was changed: {name} has another digest than its manifest says", _FIX
        )
