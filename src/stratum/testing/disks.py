"""A small disk of its own for a test, so that it can be full."""

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

MEBIBYTE = 1 << 20


@contextlib.contextmanager
def small_disk(place: Path, mebibytes: int) -> Iterator[Path]:
    """A folder on an ext4 file system; skips the test where none can be mounted.

    Args:
        place: Where its image and its folder are made.
        mebibytes: Its size.
    """
    image, folder = place / "image", place / "disk"
    folder.mkdir()
    with image.open("wb") as file:
        file.truncate(mebibytes * MEBIBYTE)
    for command in (["mkfs.ext4", "-q", str(image)], ["mount", "-o", "loop", str(image), str(folder)]):
        if reason := _attempted(command):
            pytest.skip(f"a small file system needs root, mkfs.ext4 and loop devices: {reason}")
    try:
        yield folder
    finally:
        subprocess.run(["/usr/bin/env", "umount", str(folder)], check=True)


def _attempted(command: list[str]) -> str:
    """Why a command failed; empty where it did not."""
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True)
    except FileNotFoundError as error:
        return str(error)
    return done.stderr.strip() if done.returncode else ""
