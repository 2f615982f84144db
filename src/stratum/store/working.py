"""The files of a workspace and its history: what is here becomes a commit, what is in a commit comes here."""

from collections.abc import Collection, Iterator
from pathlib import Path

import pygit2

from stratum.core.clock import Clock
from stratum.core.errors import NotFoundError, PermanentError
from stratum.store.moving import advance, differing, refuse_obstacles, refuse_uncommitted, turn
from stratum.store.names import find_branch
from stratum.store.repository import (
    changed_files,
    commit_of,
    current_branch,
    find_commit,
    opened,
    prefix_of,
    refuse_unsettled,
    unsettle,
)
from stratum.store.signing import signature
from stratum.store.trees import entry_at, entry_here, put
from stratum.store.types import Commit, Person


class WorkingCopy:
    """Makes commits of the files of a workspace, and brings the files of commits here.

    A commit holds files of the workspace only: what is staged in the rest of a larger repository stays
    staged. No method writes over what is in no commit. Every method raises ``NotFoundError`` where there is
    no repository, ``PermanentError`` where the user's own git is in the middle of something or HEAD is
    detached, and ``TransientError`` where somebody else holds a lock of the repository.

    Args:
        root: Folder of the workspace.
        clock: Tells when a commit is made.
    """

    def __init__(self, root: Path, clock: Clock) -> None:
        self._root = root
        self._clock = clock

    def changed(self) -> tuple[str, ...]:
        """Files that differ from the newest commit, new ones included; relative to the workspace."""
        with opened(self._root) as repository:
            prefix = prefix_of(repository, self._root)
            return tuple(path.removeprefix(prefix) for path in changed_files(repository, prefix))

    def commit(
        self, message: str, files: Collection[str] | None = None, author: Person | None = None
    ) -> Commit | None:
        """Make a commit of what changed.

        Args:
            message: Its message.
            files: Only these files, relative to the workspace; None for all.
            author: Who made the changes; None for whom the settings of git name.

        Returns:
            The commit; None where nothing changed.
        """
        with opened(self._root) as repository:
            refuse_unsettled(repository)
            current_branch(repository)
            prefix = prefix_of(repository, self._root)
            wanted = None if files is None else {f"{prefix}{file}" for file in files}
            changed = [p for p in changed_files(repository, prefix) if wanted is None or p in wanted]
            return self._commit(repository, message, changed, author)

    def switch(self, branch: str, saving: str, author: Person | None = None) -> Commit | None:
        """Go to another branch. What is in no commit is committed where the workspace stands, before that.

        Args:
            branch: Its name.
            saving: Message of that commit.
            author: Its author; None for whom the settings of git name.

        Returns:
            That commit; None where everything was committed.

        Raises:
            NotFoundError: If there is no such branch.
            PermanentError: If something would be lost: files in the way that git ignores or that are outside
                of the workspace, or commits that no branch has.
        """
        with opened(self._root) as repository:
            refuse_unsettled(repository)
            target = find_branch(repository, branch)
            if target.is_head():
                return None
            if target.is_checked_out():
                raise PermanentError(f"another working tree stands at the branch {branch}")
            saved = self._left(repository, target.peel(pygit2.Tree), saving, author)
            turn(repository, target)
            return saved

    def restore(
        self, name: str, message: str, files: Collection[str] = (), author: Person | None = None
    ) -> Commit | None:
        """Make a commit in which files are as they were in another one.

        Args:
            name: The other commit.
            message: The message of the new one.
            files: Files or folders, relative to the workspace; none for everything, so that files that the
                other commit does not have are gone.
            author: Who does it; None for whom the settings of git name.

        Returns:
            The commit; None where all is as it was.

        Raises:
            NotFoundError: If there is no such commit, or neither it nor the workspace has one of the files.
            PermanentError: If something is in no commit, or in the way.
        """
        with opened(self._root) as repository:
            refuse_unsettled(repository)
            current_branch(repository)
            prefix = prefix_of(repository, self._root)
            old, head = find_commit(repository, name), find_commit(repository, "HEAD")
            refuse_uncommitted(repository, prefix)
            index = pygit2.Index()
            index.read_tree(head.tree)
            wanted = [f"{prefix}{file.rstrip('/')}" for file in files] or [prefix.rstrip("/")]
            for path in _named(differing(head.tree, old.tree, prefix), wanted, (old, head)):
                put(index, path, entry_at(old.tree, path))
            tree = index.write_tree(repository)
            if tree == head.tree.id:
                return None
            who, committer = (signature(repository, self._clock, one) for one in (author, None))
            created = repository.create_commit(None, who, committer, message, tree, [head.id])
            made = find_commit(repository, str(created))
            advance(repository, head.id, made, message.partition("\n")[0])
            return commit_of(made)

    def _left(
        self, repository: pygit2.Repository, coming: pygit2.Tree, saving: str, author: Person | None
    ) -> Commit | None:
        """What is here in a commit, so that another tree may come."""
        prefix = prefix_of(repository, self._root)
        changed = list(changed_files(repository, prefix))
        if repository.head_is_unborn:
            return self._commit(repository, saving, changed, author)
        refuse_obstacles(repository, coming, prefix)
        if not repository.head_is_detached:
            return self._commit(repository, saving, changed, author)
        if changed or not _has_branch(repository, repository.head.peel(pygit2.Commit).id):
            hint = "make a branch of it first, with: stratum branch create NAME"
            raise PermanentError("the workspace stands at no branch, and what it has would be lost", hint)
        return None

    def _commit(
        self, repository: pygit2.Repository, message: str, changed: list[str], author: Person | None
    ) -> Commit | None:
        head = None if repository.head_is_unborn else repository.head.peel(pygit2.Commit)
        index = pygit2.Index()
        if head is not None:
            index.read_tree(head.tree)
        unsettle(repository)
        for path in sorted(changed, key=lambda p: (Path(repository.workdir, p).is_file(), p)):
            put(index, path, entry_here(repository, path))
        tree = index.write_tree(repository)
        if not changed or (head is not None and tree == head.tree.id):
            return None
        repository.index.write()
        who, committer = (signature(repository, self._clock, one) for one in (author, None))
        parents = [] if head is None else [head.id]
        made = repository.create_commit("HEAD", who, committer, message, tree, parents)
        return commit_of(find_commit(repository, str(made)))


def _has_branch(repository: pygit2.Repository, commit: pygit2.Oid) -> bool:
    tips = [repository.branches[n].peel(pygit2.Commit).id for n in repository.branches.local]
    return any(tip == commit or repository.descendant_of(tip, commit) for tip in tips)


def _named(paths: tuple[str, ...], wanted: list[str], commits: tuple[pygit2.Commit, ...]) -> Iterator[str]:
    """Those of some paths that are among what is wanted, or below it."""
    for name in wanted:
        if name and not any(name in commit.tree for commit in commits):
            raise NotFoundError(
                f"neither the commit nor the workspace has {name!r}", "list the files with: git ls-files"
            )
    yield from (p for p in paths if any(not n or p == n or p.startswith(f"{n}/") for n in wanted))
