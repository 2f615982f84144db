"""The history of a workspace, for notebooks."""

from collections.abc import Mapping
from typing import Literal

from stratum.core.versions import Merge, Save
from stratum.python.tables import Table
from stratum.runtime.platform import Platform
from stratum.runtime.versions.changes import compare, state_at, state_here
from stratum.runtime.versions.views import log_view
from stratum.runtime.views import Json
from stratum.runtime.wiring import Parts


class Versions:
    """Commits of a workspace: what there is, what differs, what comes together.

    Args:
        parts: The workspace.
        platform: The same, as the faces see it.
    """

    def __init__(self, parts: Parts, platform: Platform) -> None:
        self._parts = parts
        self._platform = platform

    def log(self, start: str = "HEAD", limit: int = 20) -> Table:
        """Commits, newest first.

        Args:
            start: The branch, tag or commit that they lead to.
            limit: How many at most.
        """
        page = self._parts.workspace.history.log(start, limit=limit)
        return Table(log_view(page.commits), ("id", "author", "time", "message", "branches", "tags"))

    def diff(self, first: str = "HEAD", second: str = "") -> Table:
        """What changed from one commit to another, in words of the model.

        Args:
            first: A commit, branch or tag.
            second: As ``first``; the files that are here where empty.
        """
        space = self._parts.workspace
        after = state_at(space, second) if second else state_here(space)
        words = compare(self._parts, state_at(space, first), after).words
        return Table([{"change": word} for word in words], ("change",))

    def commit(self, message: str = "") -> Json:
        """Make a commit of what is in none; ``commit`` of the answer is None where nothing changed.

        Args:
            message: The words of what changed where empty.
        """
        return self._platform.act(Save(message))

    def merge(
        self,
        branch: str,
        choices: Mapping[str, Literal["ours", "theirs"]] | None = None,
        *,
        apply: bool = False,
    ) -> Json:
        """What would come of joining a branch with the current one; with ``apply`` it is done.

        Args:
            branch: The other branch or commit.
            choices: Whose state counts in a conflict, by its id.
            apply: Whether it is done; where conflicts or new errors are left, nothing is.

        Returns:
            ``outcome``, ``base``, ``ours``, ``theirs``, ``asked``, ``conflicts``, ``findings``, ``errors``,
            ``words``, ``changes``, ``files``, ``texts``, and ``commit``, which is None where none was made.
        """
        return self._platform.act(Merge(branch, apply, choices or {}))
