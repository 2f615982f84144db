"""The folder of a run: ``run.json`` written step by step, graphs in work, documents."""

import os
import shutil
from pathlib import Path

from stratum.core.errors import NotFoundError
from stratum.training.logic.records import run_from_json, run_to_json
from stratum.training.types import Run

RECORD = "run.json"
BUNDLE = "bundle"
_RESERVE = 1 << 20


class RunFolder:
    """A folder of its own for each run.

    While a run goes on, the folder keeps a reserve of disk space, so that a disk that fills up still has
    room for the record of what was finished.

    Args:
        path: Made where needed.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.work = path / "work"
        self.bundle = path / BUNDLE
        self._reserve = path / ".reserve"

    def open(self) -> None:
        """Make the folder and its reserve."""
        self.work.mkdir(parents=True, exist_ok=True)
        self._reserve.write_bytes(bytes(_RESERVE))

    def close(self) -> None:
        """Give the reserve back and drop what was only needed while running."""
        self._reserve.unlink(missing_ok=True)
        shutil.rmtree(self.work, ignore_errors=True)

    def save(self, run: Run) -> None:
        """Write ``run.json``: the old or the new one is there at any moment.

        Raises:
            OSError: If even the reserve is too small.
        """
        content = run_to_json(run)
        try:
            write_durably(self.path / RECORD, content)
        except OSError:
            self._reserve.unlink(missing_ok=True)
            write_durably(self.path / RECORD, content)

    def load(self) -> Run:
        """The run as recorded.

        Raises:
            NotFoundError: If there is no record.
            InvalidInputError: If the record cannot be read.
        """
        record = self.path / RECORD
        if not record.is_file():
            raise NotFoundError(f"there is no run {self.path.name!r}", "list runs")
        return run_from_json(record.read_bytes())

    def write_document(self, name: str, text: str) -> Path:
        """Write a report or notebook beside the record."""
        write_durably(self.path / name, text.encode())
        return self.path / name


def write_durably(path: Path, content: bytes) -> None:
    """Write a file so that it has either its old or its new content, also after a loss of power."""
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
