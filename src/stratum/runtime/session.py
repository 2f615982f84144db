"""The live session of a workspace: live editing joined with the language, the files and their history."""

import asyncio
import dataclasses
from collections.abc import Sequence
from pathlib import Path

from stratum.core.clock import Clock
from stratum.core.digests import digest_bytes
from stratum.core.edits import RenameElement
from stratum.core.errors import NotFoundError, TransientError
from stratum.language.code import code_of, is_code
from stratum.language.syntax.header import header
from stratum.live.keeper import Means
from stratum.live.service import Session
from stratum.live.storage import FileStorage
from stratum.live.types import Committed, Texts
from stratum.runtime.legality import ModelLegality
from stratum.runtime.versions.saving import message_of, save
from stratum.runtime.wiring import Parts, new_id
from stratum.store.files import DOCUMENT_SUFFIXES, decoded, obstacle, text_files
from stratum.store.types import Person

FOLDER = "live"
"""Folder of the journals."""
_FRESH = 2.0
"""Seconds after its last change for which a file is read whatever its times say."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Seen:
    """A file as it was read.

    Attributes:
        mark: What tells whether it is still the same.
        text: Its text; None where it is no document.
    """

    mark: tuple[int, ...]
    text: str | None


class WorkspaceFiles:
    """Satisfies ``live.ports.Files`` with the documents of a workspace and its git repository.

    Args:
        parts: The workspace.
        clock: Tells how long ago a file was changed.
    """

    def __init__(self, parts: Parts, clock: Clock) -> None:
        self._parts = parts
        self._clock = clock
        self._seen: dict[str, _Seen] = {}

    def branch(self) -> str:
        """As the port says."""
        return self._parts.workspace.branch()

    def read(self) -> Texts:
        """As the port says."""
        root = self._parts.workspace.root
        try:
            paths = [p for p in text_files(root) if p.name.endswith(DOCUMENT_SUFFIXES)]
            seen = {path.relative_to(root).as_posix(): self._look(path) for path in paths}
            documents = {name: found.text for name, found in seen.items() if found.text is not None}
            code = [root / name for name in sorted(code_of(documents)) if not obstacle(root, name)]
            seen |= {p.relative_to(root).as_posix(): self._look(p) for p in code if p.is_file()}
            self._seen = seen
        except OSError as error:
            raise TransientError(f"the files of {root} cannot be read: {error.strerror}") from error
        return {name: found.text for name, found in seen.items() if found.text is not None}

    def write(self, name: str, before: str | None, after: str | None) -> None:
        """As the port says."""
        try:
            self._parts.workspace.write(name, before, after)
        except OSError as error:
            raise TransientError(f"{name} cannot be written: {error.strerror}") from error

    def commit(self, files: Sequence[str], authors: Sequence[str]) -> Committed | None:
        """As the port says."""
        space = self._parts.workspace
        try:
            changed = [file for file in space.copy.changed() if file in files]
            if not changed:
                return None
            message = message_of(self._parts, changed).rstrip() + _others(authors[1:])
            made = save(self._parts, message, changed, Person(authors[0]) if authors else None)
        except NotFoundError:
            return None  # no repository: the files are all there is
        return Committed(made.id, made.title, made.author) if made else None

    def _look(self, path: Path) -> _Seen:
        name = path.relative_to(self._parts.workspace.root).as_posix()
        status = path.stat()
        mark = (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
        known = self._seen.get(name)
        if known is not None and known.mark == mark and self._clock.now() - status.st_mtime > _FRESH:
            return known
        text = decoded(path.read_bytes(), str(path), exact=True)
        return _Seen(mark, text if text is not None and (is_code(name) or header(text).is_ours) else None)


def live_session(parts: Parts) -> Session:
    """The session of a workspace; nothing is opened before somebody asks for it."""
    folder = parts.state / FOLDER

    def follow(renames: Sequence[RenameElement]) -> None:
        for edit in renames:
            parts.comments.follow(edit.file, edit.element, edit.name)

    return Session(
        Means(
            legality=ModelLegality(parts),
            files=WorkspaceFiles(parts, parts.clock),
            storage=lambda branch: FileStorage(folder / f"{digest_bytes(branch.encode())[:16]}.journal"),
            clock=parts.clock,
            new_id=new_id,
            aside=asyncio.to_thread,
            pause=asyncio.sleep,
            renamed=follow,
        )
    )


def _others(names: Sequence[str]) -> str:
    """Those who took part, as git and its hosts know them."""
    lines = "".join(f"Co-authored-by: {name} <>\n" for name in names)
    return f"\n\n{lines}" if lines else ""
