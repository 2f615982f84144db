"""Files: by their content, and written whole or not at all."""

import hashlib
import os
from pathlib import Path


def digest_file(path: Path) -> str:
    """SHA-256 of a file, as 64 hexadecimal digits; a file of any size takes little memory.

    Raises:
        OSError: If it cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_durably(path: Path, content: bytes) -> None:
    """Write a file so that it has either its old or its new content, also after a loss of power.

    Raises:
        OSError: If it cannot be written; the old content is still there then.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
