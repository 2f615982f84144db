"""Commits of the workspace as events."""

from stratum.core.events import Event
from stratum.core.journal import Journal, Snapshot
from stratum.events.logic.identity import derived
from stratum.events.types import COMMITTED, WORKSPACE
from stratum.store.service import Workspace
from stratum.store.types import Commit

HEAD = "workspace"


class Commits:
    """Appends ``workspace.committed`` when the workspace stands at another commit.

    The commit that it stands at when it is looked at for the first time is not told.

    Args:
        workspace: Whose history.
        journal: Takes the events, and the commit that was told last.
    """

    def __init__(self, workspace: Workspace, journal: Journal) -> None:
        self._workspace = workspace
        self._journal = journal
        self._kept: Snapshot | None = None

    def step(self, now: float) -> None:
        """Look.

        Args:
            now: Seconds since 1970-01-01 UTC.

        Raises:
            TransientError: If history or journal cannot be read now; nothing is lost.
        """
        commit = self._workspace.newest()
        identity = "" if commit is None else commit.id
        kept = self._kept or self._journal.recall(HEAD)
        if kept is not None and kept.key != identity and commit is not None:
            self._journal.append(self._told(commit, kept, now))
        if kept is None or kept.key != identity:
            kept = Snapshot(HEAD, 0 if kept is None else kept.number + 1, identity)
            self._journal.remember(kept)
        self._kept = kept

    def _told(self, commit: Commit, before: Snapshot, now: float) -> Event:
        reason = f"commit {commit.id[:10]} of {commit.author}: {commit.title}"
        told = {"commit": commit.id, "previous": before.key, "title": commit.title, "author": commit.author}
        # History may come back to a commit, so that its place in the row belongs to the identity.
        identity = derived(HEAD, before.number + 1, commit.id)
        subject = self._workspace.root.name
        return Event(identity, WORKSPACE, COMMITTED, subject, now, {"reason": reason, "by": "git", **told})
