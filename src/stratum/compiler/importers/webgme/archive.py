"""A ``.webgmex`` file: a zip with ``project.json``, read in memory and within limits; nothing is unpacked."""

import io
import json
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import Any, Final

from stratum.core.errors import InvalidInputError

PROJECT: Final = "project.json"
LARGEST: Final = 64 << 20
"""Bytes of ``project.json`` at most."""
MOST: Final = 1000
"""Files in the archive at most."""
_DEEPEST: Final = 200
_PIECE: Final = 1 << 20
_ZIP: Final = b"PK\x03\x04"


def project_of(content: bytes, file: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The project in a file, and the names of the assets beside it, which are not read.

    Args:
        content: A ``.webgmex`` archive, or the JSON of its ``project.json``.
        file: Its name, for errors.

    Raises:
        InvalidInputError: If it is none, or breaks a limit.
    """
    if not content.startswith(_ZIP):
        return _parsed(content, file), ()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = _names(archive, file)
            text = _read(archive, file)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise InvalidInputError(f"{file} is no archive that can be read: {error}") from None
    return _parsed(text, f"{file}:{PROJECT}"), tuple(name for name in names if name != PROJECT)


def _names(archive: zipfile.ZipFile, file: str) -> list[str]:
    names = archive.namelist()
    if len(names) > MOST:
        raise InvalidInputError(f"{file} has {len(names)} files; at most {MOST} are read")
    for name in names:
        path = PurePosixPath(name.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in name:
            raise InvalidInputError(f"{file}: the name {name!r} leads out of the archive")
    if names.count(PROJECT) != 1:
        raise InvalidInputError(f"{file} has {names.count(PROJECT)} files {PROJECT}; a project has one")
    return names


def _read(archive: zipfile.ZipFile, file: str) -> bytes:
    """What is there, as far as it may be: the length that the archive tells is not believed."""
    found = bytearray()
    with archive.open(PROJECT) as stream:
        while piece := stream.read(_PIECE):
            found += piece
            if len(found) > LARGEST:
                raise InvalidInputError(f"{file}: {PROJECT} is longer than {LARGEST >> 20} MiB")
    return bytes(found)


def _parsed(content: bytes, place: str) -> dict[str, Any]:
    if len(content) > LARGEST:
        raise InvalidInputError(f"{place} is longer than {LARGEST >> 20} MiB")
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise InvalidInputError(f"{place} is no JSON that can be read: {error}") from None
    if not isinstance(found, dict) or not isinstance(found.get("objects"), list):
        raise InvalidInputError(f"{place} is no project: it has no list of objects")
    if _is_deep(found):
        raise InvalidInputError(f"{place} is nested more than {_DEEPEST} deep")
    return found


def _is_deep(value: object) -> bool:
    level = [value]
    for _ in range(_DEEPEST):
        level = [inner for one in level for inner in _inner(one)]
        if not level:
            return False
    return True


def _inner(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
