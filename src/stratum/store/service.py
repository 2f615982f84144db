"""The workspace on disk: reading its documents, creating it, committing to it."""

from collections.abc import Mapping
from pathlib import Path

import pygit2

from stratum.core.clock import Clock
from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.store.types import FOLDER, IGNORED, Revision

DOCUMENT_SUFFIXES = (".yaml", ".yml")
TEXT_SUFFIXES = (*DOCUMENT_SUFFIXES, ".sql")


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
            InvalidInputError: If a file is not UTF-8.
        """
        if not self.root.is_dir():
            raise NotFoundError(f"{self.root} is no folder", "create a workspace with: stratum init DIR")
        return {str(path.relative_to(self.root)): _read(path) for path in self._files()}

    def _files(self) -> list[Path]:
        found = (p for p in self.root.rglob("*") if p.suffix in TEXT_SUFFIXES and p.is_file())
        return sorted(p for p in found if not _is_hidden(p.relative_to(self.root)))

    def revision(self) -> Revision:
        """Where the history stands; all empty outside of a repository."""
        repository = self._repository()
        if repository is None or repository.head_is_unborn:
            return Revision()
        branch = "" if repository.head_is_detached else repository.head.shorthand
        return Revision(str(repository.head.target), branch, bool(repository.status()))

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


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InvalidInputError(
            f"{path} is not UTF-8 text (byte {error.start})", "save it as UTF-8"
        ) from error


def find_root(start: Path) -> Path:
    """The nearest folder at or above ``start`` that is a workspace, else ``start`` itself.

    A folder is a workspace where it holds the platform's state, or a document that says ``stratum: 1``.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / FOLDER).is_dir() or any(_is_document(p) for p in folder.glob("*.yaml")):
            return folder
    return start


def _is_document(path: Path) -> bool:
    with path.open(encoding="utf-8", errors="replace") as text:
        return "stratum: 1" in text.read(2000)
