"""The git repository of a workspace: opened, asked for commits by any name, its errors in our words."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pygit2
from pygit2.enums import FileStatus, RepositoryState

from stratum.core.errors import InvalidInputError, NotFoundError, PermanentError, TransientError
from stratum.store.types import FOLDER, Commit

_BUSY = (
    "failed to lock",
    "locked file",
    "is locked",
    "tip is not the first parent",
    "old reference value",
)


def discover(root: Path) -> pygit2.Repository | None:
    """The repository that a folder is in; None without one, also where the repository ignores the folder.

    Raises:
        PermanentError: If git refuses it.
    """
    try:
        found = pygit2.discover_repository(str(root)) if root.is_dir() else None
        repository = pygit2.Repository(found) if found else None
    except pygit2.GitError as error:
        raise PermanentError(f"the repository of {root} cannot be opened: {error}") from error
    if repository is None or repository.is_bare:
        return repository
    inside = prefix_of(repository, root)
    return None if inside and repository.path_is_ignored(inside) else repository


@contextlib.contextmanager
def opened(root: Path) -> Iterator[pygit2.Repository]:
    """The repository of a workspace, to be used; what git complains of comes in our words.

    Raises:
        NotFoundError: If the workspace is in no repository.
        TransientError: If somebody else holds a lock of it, or moved it on.
        PermanentError: If git refuses otherwise.
    """
    repository = discover(root)
    if repository is None:
        raise NotFoundError(f"{root} is no git repository", "run: git init")
    if repository.is_bare:
        raise PermanentError(f"{root} is a bare repository: it has no files", "clone it, and work there")
    try:
        yield repository
    except (pygit2.GitError, OSError) as error:
        if any(word in str(error) for word in _BUSY):
            hint = "try again when the other git is done; where none runs, remove its file"
            raise TransientError(f"somebody else writes to the repository: {error}", hint) from error
        if isinstance(error, pygit2.GitError):
            raise PermanentError(f"git refuses: {error}") from error
        raise


def prefix_of(repository: pygit2.Repository, root: Path) -> str:
    """What the paths of a workspace begin with in its repository: empty, or a folder with ``/``."""
    inside = root.resolve().relative_to(Path(repository.workdir).resolve()).as_posix()
    return "" if inside == "." else f"{inside}/"


def changed_files(repository: pygit2.Repository, prefix: str) -> tuple[str, ...]:
    """Paths below a prefix that differ from the commit: tracked files and new ones that git does not ignore.

    Left out is the platform's own folder, and what is a repository of its own.
    """
    own = f"{prefix}{FOLDER}/"
    status = repository.status()
    return tuple(
        path
        for path, flags in sorted(status.items())
        if path.startswith(prefix)
        and flags not in {FileStatus.IGNORED, FileStatus.CURRENT}
        and not path.startswith(own)
        and not path.endswith("/")
    )


def unsettle(repository: pygit2.Repository) -> None:
    """Have git look at the content of files that differ from the index, whatever their times say.

    Git compares times by the second: a change of the same size in the same second would be hidden by an index
    that is written afterwards. The index has to be written after this.
    """
    for path, flags in repository.status(untracked_files="no").items():
        if flags & FileStatus.WT_MODIFIED:
            entry = repository.index[path]
            repository.index.add(pygit2.IndexEntry(path, entry.id, entry.mode))


def find_commit(repository: pygit2.Repository, name: str) -> pygit2.Commit:
    """A commit by anything that git takes for one: an id, also a short one, a branch, a tag, ``HEAD~2``.

    Raises:
        NotFoundError: If there is none.
        InvalidInputError: If several ids begin so.
    """
    if repository.head_is_unborn and name == "HEAD":
        raise no_commits()
    try:
        found = repository.revparse_single(name)
        commit: pygit2.Commit = found.peel(pygit2.Commit)
    except pygit2.AmbiguousError as error:
        raise InvalidInputError(f"several commits begin with {name!r}", "give more of the id") from error
    except (KeyError, ValueError, pygit2.GitError) as error:
        hint = "name an id, a branch, a tag, or HEAD~2; list them with: stratum log"
        raise NotFoundError(f"no commit {name!r}", hint) from error
    return commit


def no_commits() -> NotFoundError:
    """There is no commit yet."""
    return NotFoundError("the repository has no commit yet", "make the first one with: stratum commit")


def refuse_unsettled(repository: pygit2.Repository) -> None:
    """Stop where the user's own git is in the middle of something.

    Raises:
        PermanentError: If a merge, rebase, cherry-pick, revert or bisection is under way.
    """
    state = RepositoryState(repository.state())
    if state is not RepositoryState.NONE:
        what = (
            state.name.partition("_")[0].lower().replace("cherrypick", "cherry-pick").replace("apply", "am")
        )
        hint = (
            f"finish it with git, or give it up with: git {what} {'reset' if what == 'bisect' else '--abort'}"
        )
        raise PermanentError(f"git is in the middle of a {what}", hint)
    if repository.index.conflicts is not None:
        raise PermanentError("the index of git has conflicts", "resolve them with git first")


def current_branch(repository: pygit2.Repository) -> str:
    """Name of the branch that the workspace stands at, also before its first commit.

    Raises:
        PermanentError: If it stands at none.
    """
    if repository.head_is_detached:
        hint = "make one here with: stratum branch create NAME, then: stratum switch NAME"
        raise PermanentError("the workspace stands at no branch (HEAD is detached)", hint)
    return str(repository.lookup_reference("HEAD").target).removeprefix("refs/heads/")


def commit_of(found: pygit2.Commit) -> Commit:
    """A commit as a value."""
    return Commit(
        id=str(found.id),
        title=found.message.strip().partition("\n")[0].strip(),
        author=found.author.name,
        email=found.author.email,
        time=found.author.time,
        message=found.message,
        parents=tuple(map(str, found.parent_ids)),
    )
