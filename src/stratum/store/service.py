"""The workspace on disk: reading its documents, creating it, and where it stands in its history."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pygit2

from stratum.core.clock import Clock
from stratum.core.errors import InvalidInputError, NotFoundError, TransientError
from stratum.store.files import decoded, find_root, obstacle, text_files
from stratum.store.history import History
from stratum.store.joining import Joining
from stratum.store.names import Names
from stratum.store.remotes import Remotes
from stratum.store.repository import changed_files, commit_of, discover, prefix_of
from stratum.store.types import FOLDER, IGNORED, Commit, Revision
from stratum.store.working import WorkingCopy
from stratum.store.writing import create_text, exact_text, remove_text, replace_text

__all__ = ["Workspace", "find_root"]


class Workspace:
    """A folder of model documents, best in a git repository; without one it works but has no history.

    Attributes:
        root: The folder.
        history: Its commits, branches and tags, read only.
        copy: Makes commits of its files, and brings those of other commits here.
        names: Makes and deletes branches and tags.
        joining: Joins its history with other commits.
        remotes: Gives to and takes from other repositories.
    """

    def __init__(self, root: Path, clock: Clock) -> None:
        self.root = root.resolve()
        self.history = History(self.root)
        self.copy = WorkingCopy(self.root, clock)
        self.names = Names(self.root, clock)
        self.joining = Joining(self.root, clock)
        self.remotes = Remotes(self.root)

    @property
    def state(self) -> Path:
        """The folder of everything that the platform keeps for this workspace; never committed."""
        return self.root / FOLDER

    @property
    def is_versioned(self) -> bool:
        """Whether it is in a git repository."""
        return discover(self.root) is not None

    def documents(self) -> Mapping[str, str]:
        """Text of each YAML document and SQL query, by path relative to the root.

        Raises:
            NotFoundError: If the root is no folder.
            InvalidInputError: If a document or a query is not UTF-8.
        """
        if not self.root.is_dir():
            raise NotFoundError(f"{self.root} is no folder", "create a workspace with: stratum init DIR")
        files = text_files(self.root)
        read = {p.relative_to(self.root).as_posix(): decoded(p.read_bytes(), str(p)) for p in files}
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

    def write(self, name: str, before: str | None, after: str | None) -> None:
        """Make, write or remove a file, whole or not at all.

        Args:
            name: Its path relative to the root.
            before: Its exact text as it was read; None where it is not there, or has ``after`` already.
            after: The text in its place; None where it is to be removed.

        Raises:
            TransientError: If it is not the same any more, or a new one may not be there.
        """
        path = self.root / name
        if before is not None and after is not None:
            replace_text(path, before, after)
        elif before is not None:
            remove_text(path, before)
        elif after is not None and (why := obstacle(self.root, name)):
            raise TransientError(why, "choose another path")
        elif after is not None:
            create_text(path, after)

    def revision(self) -> Revision:
        """Where the history stands; all empty outside of a repository."""
        repository = discover(self.root)
        if repository is None or repository.is_bare or repository.head_is_unborn:
            return Revision()
        branch = "" if repository.head_is_detached else repository.head.shorthand
        dirty = bool(changed_files(repository, prefix_of(repository, self.root)))
        return Revision(str(repository.head.target), branch, dirty)

    def branch(self) -> str:
        """The branch that the workspace stands at, also without commits; empty where it stands at none.

        Raises:
            TransientError: If that cannot be read now: somebody writes to it.
        """
        repository = discover(self.root)
        if repository is None:
            return ""
        try:
            target = repository.lookup_reference("HEAD").target
        except (pygit2.GitError, KeyError) as error:
            raise TransientError(f"the branch of {self.root} cannot be read: {error}") from error
        return target.removeprefix("refs/heads/") if isinstance(target, str) else ""

    def newest(self) -> Commit | None:
        """The commit that the history stands at; None where there is none. Looks at no document.

        Raises:
            TransientError: If the history cannot be read now: somebody writes to it.
        """
        try:
            repository = discover(self.root)
            if repository is None or repository.head_is_unborn:
                return None
            found = repository.head.peel(pygit2.Commit)
        except pygit2.GitError as error:
            raise TransientError(f"the history of {self.root} cannot be read: {error}") from error
        return commit_of(found)

    def create(self, files: Mapping[str, str], message: str) -> Revision:
        """Make the folder a git repository that holds ``files`` in its first commit.

        Raises:
            InvalidInputError: If the folder exists and is not empty.
        """
        if self.root.exists() and any(self.root.iterdir()):
            raise InvalidInputError(f"{self.root} is not empty", "name a new or an empty folder")
        for name, text in files.items():
            target = self.root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        return self.begin(message, files)

    def begin(self, message: str, files: Iterable[str] = ()) -> Revision:
        """Make the folder a git repository, whatever is in it.

        Args:
            message: Message of its first commit.
            files: Those of its files that are in that commit, beside the one that says what git ignores.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        pygit2.init_repository(str(self.root), initial_head="main")
        ignoring = self.root / ".gitignore"
        known = ignoring.read_text(encoding="utf-8") if ignoring.is_file() else ""
        if IGNORED.strip() not in known.splitlines():
            ignoring.write_text(f"{known.rstrip()}\n{IGNORED}".lstrip(), encoding="utf-8")
        self.copy.commit(message, {ignoring.name, *files})
        return self.revision()
