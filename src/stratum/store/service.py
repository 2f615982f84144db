"""The workspace on disk: reading its documents, creating it, committing to it."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pygit2

from stratum.core.clock import Clock
from stratum.core.errors import InvalidInputError, NotFoundError, TransientError
from stratum.store.files import DOCUMENT_SUFFIXES, MARK, find_root, text_files
from stratum.store.types import FOLDER, IGNORED, Commit, Revision
from stratum.store.writing import exact_text, replace_text

__all__ = ["Workspace", "find_root"]


class Workspace:
    """A folder of model documents, best in a git repository; without one it works but has no history."""

    def __init__(self, root: Path, clock: Clock) -> None:
        self.root = root.resolve()
        self._clock = clock

    @property
    def state(self) -> Path:
        """The folder of everything that the platform keeps for this workspace; never committed."""
        return self.root / FOLDER

    def documents(self) -> Mapping[str, str]:
        """Text of each YAML document and SQL query, by path relative to the root.

        Raises:
            NotFoundError: If the root is no folder.
            InvalidInputError: If a document or a query is not UTF-8.
        """
        if not self.root.is_dir():
            raise NotFoundError(f"{self.root} is no folder", "create a workspace with: stratum init DIR")
        read = {path.relative_to(self.root).as_posix(): _read(path) for path in text_files(self.root)}
        return {name: text for name, text in read.items() if text is not None}

    def exact(self, names: Iterable[str]) -> Mapping[str, str]:
        """Text of files of the workspace to the byte: lines end as they do on disk.

        Raises:
            InvalidInputError: If one is not UTF-8.
        """
        return {name: exact_text(self.root / name) for name in names}

    def replace(self, name: str, before: str, after: str) -> None:
        """Write a file that is there, whole or not at all.

        Args:
            name: Its path relative to the root.
            before: Its exact text as it was read.
            after: The text in its place.

        Raises:
            TransientError: If it is not the same any more.
        """
        replace_text(self.root / name, before, after)

    def revision(self) -> Revision:
        """Where the history stands; all empty outside of a repository."""
        repository = self._repository()
        if repository is None or repository.head_is_unborn:
            return Revision()
        branch = "" if repository.head_is_detached else repository.head.shorthand
        return Revision(str(repository.head.target), branch, bool(repository.status()))

    def newest(self) -> Commit | None:
        """The commit that the history stands at; None where there is none. Looks at no document.

        Raises:
            TransientError: If the history cannot be read now: somebody writes to it.
        """
        try:
            repository = self._repository()
            if repository is None or repository.head_is_unborn:
                return None
            found = repository.head.peel(pygit2.Commit)
        except pygit2.GitError as error:
            raise TransientError(f"the history of {self.root} cannot be read: {error}") from error
        return Commit(str(found.id), found.message.partition("\n")[0].strip(), found.author.name)

    def create(self, files: Mapping[str, str], message: str) -> Revision:
        """Make the folder a git repository that holds ``files`` in its first commit.

        Raises:
            InvalidInputError: If the folder exists and is not empty.
        """
        if self.root.exists() and any(self.root.iterdir()):
            raise InvalidInputError(f"{self.root} is not empty", "name a new or an empty folder")
        self.root.mkdir(parents=True, exist_ok=True)
        pygit2.init_repository(str(self.root), initial_head="main")
        for name, text in {".gitignore": IGNORED, **files}.items():
            target = self.root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        return self.commit(message)

    def commit(self, message: str) -> Revision:
        """Commit every change of the documents; nothing happens where nothing changed.

        Raises:
            NotFoundError: If the workspace is no git repository.
        """
        repository = self._repository()
        if repository is None:
            raise NotFoundError(f"{self.root} is no git repository", "run: git init")
        if not repository.head_is_unborn and not repository.status():
            return self.revision()
        repository.index.add_all()
        repository.index.write()
        tree = repository.index.write_tree()
        who = self._signature(repository)
        parents = [] if repository.head_is_unborn else [repository.head.target]
        repository.create_commit("HEAD", who, who, message, tree, parents)
        return self.revision()

    def _repository(self) -> pygit2.Repository | None:
        found = pygit2.discover_repository(str(self.root)) if self.root.is_dir() else None
        return pygit2.Repository(found) if found else None

    def _signature(self, repository: pygit2.Repository) -> pygit2.Signature:
        name = _setting(repository, "user.name", "stratum")
        mail = _setting(repository, "user.email", "stratum@localhost")
        return pygit2.Signature(name, mail, int(self._clock.now()), 0)


def _setting(repository: pygit2.Repository, key: str, fallback: str) -> str:
    try:
        return repository.config[key] or fallback
    except KeyError:
        return fallback


def _read(path: Path) -> str | None:
    """Text of a file; None where it is YAML of somebody else in another encoding."""
    content = path.read_bytes()
    try:
        return content.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        if path.name.endswith(DOCUMENT_SUFFIXES) and not MARK.search(content):
            return None
        problem = f"{path} is not UTF-8 text (byte {error.start})"
        raise InvalidInputError(problem, "save it as UTF-8") from error
