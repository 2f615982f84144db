"""Writing the lock with commits, and saying whether a state can be had again here."""

import dataclasses

from stratum.core.errors import NotFoundError
from stratum.runtime.modelling import load
from stratum.runtime.reproducing.here import lock_of
from stratum.runtime.reproducing.lock import (
    FILE,
    Difference,
    Lock,
    differences,
    lock_from_text,
    lock_to_text,
)
from stratum.runtime.reproducing.state import state_of
from stratum.runtime.wiring import Parts

COUNTING = frozenset({
    "duckdb",
    "numpy",
    "onnx",
    "onnxruntime",
    "pyarrow",
    "scikit-learn",
    "scipy",
    "skl2onnx",
})
"""Packages that numbers of a training depend on."""


@dataclasses.dataclass(frozen=True, slots=True)
class Verified:
    """Whether a state can be had again.

    Attributes:
        commit: Its id; empty for the files that are here.
        lock: What it depends on as its lock says; None where it has none.
        differences: What is otherwise here.
        missing: Sources whose data are not here, by ``PIPELINE/SOURCE``.
    """

    commit: str
    lock: Lock | None
    differences: tuple[Difference, ...]
    missing: tuple[str, ...]

    @property
    def is_reproducible(self) -> bool:
        """Whether nothing that numbers depend on is missing, unknown or otherwise."""
        return self.lock is not None and not self.missing and not any(d.counts for d in self.differences)


def write_lock(parts: Parts) -> Lock:
    """Write ``stratum.lock`` for the files that are here; the same state gives the same bytes."""
    lock = lock_of(parts, load(parts))
    text = lock_to_text(lock)
    file = parts.workspace.root / FILE
    if not file.is_file() or file.read_text(encoding="utf-8") != text:
        file.write_text(text, encoding="utf-8")
    return lock


def lock_at(parts: Parts, commit: str) -> Lock | None:
    """The lock of a commit, or of the files that are here where empty; None where there is none.

    Raises:
        InvalidInputError: If the file is no lock.
    """
    if not commit:
        file = parts.workspace.root / FILE
        return lock_from_text(file.read_bytes()) if file.is_file() else None
    try:
        return lock_from_text(parts.workspace.history.content(commit, FILE), f"{commit[:10]}:{FILE}")
    except NotFoundError:
        return None


def verify(parts: Parts, commit: str = "") -> Verified:
    """Whether a state can be had again on this machine, and what is missing or otherwise.

    Args:
        parts: The workspace.
        commit: An id, a branch, a tag or ``HEAD~2``; the files that are here where empty.

    Raises:
        NotFoundError: If there is no such commit.
        InvalidInputError: If its lock cannot be read.
    """
    named = parts.workspace.history.commit(commit).id if commit else ""
    now = lock_of(parts, state_of(parts, named) if named else load(parts))
    then = lock_at(parts, named)
    missing = tuple(name for name, data in now.data.items() if not data.sha256)
    return Verified(named, then, differences(then, now, COUNTING) if then else (), missing)
