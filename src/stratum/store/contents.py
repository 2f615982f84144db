"""Large files of a workspace: kept by their digest beside git, with a pointer in it."""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from stratum.core.errors import InvalidInputError, NotFoundError, PermanentError
from stratum.store.logic.pointers import Pointer
from stratum.store.ports import Depot

Watch = Callable[[int], object]
"""Told the number of bytes that were done since the last time."""
_PIECE = 1 << 20


def digest_of(file: Path, watch: Watch) -> Pointer:
    """The pointer to what a file holds now.

    Raises:
        OSError: If it cannot be read.
    """
    found, length = hashlib.sha256(), 0
    with file.open("rb") as content:
        while piece := content.read(_PIECE):
            found.update(piece)
            length += len(piece)
            watch(len(piece))
    return Pointer(1, found.hexdigest(), length)


def keep(depot: Depot, file: Path, watch: Watch) -> Pointer:
    """Put a file into a depot, where it is not there yet.

    Raises:
        PermanentError: If the file was changed meanwhile; nothing of it is left there.
    """
    pointer = digest_of(file, watch)
    if depot.size(pointer.sha256) == pointer.bytes:
        return pointer
    depot.put(pointer.sha256, file)
    kept = hashlib.sha256()
    for piece in depot.get(pointer.sha256):
        kept.update(piece)
    if kept.hexdigest() != pointer.sha256:
        depot.remove(pointer.sha256)
        raise PermanentError(f"{file} was changed while it was read", "add it again")
    return pointer


def fetch(depot: Depot, pointer: Pointer, part: Path, watch: Watch) -> None:
    """Bring a content here, going on where an earlier try ended.

    Args:
        depot: Where it is.
        pointer: Which one.
        part: The file that it is written to; what it holds already is not asked for again.
        watch: Told of progress.

    Raises:
        NotFoundError: If the depot has it not.
        PermanentError: If what came is something else; nothing of it is left then.
    """
    part.parent.mkdir(parents=True, exist_ok=True)
    there = part.stat().st_size if part.is_file() else 0
    if there > pointer.bytes:
        part.unlink()
        there = 0
    watch(there)
    with part.open("ab") as content:
        for piece in _bounded(depot.get(pointer.sha256, there), pointer.bytes - there):
            content.write(piece)
            watch(len(piece))
        content.flush()
        os.fsync(content.fileno())
    came = digest_of(part, lambda _: None)
    if came != pointer:
        part.unlink()
        problem = f"what came for {pointer.sha256[:12]} is something else: sha256 {came.sha256[:12]}"
        raise PermanentError(problem, "somebody changed what is kept there; add the file and push it again")


def _bounded(pieces: Iterator[bytes], most: int) -> Iterator[bytes]:
    """No more than was announced, so that a place that sends on and on fills no disk."""
    left = most
    for piece in pieces:
        yield piece[: left + 1]
        left -= len(piece)
        if left < 0:
            return


def place(source: Path, target: Path, pointer: Pointer, *, force: bool) -> bool:
    """Put a kept content where its pointer stands; whether anything was done.

    Raises:
        InvalidInputError: If another content is there, without ``force``.
    """
    if target.is_file():
        if target.stat().st_size == pointer.bytes and digest_of(target, lambda _: None) == pointer:
            return False
        if not force:
            hint = f"keep it with: stratum data add {target.name}; or replace it with --force"
            raise InvalidInputError(f"{target} is not what its pointer says", hint)
    if not source.is_file():
        raise NotFoundError(f"the content of {target} is not here")
    part = target.with_name(f".{target.name}.part")
    shutil.copyfile(source, part)
    part.replace(target)
    return True
