"""Branches and tags: made and deleted. A tag is never moved."""

from pathlib import Path

import pygit2

from stratum.core.clock import Clock
from stratum.core.errors import InvalidInputError, NotFoundError, PermanentError
from stratum.store.repository import commit_of, find_commit, opened
from stratum.store.signing import signature
from stratum.store.types import Branch, Tag


class Names:
    """Makes and deletes the branches and tags of the repository that a workspace is in.

    Every method raises ``NotFoundError`` where there is no repository or no such commit.

    Args:
        root: Folder of the workspace.
        clock: Tells when a tag was made.
    """

    def __init__(self, root: Path, clock: Clock) -> None:
        self._root = root
        self._clock = clock

    def create_branch(self, name: str, at: str = "HEAD") -> Branch:
        """Make a branch that ends at a commit; the workspace stays where it is.

        Raises:
            InvalidInputError: If there is one of that name, or git takes no such name.
        """
        with opened(self._root) as repository:
            commit = find_commit(repository, at)
            refuse_branch_name(name)
            if name in repository.branches.local:
                hint = f"choose another name, or go there with: stratum switch {name}"
                raise InvalidInputError(f"there is a branch {name!r} already", hint)
            repository.branches.local.create(name, commit)
            return Branch(name, commit_of(commit), is_current=False)

    def delete_branch(self, name: str, *, force: bool = False) -> Branch:
        """Delete a branch.

        Args:
            name: Its name.
            force: Whether commits may be lost that nothing else leads to.

        Raises:
            NotFoundError: If there is none.
            PermanentError: If the workspace, or another working tree, stands at it, or commits would be lost.
        """
        with opened(self._root) as repository:
            branch = find_branch(repository, name)
            if branch.is_checked_out() or branch.is_head():
                hint = "go to another one first, with: stratum switch BRANCH"
                raise PermanentError(f"a working tree stands at the branch {name}", hint)
            commit = branch.peel(pygit2.Commit)
            lost = _only_at(repository, f"refs/heads/{name}", commit)
            if lost and not force:
                what = "1 commit is" if lost == 1 else f"{lost} commits are"
                hint = f"merge it first, with: stratum merge {name}, or lose them with --force"
                raise PermanentError(f"{what} only on the branch {name}", hint)
            branch.delete()
            return Branch(name, commit_of(commit), is_current=False)

    def create_tag(self, name: str, at: str = "HEAD", message: str = "") -> Tag:
        """Name a commit for good.

        Raises:
            InvalidInputError: If there is a tag of that name, or git takes no such name.
        """
        with opened(self._root) as repository:
            commit = find_commit(repository, at)
            _refuse_name("tag", "refs/tags/", name)
            if f"refs/tags/{name}" in repository.references:
                hint = "tags do not move: choose another name, or delete that one first"
                raise InvalidInputError(f"there is a tag {name!r} already", hint)
            said = message or name
            kind, who = pygit2.enums.ObjectType.COMMIT, signature(repository, self._clock)
            repository.create_tag(name, commit.id, kind, who, said)
            return Tag(name, commit_of(commit), said)

    def delete_tag(self, name: str) -> None:
        """Delete a tag; the commit stays.

        Raises:
            NotFoundError: If there is none.
        """
        with opened(self._root) as repository:
            reference = f"refs/tags/{name}"
            if not name or reference not in repository.references:
                raise NotFoundError(f"no tag {name!r}", "list them with: stratum tag list")
            repository.references.delete(reference)


def find_branch(repository: pygit2.Repository, name: str) -> pygit2.Branch:
    """A branch of this repository by its name.

    Raises:
        NotFoundError: If there is none; the hint lists the known ones.
    """
    if name not in repository.branches.local:
        known = ", ".join(sorted(repository.branches.local)[:20]) or "none"
        raise NotFoundError(f"no branch {name!r}", f"known: {known}")
    return repository.branches.local[name]


def refuse_branch_name(name: str) -> None:
    """See that git takes a name for that of a branch, and for nothing else.

    Raises:
        InvalidInputError: If not.
    """
    _refuse_name("branch", "refs/heads/", name)


def _refuse_name(what: str, space: str, name: str) -> None:
    is_word = name not in {"HEAD", "@", ""} and not name.startswith("-")
    if not is_word or not pygit2.reference_is_valid_name(f"{space}{name}"):
        hint = "use letters, digits, . - _ and /, such as feature/more-hosts"
        raise InvalidInputError(f"git takes no {what} named {name!r}", hint)


def _only_at(repository: pygit2.Repository, reference: str, commit: pygit2.Commit) -> int:
    """How many commits no other name leads to."""
    walker = repository.walk(commit.id)
    for name in repository.references:
        if name != reference and not name.startswith("refs/stash"):
            target = repository.references[name].peel()
            if isinstance(target, pygit2.Commit):
                walker.hide(target.id)
    if repository.head_is_detached:
        walker.hide(repository.head.target)
    return sum(1 for _ in walker)
