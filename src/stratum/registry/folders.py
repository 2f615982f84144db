"""Folders of bundles, and those that models are written into."""

from collections.abc import Collection, Mapping
from pathlib import Path

from stratum.core.bundles import BESIDE, MANIFEST, MEASURED, Manifest, ModelProfile
from stratum.core.errors import InvalidInputError
from stratum.registry.logic.measured import read_measured


def bundle_files(bundle: Path, manifest: Manifest) -> tuple[str, ...]:
    """Names of all files of a bundle: its manifest, what that names, and those of ``BESIDE`` that it has."""
    beside = (name for name in BESIDE if (bundle / name).is_file())
    return (MANIFEST, *sorted(manifest.files), *beside)


def needs_of(
    bundle: Path, manifest: Manifest, digest: str, trusted: Collection[str] = ()
) -> Mapping[str, ModelProfile]:
    """What the measurements beside a bundle say that it needs; nothing where there are none.

    Args:
        bundle: Its folder.
        manifest: What it says of itself.
        digest: Its identity.
        trusted: Keys that are named before others as who measured it.

    Raises:
        InvalidInputError: If they were changed, or say what cannot be.
    """
    file = bundle / MEASURED
    if not file.is_file():
        return {}
    return read_measured(str(bundle), file.read_bytes(), digest, manifest, trusted)


def make_empty(target: Path) -> None:
    """Make a folder that is not there or empty.

    Raises:
        InvalidInputError: If it holds something, or is a file.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise InvalidInputError(f"{target} holds something already", "name a new folder")
    target.mkdir(parents=True, exist_ok=True)
