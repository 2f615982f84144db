"""The history of a workspace, read only: the graph of commits, files of any of them, branches and tags."""

import itertools
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import pygit2
from pygit2.enums import SortMode

from stratum.core.errors import NotFoundError
from stratum.store.files import documents_in
from stratum.store.repository import commit_of, discover, find_commit, opened, prefix_of
from stratum.store.trees import files_in
from stratum.store.types import Branch, Commit, Logged, Page, Tag


class History:
    """The commits of the repository that a workspace is in.

    Every method raises ``NotFoundError`` where there is no repository, and ``TransientError`` where somebody
    writes to it at this moment. Commits are named as git names them: by id, also a short one, branch, tag or
    ``HEAD~2``. Files are named relative to the workspace.

    Args:
        root: Folder of the workspace.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    @property
    def is_kept(self) -> bool:
        """Whether there is a repository with a history."""
        found = discover(self._root)
        return found is not None and not found.is_bare

    def log(self, start: str = "HEAD", *, every: bool = False, limit: int = 50) -> Page:
        """Commits, newest first.

        Args:
            start: The commit that they lead to.
            every: Those that any branch, tag or remote leads to instead.
            limit: How many at most.

        Raises:
            NotFoundError: If there is no such commit. Before the first commit the log of HEAD is empty.
        """
        with opened(self._root) as repository:
            branches, tags = _names(repository)
            tips = self._tips(repository, start, {*branches, *tags} if every else set())
            walker = repository.walk(None, SortMode.TOPOLOGICAL | SortMode.TIME)
            for tip in tips:
                walker.push(tip)
            found = list(itertools.islice(walker, limit + 1))
            logged = tuple(
                Logged(commit_of(c), tuple(branches.get(c.id, ())), tuple(tags.get(c.id, ())))
                for c in found[:limit]
            )
            return Page(logged, len(found) > limit)

    def commit(self, name: str = "HEAD") -> Commit:
        """A commit."""
        with opened(self._root) as repository:
            return commit_of(find_commit(repository, name))

    def files(self, name: str) -> Mapping[str, str]:
        """Id of the content of each file of the workspace in a commit, sorted by path."""
        with opened(self._root) as repository:
            return {path: str(entry.id) for path, entry in self._entries(repository, name)}

    def content(self, name: str, file: str) -> bytes:
        """A file as it is in a commit.

        Raises:
            NotFoundError: If the commit has no such file.
        """
        with opened(self._root) as repository:
            for path, entry in self._entries(repository, name):
                if path == file:
                    content: bytes = entry.data
                    return content
        raise NotFoundError(
            f"commit {name} has no file {file!r}", f"list its files with: stratum show {name}"
        )

    def contents(self, name: str, files: Collection[str] | None = None) -> Mapping[str, bytes]:
        """Files of the workspace as they are in a commit, sorted by path.

        Args:
            name: The commit.
            files: Those of these that it has; None for all.
        """
        with opened(self._root) as repository:
            return {
                path: entry.data
                for path, entry in self._entries(repository, name)
                if files is None or path in files
            }

    def documents(self, name: str) -> Mapping[str, str]:
        """Text of each YAML document and SQL query of a commit, as of the workspace.

        Raises:
            InvalidInputError: If one is not UTF-8.
        """
        return documents_in(self.contents(name), name)

    def branches(self) -> tuple[Branch, ...]:
        """The branches of this repository, by name."""
        with opened(self._root) as repository:
            at = "" if repository.head_is_detached else repository.lookup_reference("HEAD").target
            found = ((n, repository.branches.local[n]) for n in sorted(repository.branches.local))
            return tuple(
                Branch(name, commit_of(branch.peel(pygit2.Commit)), branch.name == at)
                for name, branch in found
            )

    def tags(self) -> tuple[Tag, ...]:
        """The tags of commits, by name."""
        with opened(self._root) as repository:
            return tuple(_tags(repository))

    def _tips(self, repository: pygit2.Repository, start: str, every: set[pygit2.Oid]) -> list[pygit2.Oid]:
        if repository.head_is_unborn and start == "HEAD":
            return sorted(every, key=str)
        return sorted({find_commit(repository, start).id, *every}, key=str)

    def _entries(self, repository: pygit2.Repository, name: str) -> Iterator[tuple[str, pygit2.Blob]]:
        yield from files_in(find_commit(repository, name).tree, prefix_of(repository, self._root))


def _names(
    repository: pygit2.Repository,
) -> tuple[dict[pygit2.Oid, list[str]], dict[pygit2.Oid, list[str]]]:
    """Names of branches and of tags by the commit that they stand at."""
    branches: dict[pygit2.Oid, list[str]] = defaultdict(list)
    for name in (*sorted(repository.branches.local), *sorted(repository.branches.remote)):
        if not name.endswith("/HEAD"):
            branches[repository.branches[name].peel(pygit2.Commit).id].append(name)
    tags: dict[pygit2.Oid, list[str]] = defaultdict(list)
    for tag in _tags(repository):
        tags[pygit2.Oid(hex=tag.commit.id)].append(tag.name)
    return branches, tags


def _tags(repository: pygit2.Repository) -> Iterator[Tag]:
    for name in sorted(repository.listall_references()):
        if not name.startswith("refs/tags/"):
            continue
        target = repository.revparse_single(name)
        try:
            commit = target.peel(pygit2.Commit)
        except (pygit2.GitError, ValueError):  # git lets a tag name a file as well
            continue
        said = target.message if isinstance(target, pygit2.Tag) else ""
        yield Tag(name.removeprefix("refs/tags/"), commit_of(commit), said.strip())
