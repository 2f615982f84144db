"""Files of an image as values: where they go, where their content comes from."""

import dataclasses
import io
import tarfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from stratum.effects.files import digest_file

_FOLDER = 0o755


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """One file of an image; exactly one of the first three says what it is.

    Attributes:
        source: File of this machine with its content.
        content: Its content.
        target: What it is a symbolic link to.
        mode: Its permissions.
    """

    source: Path | None = None
    content: bytes = b""
    target: str = ""
    mode: int = 0o644


Entries = Mapping[str, Entry]
"""By absolute path in the image."""


def entry_of(path: Path) -> Entry:
    """The file ``path`` with its content, executable where it is."""
    return Entry(source=path, mode=0o755 if path.stat().st_mode & 0o100 else 0o644)


@dataclasses.dataclass(frozen=True, slots=True)
class Layer:
    """A layer as a tar archive.

    Attributes:
        path: The archive; None where only its digest is known.
        digest: Its SHA-256.
    """

    path: Path | None
    digest: str


def write_layer(entries: Entries, folders: Mapping[str, int], path: Path) -> Layer:
    """Write a layer; equal files give equal bytes, whoever owns them and however old they are.

    Args:
        entries: Files and links.
        folders: Permissions of folders to make although nothing is in them.
        path: Where to write.
    """
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as archive:
        for name, mode in sorted(_folders(entries, folders).items()):
            info = _named(name, mode)
            info.type = tarfile.DIRTYPE
            archive.addfile(info)
        for name, entry in sorted(entries.items()):
            _add(archive, name, entry)
    return Layer(path, digest_file(path))


def _folders(entries: Entries, folders: Mapping[str, int]) -> Mapping[str, int]:
    parents = {str(parent) for name in (*entries, *folders) for parent in PurePosixPath(name).parents}
    return {**dict.fromkeys(parents - {"/"}, _FOLDER), **folders}


def _add(archive: tarfile.TarFile, name: str, entry: Entry) -> None:
    info = _named(name, entry.mode)
    if entry.target:
        info.type, info.linkname = tarfile.SYMTYPE, entry.target
        archive.addfile(info)
    elif entry.source is None:
        info.size = len(entry.content)
        archive.addfile(info, io.BytesIO(entry.content))
    else:
        with entry.source.open("rb") as file:
            info.size = file.seek(0, io.SEEK_END)
            file.seek(0)
            archive.addfile(info, file)


def _named(name: str, mode: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name.lstrip("/"))
    info.mode = mode
    return info
