"""Folders of bundles, and those that models are written into."""

from pathlib import Path

from stratum.core.bundles import BESIDE, MANIFEST, Manifest
from stratum.core.errors import InvalidInputError


def bundle_files(bundle: Path, manifest: Manifest) -> tuple[str, ...]:
    """Names of all files of a bundle: its manifest, what that names, and those of ``BESIDE`` that it has."""
    beside = (name for name in BESIDE if (bundle / name).is_file())
    return (MANIFEST, *sorted(manifest.files), *beside)


def make_empty(target: Path) -> None:
    """Make a folder that is not there or empty.

    Raises:
        InvalidInputError: If it holds something, or is a file.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise InvalidInputError(f"{target} holds something already", "name a new folder")
    target.mkdir(parents=True, exist_ok=True)
