"""Bundles in a folder of a host: copied whole or not at all, told by their digests, never changed."""

import errno
import os
import shutil
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path

import msgspec

from stratum.core.bundles import MANIFEST, SIGNATURE
from stratum.core.digests import digest_value
from stratum.core.errors import InvalidInputError, TransientError
from stratum.deployment.types import Artifact
from stratum.effects.files import digest_file

_PART = ".part-"
_PIECE = 2**20


def carry(artifact: Artifact, folder: Path) -> Path:
    """Copy an artifact to ``<folder>/<digest>`` unless it is there and verifies; returns that place.

    The copy is verified and on the medium before it gets its name, so a reader finds all of it or nothing.

    Raises:
        TransientError: If the medium refuses.
        InvalidInputError: If the artifact differs from its digests.
    """
    target = folder / artifact.digest
    try:
        if problem_of(target, artifact.digest) == "":
            _bring_signatures(Path(artifact.path), target)
            return target
        folder.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=_PART, dir=folder))
        try:
            _fill(part, artifact)
            shutil.rmtree(target, ignore_errors=True)
            part.rename(target)
            _sync(folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    except OSError as error:
        if problem_of(target, artifact.digest) == "":  # somebody else was faster
            return target
        raise TransientError(
            f"artifact {artifact.digest[:12]} could not be put into {folder}: {error.strerror or error}",
            "free disk space" if error.errno == errno.ENOSPC else "",
        ) from error
    return target


def clear(folder: Path, keep: Collection[str]) -> tuple[str, ...]:
    """Remove every artifact of ``folder`` but those to keep; returns the digests of the removed ones.

    What a copy that was cut off has left is removed as well, and not told.
    """
    try:
        found = sorted(entry.name for entry in os.scandir(folder))
    except OSError:
        return ()
    gone = [name for name in found if name not in keep]
    for name in gone:
        shutil.rmtree(folder / name, ignore_errors=True)
    return tuple(name for name in gone if not name.startswith(_PART) and not (folder / name).exists())


def problem_of(folder: Path, digest: str) -> str:
    """Why a folder is not the artifact of that digest; empty if it is."""
    try:
        manifest = _read_manifest(folder)
        if digest_value(manifest) != digest:
            return "its manifest has another digest"
        for name, wanted in _files_of(manifest).items():
            if digest_file(folder / _inside(name)) != wanted:
                return f"{name} was changed"
    except OSError as error:
        return f"{Path(error.filename or folder).name}: {error.strerror}"
    except ValueError as error:
        return f"{MANIFEST} cannot be read: {error}"
    return ""


def _fill(part: Path, artifact: Artifact) -> None:
    source = Path(artifact.path)
    if problem := problem_of(source, artifact.digest):
        raise InvalidInputError(
            f"artifact {artifact.digest[:12]} in {source} is damaged: {problem}",
            "train and register the model again, or restore the bundle from its source",
        )
    for name in (MANIFEST, *_files_of(_read_manifest(source))):
        target = part / _inside(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        with (source / name).open("rb") as reads, target.open("wb") as writes:
            shutil.copyfileobj(reads, writes, _PIECE)
            writes.flush()
            os.fsync(writes.fileno())
    _bring_signatures(source, part)
    if problem := problem_of(part, artifact.digest):
        raise InvalidInputError(f"artifact {artifact.digest[:12]} changed while it was copied: {problem}")
    part.chmod(0o755)


def _bring_signatures(source: Path, target: Path) -> None:
    """Signatures may change while the artifact stays the same; a server checks them itself."""
    if not (source / SIGNATURE).is_file():
        return
    content = (source / SIGNATURE).read_bytes()
    if not (target / SIGNATURE).is_file() or (target / SIGNATURE).read_bytes() != content:
        part = target / f".{SIGNATURE}"
        part.write_bytes(content)
        part.replace(target / SIGNATURE)


def _read_manifest(folder: Path) -> Mapping[str, object]:
    return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=dict[str, object])


def _files_of(manifest: Mapping[str, object]) -> Mapping[str, str]:
    return msgspec.convert(manifest.get("files", {}), dict[str, str])


def _inside(name: str) -> str:
    if Path(name).is_absolute() or ".." in Path(name).parts:
        raise ValueError(f"file {name!r} is outside of the bundle")
    return name


def _sync(folder: Path) -> None:
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
