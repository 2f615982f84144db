"""A bundle as one file: a ZIP archive of its files, written the same each time, and read with mistrust."""

import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from stratum.core.bundles import BESIDE, MANIFEST
from stratum.core.errors import InvalidInputError
from stratum.registry.folders import bundle_files
from stratum.registry.logic.bundles import parse_manifest

SUFFIX: Final = ".stratum-model.zip"
MOST_FILES: Final = 64
LARGEST: Final = 1 << 30
"""Bytes of all files of an archive together."""
MOST_MANIFEST: Final = 4 << 20
"""Bytes of a manifest."""
_CHUNK: Final = 1 << 20
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_MODE: Final = stat.S_IFREG | 0o644
_ENCRYPTED: Final = 0x1
_SIXTEEN: Final = 16
_BROKEN: Final = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError
)  # fmt: skip
"""What the reader of archives raises over bytes that are no archive."""
_HINT: Final = "ask for one that was written by: stratum models export"


def write_archive(bundle: Path, target: BinaryIO) -> None:
    """Write a bundle as an archive, with what lies beside it; equal ones give equal bytes.

    Args:
        bundle: Folder of a bundle that was verified.
        target: Where to write; it need not be able to go back.
    """
    manifest = parse_manifest(str(bundle), (bundle / MANIFEST).read_bytes())
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in bundle_files(bundle, manifest):
            told = zipfile.ZipInfo(name, _EPOCH)
            told.external_attr, told.compress_type = _MODE << _SIXTEEN, zipfile.ZIP_DEFLATED
            with (bundle / name).open("rb") as source, archive.open(told, "w", force_zip64=False) as copy:
                shutil.copyfileobj(source, copy, _CHUNK)


def read_archive(source: BinaryIO, folder: Path) -> None:
    """Write the files of an archive into an empty folder: what its manifest names, no more bytes than said.

    Whether the content is what the manifest says is for ``Registry.register`` to see.

    Args:
        source: The archive; it must be able to go back.
        folder: Where the files go.

    Raises:
        InvalidInputError: If it is no archive, or holds anything but the plain files of a bundle.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            members = _members(archive)
            for told in members:
                _copy(archive, told, folder / told.filename)
    except _BROKEN as error:
        raise InvalidInputError(f"this is no archive of a model: {error}", _HINT) from None


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The members of an archive, all of which are plain files that its manifest names."""
    members = archive.infolist()
    if len(members) > MOST_FILES:
        raise InvalidInputError(f"the archive holds {len(members)} files, {MOST_FILES} are the most", _HINT)
    for problem in filter(None, map(_problem, members)):
        raise InvalidInputError(problem, _HINT)
    names = [told.filename for told in members]
    if MANIFEST not in names:
        raise InvalidInputError(f"the archive holds no {MANIFEST}", _HINT)
    if sum(told.file_size for told in members) > LARGEST:
        raise InvalidInputError(f"the archive holds more than {LARGEST} bytes", _HINT)
    wanted = {MANIFEST, *_manifest_files(archive), *(name for name in BESIDE if name in names)}
    if sorted(names) != sorted(wanted):
        odd = sorted(set(names) ^ wanted) or sorted({name for name in names if names.count(name) > 1})
        raise InvalidInputError(f"the archive and its manifest differ in {', '.join(odd)[:200]!r}", _HINT)
    return members


def _problem(told: zipfile.ZipInfo) -> str:
    """Why a member is not taken; empty where it is."""
    name, kind = told.filename[:200], stat.S_IFMT(told.external_attr >> _SIXTEEN)
    if "/" in name or "\\" in name or name.startswith(".") or not name.isprintable() or told.is_dir():
        return f"the archive holds {name!r}, which is no plain file"
    if kind not in {0, stat.S_IFREG}:
        return f"the archive holds {name!r}, which is a link or a device"
    if told.flag_bits & _ENCRYPTED:
        return f"{name!r} is encrypted"
    if told.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        return f"{name!r} is packed in a way that is not read"
    return ""


def _manifest_files(archive: zipfile.ZipFile) -> tuple[str, ...]:
    content = b"".join(_content(archive, archive.getinfo(MANIFEST), MOST_MANIFEST))
    return tuple(parse_manifest("the archive", content).files)


def _copy(archive: zipfile.ZipFile, told: zipfile.ZipInfo, target: Path) -> None:
    with target.open("xb") as file:
        file.writelines(_content(archive, told, told.file_size))


def _content(archive: zipfile.ZipFile, told: zipfile.ZipInfo, most: int) -> Iterator[bytes]:
    """The content of a member, not longer than ``most``: what it says of itself is not trusted."""
    with archive.open(told) as source:
        seen = 0
        while chunk := source.read(_CHUNK):
            seen += len(chunk)
            if seen > most:
                raise InvalidInputError(f"{told.filename!r} holds more than {most} bytes", _HINT)
            yield chunk
