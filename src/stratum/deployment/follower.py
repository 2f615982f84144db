"""Keeping up with a journal: each call folds only what is new."""

import threading

from stratum.deployment.logic.fold import World, fold_from
from stratum.deployment.ports import Journal


class Follower:
    """Where every application stands, as the journal tells it. Safe for several threads."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._lock = threading.Lock()
        self._world: World = {}
        self._read = 0

    def world(self) -> World:
        """All applications, with every event that was in the journal when this was called."""
        with self._lock:
            entries = self._journal.read(self._read)
            if entries:
                self._world = fold_from(self._world, (entry.event for entry in entries))
                self._read = entries[-1].number
            return self._world
