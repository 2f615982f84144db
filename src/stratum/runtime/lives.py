"""The lives of all models, followed in the journal."""

from typing import Final

from stratum.core.journal import Journal, Query
from stratum.lifecycle.logic.fold import Lives, fold, fold_from
from stratum.lifecycle.records import SOURCE

_ALL: Final = 10**7


class Follower:
    """The lives of all models, kept up with the journal.

    Args:
        journal: The events.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._number = 0
        self._lives: Lives | None = None

    def lives(self) -> Lives:
        """As of now."""
        if self._lives is None:
            newest = self._journal.find(Query(limit=1))
            self._number = newest[0].number if newest else 0
            own = self._journal.find(Query(source=f"{SOURCE}*", limit=_ALL))
            self._lives = fold(e.event for e in reversed(own) if e.number <= self._number)
        entries = self._journal.read(self._number)
        if entries:
            self._lives = fold_from(self._lives, (entry.event for entry in entries))
            self._number = entries[-1].number
        return self._lives
