"""Bringing a commit to the working tree, so that nothing that is in no commit is written over."""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pygit2
from pygit2.enums import CheckoutStrategy

from stratum.core.errors import PermanentError, TransientError
from stratum.store.repository import changed_files, unsettle

_CAREFUL = CheckoutStrategy.SAFE | CheckoutStrategy.DONT_OVERWRITE_IGNORED
_SHOWN = 5
_CHECK_OUT: Callable[..., None] = pygit2.Repository.checkout_tree


def advance(repository: pygit2.Repository, before: pygit2.Oid, commit: pygit2.Commit, reason: str) -> None:
    """Let the current branch end at a commit, and the working tree be as it is there: both or neither.

    Args:
        repository: Its branch; nothing of the workspace may be uncommitted.
        before: Where the branch is taken to end.
        commit: The commit.
        reason: What git's own log of the branch tells.

    Raises:
        TransientError: If the branch ends elsewhere by now.
        PermanentError: If something is in the way.
    """
    branch = str(repository.lookup_reference("HEAD").target)
    with repository.transaction() as transaction:
        transaction.lock_ref(branch)
        if repository.lookup_reference(branch).target != before:
            raise TransientError("the workspace stands at another commit by now", "try again")
        check_out(repository, commit.tree)
        transaction.set_target(branch, commit.id, message=reason)


def turn(repository: pygit2.Repository, branch: pygit2.Branch) -> None:
    """Go to another branch, with the working tree as it is there: both or neither.

    Raises:
        PermanentError: If something is in the way.
    """
    with repository.transaction() as transaction:
        transaction.lock_ref("HEAD")
        check_out(repository, branch.peel(pygit2.Tree))
        transaction.set_symbolic_target("HEAD", branch.name, message=f"switch to {branch.branch_name}")


def check_out(repository: pygit2.Repository, tree: pygit2.Tree) -> None:
    """Have the working tree hold a tree.

    Raises:
        PermanentError: If something is in the way; nothing was changed then.
    """
    unsettle(repository)
    repository.index.write()  # fails before anything is changed where somebody else writes the index
    try:
        _CHECK_OUT(repository, tree, strategy=_CAREFUL)
    except pygit2.GitError as error:
        if "conflict" not in str(error):
            raise
        raise _in_the_way(obstacles(repository, tree, "")) from error


def refuse_obstacles(repository: pygit2.Repository, tree: pygit2.Tree, prefix: str) -> None:
    """Stop where something is in the way of a tree that is not going to be committed before.

    Args:
        repository: The repository.
        tree: What is to come.
        prefix: Of the paths that are committed before.

    Raises:
        PermanentError: With the first files.
    """
    found = obstacles(repository, tree, prefix)
    if found:
        raise _in_the_way(found)


def obstacles(repository: pygit2.Repository, tree: pygit2.Tree, prefix: str) -> list[str]:
    """Files of the working tree that are in no commit and that a tree has otherwise."""
    head = repository.head.peel(pygit2.Tree)
    coming = set(_differing(head, tree))
    ignored = {
        path
        for path in coming
        if path not in head
        and os.path.lexists(Path(repository.workdir, path))
        and repository.path_is_ignored(path)
    }
    changed = {path for path in changed_files(repository, "") if not prefix or not path.startswith(prefix)}
    return sorted(ignored | ((changed & coming) if prefix else set()))


def _differing(old: pygit2.Tree, new: pygit2.Tree) -> Iterator[str]:
    for delta in old.diff_to_tree(new).deltas:
        yield from {delta.old_file.path, delta.new_file.path}


def differing(old: pygit2.Tree, new: pygit2.Tree, prefix: str) -> tuple[str, ...]:
    """Paths below a prefix that two trees hold otherwise, sorted."""
    return tuple(sorted(p for p in set(_differing(old, new)) if p.startswith(prefix)))


def refuse_uncommitted(repository: pygit2.Repository, prefix: str) -> None:
    """Stop where something of the workspace is in no commit.

    Raises:
        PermanentError: With the first files.
    """
    changed = changed_files(repository, prefix)
    if changed:
        hint = "commit it first, with: stratum commit"
        raise PermanentError(f"not committed yet: {_listed(p.removeprefix(prefix) for p in changed)}", hint)


def _in_the_way(files: list[str]) -> PermanentError:
    told = _listed(files) or "files that are in no commit"
    return PermanentError(
        f"in the way, and in no commit: {told}", "move them elsewhere, or commit them with git"
    )


def _listed(files: Iterable[str]) -> str:
    found = list(files)
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return f"{', '.join(found[:_SHOWN])}{more}"
