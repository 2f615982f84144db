"""How models are kept, as their documents said at the last apply."""

from collections.abc import Callable, Mapping

import msgspec

from stratum.core.errors import StratumError
from stratum.core.journal import Journal, Query, Snapshot
from stratum.deployment.logic import fold
from stratum.language.tree import DocumentKind
from stratum.lifecycle.logic.plan import Plan, plans
from stratum.runtime.modelling import load
from stratum.runtime.past import load_at
from stratum.runtime.wiring import Parts

Plans = Mapping[str, Plan]
_KEY = "1"


def read_plans(parts: Parts, application: str) -> Plans:
    """What the model says that was applied last, by service.

    That is the model of a commit where one was applied, else the documents as they are now.

    Raises:
        StratumError: If the model has errors, or there is no such application.
    """
    query = Query(source=fold.source_of(application), type=fold.DESIRED, limit=1)
    commit = next((str(e.event.data.get("commit", "")) for e in parts.journal.find(query)), "")
    checked = load_at(parts, commit) if commit else load(parts)
    document = checked.document(DocumentKind.APPLICATION, application)
    checked.refuse_errors(about=document)
    return plans(document, checked.metamodel)


class Planbook:
    """The plans of every application: read again after each apply, and only then.

    Args:
        journal: Says when something was applied; keeps the plans.
        read: Reads the plans of an application.
    """

    def __init__(self, journal: Journal, read: Callable[[str], Plans]) -> None:
        self._journal = journal
        self._read = read
        self._known: dict[str, tuple[int, Plans]] = {}

    def plans(self, application: str) -> Plans:
        """The plans of an application, by service.

        Documents that cannot be read now leave those of before in force.
        """
        number, known = self._known.get(application) or self._recalled(application)
        applied = self._applied(application)
        if number != applied:
            try:
                known = self._read(application)
            except StratumError:
                return known
            body = msgspec.json.encode(known).decode()
            self._journal.remember(Snapshot(_name(application), applied, _KEY, body))
        self._known[application] = (applied, known)
        return known

    def _applied(self, application: str) -> int:
        query = Query(source=fold.source_of(application), type=fold.DESIRED, limit=1)
        return next((entry.number for entry in self._journal.find(query)), 0)

    def _recalled(self, application: str) -> tuple[int, Plans]:
        snapshot = self._journal.recall(_name(application))
        if snapshot is None or snapshot.key != _KEY:
            return 0, {}
        try:
            return snapshot.number, msgspec.json.decode(snapshot.body, type=dict[str, Plan])
        except msgspec.MsgspecError:  # written by another version of the platform
            return 0, {}


def _name(application: str) -> str:
    return f"lifecycle/{application}"
