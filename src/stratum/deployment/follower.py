"""Keeping up with a journal: each call folds only what is new, the first one what no snapshot holds."""

import contextlib
import threading

from stratum.core.errors import StratumError
from stratum.core.journal import Journal, Snapshot
from stratum.deployment.logic.fold import World, fold_from
from stratum.deployment.logic.snapshots import read_world, world_key, write_world

SNAPSHOT = "deployment"
_SNAPSHOT_EVERY = 1000


class Follower:
    """Where every application stands, as the journal tells it. Safe for several threads.

    Args:
        journal: What is followed; after every ``every`` events a snapshot is left there.
        every: Number of events.
    """

    def __init__(self, journal: Journal, every: int = _SNAPSHOT_EVERY) -> None:
        self._journal = journal
        self._every = every
        self._lock = threading.Lock()
        self._world: World | None = None
        self._read = 0
        self._kept = 0

    def world(self) -> World:
        """All applications, with every event that was in the journal when this was called."""
        with self._lock:
            world = self._begin() if self._world is None else self._world
            entries = self._journal.read(self._read)
            if entries:
                world = fold_from(world, (entry.event for entry in entries))
                self._read = entries[-1].number
            self._world = world
            if self._read - self._kept >= self._every:
                self._keep(world)
            return world

    def _begin(self) -> World:
        snapshot = self._journal.recall(SNAPSHOT)
        world = read_world(snapshot.body) if snapshot is not None and snapshot.key == world_key() else None
        if snapshot is None or world is None:
            return {}
        self._read = self._kept = snapshot.number
        return world

    def _keep(self, world: World) -> None:
        # Who cannot write it now reads a longer journal next time: no reason to fail.
        with contextlib.suppress(StratumError):
            self._journal.remember(Snapshot(SNAPSHOT, self._read, world_key(), write_world(world)))
        self._kept = self._read
