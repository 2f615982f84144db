"""Two lines of history become one: what stands between them, and the commit that follows from both."""

from collections.abc import Mapping
from pathlib import Path

import pygit2
from pygit2.enums import FileMode

from stratum.core.clock import Clock
from stratum.core.errors import PermanentError, TransientError
from stratum.store.moving import advance, refuse_uncommitted
from stratum.store.repository import (
    commit_of,
    current_branch,
    find_commit,
    opened,
    prefix_of,
    refuse_unsettled,
)
from stratum.store.signing import signature
from stratum.store.trees import collided, entry_at, entry_of, files_in, put, settle
from stratum.store.types import Commit, Meeting, Person


class Joining:
    """Joins the history of a workspace with other commits of its repository.

    What the files mean is not known here: those that a merge of lines cannot join are told, and what they are
    to hold is given. Every method raises what those of ``WorkingCopy`` raise.

    Args:
        root: Folder of the workspace.
        clock: Tells when a commit is made.
    """

    def __init__(self, root: Path, clock: Clock) -> None:
        self._root = root
        self._clock = clock

    def meet(self, name: str) -> Meeting:
        """What stands between the workspace and another commit.

        Raises:
            NotFoundError: If there is no such commit.
            PermanentError: If the two have no commit in common, or both changed a file outside of the
                workspace where a merge of lines cannot join them.
        """
        with opened(self._root) as repository:
            refuse_unsettled(repository)
            current_branch(repository)
            ours, theirs = find_commit(repository, "HEAD"), find_commit(repository, name)
            base = repository.merge_base(ours.id, theirs.id)
            if base is None:
                raise PermanentError(f"{name} and the workspace have no commit in common")
            prefix = prefix_of(repository, self._root)
            found = collided(
                repository.merge_trees(find_commit(repository, str(base)).tree, ours.tree, theirs.tree)
            )
            outside = [path for path in found if not path.startswith(prefix)]
            if outside:
                hint = "merge with git, and install the driver before: stratum git-driver install"
                raise PermanentError(f"changed on both sides, outside of the workspace: {outside[0]}", hint)
            inside = tuple(path.removeprefix(prefix) for path in found)
            return Meeting(str(base), str(ours.id), str(theirs.id), inside)

    def forward(self, meeting: Meeting) -> Commit:
        """Go on to the other commit, which follows from where the workspace stands.

        Raises:
            PermanentError: If it does not, or something is in no commit, or in the way.
            TransientError: If the workspace stands elsewhere by now.
        """
        if not meeting.is_straight:
            raise PermanentError(f"{meeting.theirs} does not follow from {meeting.ours}", "merge it")
        with opened(self._root) as repository:
            self._refuse_unready(repository, meeting)
            target = find_commit(repository, meeting.theirs)
            advance(repository, pygit2.Oid(hex=meeting.ours), target, f"merge {target.id}: fast-forward")
            return commit_of(target)

    def preview(self, meeting: Meeting, files: Mapping[str, bytes | None]) -> Mapping[str, bytes]:
        """What the files of the workspace would hold after a merge; nothing here changes.

        Args:
            meeting: The two; each file that collided has to be among ``files``.
            files: As for ``merge``.

        Raises:
            PermanentError: If a file is left that collided.
        """
        with opened(self._root) as repository:
            tree = repository.get(self._tree(repository, meeting, files))
            found = files_in(tree, prefix_of(repository, self._root)) if isinstance(tree, pygit2.Tree) else ()
            return {path: blob.data for path, blob in found}

    def merge(
        self, meeting: Meeting, files: Mapping[str, bytes | None], message: str, author: Person | None = None
    ) -> Commit:
        """Make a commit that follows from both, and bring it here.

        Args:
            meeting: The two; each file that collided has to be among ``files``.
            files: What files of the workspace hold; None for one that is gone. The others are merged by
                lines.
            message: Its message.
            author: Who merges; None for whom the settings of git name.

        Raises:
            PermanentError: If a file is left that collided, or something is in no commit, or in the way.
            TransientError: If the workspace stands elsewhere by now.
        """
        with opened(self._root) as repository:
            self._refuse_unready(repository, meeting)
            tree = self._tree(repository, meeting, files)
            who, committer = (signature(repository, self._clock, one) for one in (author, None))
            parents = [pygit2.Oid(hex=meeting.ours), pygit2.Oid(hex=meeting.theirs)]
            created = repository.create_commit(None, who, committer, message, tree, parents)
            made = find_commit(repository, str(created))
            advance(repository, parents[0], made, message.partition("\n")[0])
            return commit_of(made)

    def _tree(
        self, repository: pygit2.Repository, meeting: Meeting, files: Mapping[str, bytes | None]
    ) -> pygit2.Oid:
        base, ours, theirs = (
            find_commit(repository, c).tree for c in (meeting.base, meeting.ours, meeting.theirs)
        )
        index = repository.merge_trees(base, ours, theirs)
        prefix = prefix_of(repository, self._root)
        for file, content in files.items():
            path = f"{prefix}{file}"
            old = entry_at(ours, path) or entry_at(theirs, path)
            mode = FileMode.BLOB if old is None else old.mode
            settle(index, path)
            put(index, path, None if content is None else entry_of(repository, path, content, mode))
        left = collided(index)
        if left:
            raise PermanentError(f"not settled between the two: {', '.join(left)}")
        return index.write_tree(repository)

    def _refuse_unready(self, repository: pygit2.Repository, meeting: Meeting) -> None:
        refuse_unsettled(repository)
        current_branch(repository)
        if str(repository.head.target) != meeting.ours:
            raise TransientError("the workspace stands at another commit by now", "merge again")
        refuse_uncommitted(repository, prefix_of(repository, self._root))
