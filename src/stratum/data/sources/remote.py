"""Files elsewhere: what web servers, object stores and SSH servers have in common."""

from pathlib import Path, PurePosixPath
from typing import Final

from stratum.core.errors import InvalidInputError
from stratum.data.types import Fetched, SourceSpec

_PACKED: Final = {".zip", ".gz"}


def target_in(scratch: Path, path: str) -> Path:
    """Where a copy goes: its name keeps what says that it is packed."""
    suffix = PurePosixPath(path).suffix
    return scratch / f"copy{suffix if suffix in _PACKED else ''}"


def copied(spec: SourceSpec, target: Path, url: str) -> Fetched:
    """What was brought from an address, of the format that the source names."""
    return Fetched(target, str(spec.attributes.get("format", "csv")), f"source {spec.name!r}: {url}")


def url_of(spec: SourceSpec) -> str:
    """The address of a source as it may be told: what follows a question mark may be secret.

    Raises:
        InvalidInputError: If it has none.
    """
    url = str(spec.attributes.get("url", ""))
    if "://" not in url:
        raise InvalidInputError(f"source {spec.name!r} has no address", "set url")
    return url
