"""What an export writes, replaces and takes away, and which files it may not touch."""

import dataclasses
from collections.abc import Mapping
from pathlib import PurePosixPath

from stratum.core.digests import digest_bytes
from stratum.core.errors import InvalidInputError

MANIFEST = "stratum-export.json"


@dataclasses.dataclass(frozen=True, slots=True)
class Export:
    """What becomes of the files of a folder.

    Attributes:
        write: Text by path of the files that are new or different.
        remove: Paths of earlier files that are not part of it any more.
        foreign: Paths of files that somebody else wrote or changed, and that would be lost.
        digests: SHA-256 by path of all that is in the folder afterwards, for the manifest.
    """

    write: Mapping[str, str]
    remove: tuple[str, ...]
    foreign: tuple[str, ...]
    digests: Mapping[str, str]


def decide(files: Mapping[str, str], earlier: Mapping[str, str], present: Mapping[str, str]) -> Export:
    """What to do so that a folder holds some files.

    Args:
        files: Text by path, relative to the folder.
        earlier: SHA-256 by path of what the export before wrote, from its manifest.
        present: SHA-256 by path of those of both that are there now.

    Raises:
        InvalidInputError: If a path leads out of the folder.
    """
    digests = {_inside(path): digest_bytes(text.encode()) for path, text in sorted(files.items())}
    changed = {path for path, digest in present.items() if digest != earlier.get(path)}
    gone = [path for path in sorted(earlier.keys() - digests.keys()) if path in present and _leads_in(path)]
    foreign = {path for path in digests if path in changed and present[path] != digests[path]}
    return Export(
        write={path: files[path] for path in digests if present.get(path) != digests[path]},
        remove=tuple(path for path in gone if path not in changed),
        foreign=tuple(sorted(foreign)),
        digests=digests,
    )


def _inside(path: str) -> str:
    if not _leads_in(path):
        raise InvalidInputError(f"{path!r} is no path inside of the folder of an export")
    return path


def _leads_in(path: str) -> bool:
    parts = PurePosixPath(path)
    return not parts.is_absolute() and ".." not in parts.parts and bool(parts.parts) and path != MANIFEST
