"""Writing into the journal what was done to an application."""

from collections.abc import Mapping

from stratum.core.clock import Clock
from stratum.core.events import Event
from stratum.core.journal import Journal
from stratum.deployment.logic import fold
from stratum.deployment.logic.records import Record
from stratum.deployment.ports import Ids


class Scribe:
    """Appends events of applications.

    Args:
        journal: Where they go.
        clock: Their time.
        ids: Their ids.
    """

    def __init__(self, journal: Journal, clock: Clock, ids: Ids) -> None:
        self._journal = journal
        self._clock = clock
        self._ids = ids

    def write(self, application: str, record: Record, kind: str = "") -> None:
        """Say where a component stands; by its state where ``kind`` says nothing else."""
        self.tell(application, kind or fold.record_type(record), record.component, fold.record_data(record))

    def tell(self, application: str, kind: str, subject: str, data: Mapping[str, object]) -> None:
        """Say anything else."""
        source = fold.source_of(application)
        self._journal.append(Event(self._ids(), source, kind, subject, self._clock.now(), data))
