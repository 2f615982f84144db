"""Writing a bundle: all of it or nothing."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from stratum.core.bundles import MANIFEST
from stratum.effects.files import write_durably


def write_bundle(target: Path, manifest: bytes, files: Mapping[str, bytes]) -> None:
    """Write a bundle's folder: it appears complete under its name, or not at all.

    Args:
        target: The folder; replaced where it exists.
        manifest: Content of ``manifest.json``.
        files: Content of each further file by name.

    Raises:
        OSError: If it cannot be written; nothing of it is left then.
    """
    part = Path(tempfile.mkdtemp(prefix=".bundle-", dir=target.parent))
    try:
        for name, content in {**files, MANIFEST: manifest}.items():
            write_durably(part / name, content)
        part.chmod(0o755)
        shutil.rmtree(target, ignore_errors=True)
        part.rename(target)
    except OSError:
        shutil.rmtree(part, ignore_errors=True)
        raise
    _flush(target.parent)


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
