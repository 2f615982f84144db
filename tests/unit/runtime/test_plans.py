"""Plans are those of the last apply, also after a restart and while documents are being written."""

from pathlib import Path

from stratum.core.errors import InvalidInputError
from stratum.core.events import Event
from stratum.core.journal import Snapshot
from stratum.deployment.logic.fold import DESIRED, source_of
from stratum.lifecycle.logic.plan import Plan
from stratum.runtime.examples import example_files
from stratum.runtime.lives import Follower
from stratum.runtime.plans import Planbook, Plans, read_plans
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.testing.fakes import MemoryJournal

OLD, NEW = {"scorer": Plan("m", "p.yaml", 10.0)}, {"scorer": Plan("m", "p.yaml", 20.0)}


class Documents:
    """The documents of a workspace; None where they have errors."""

    def __init__(self) -> None:
        self.plans: Plans | None = OLD

    def read(self, _: str) -> Plans:
        if self.plans is None:
            raise InvalidInputError("errors")
        return self.plans


def apply(journal: MemoryJournal, name: str) -> None:
    journal.append(Event(name, "/deployment/app", "deployment.desired", "app", 1.0, {}))


def test_an_edit_that_was_not_applied_changes_nothing() -> None:
    journal, documents = MemoryJournal(), Documents()
    apply(journal, "1")
    book = Planbook(journal, documents.read)
    assert book.plans("app") == OLD
    documents.plans = NEW
    assert book.plans("app") == OLD
    assert Planbook(journal, documents.read).plans("app") == OLD
    apply(journal, "2")
    assert book.plans("app") == NEW


def test_documents_with_errors_leave_what_was() -> None:
    journal, documents = MemoryJournal(), Documents()
    apply(journal, "1")
    book = Planbook(journal, documents.read)
    assert book.plans("app") == OLD
    documents.plans = None
    apply(journal, "2")
    assert book.plans("app") == OLD
    documents.plans = NEW
    assert book.plans("app") == NEW


def test_a_follower_keeps_up_with_the_journal() -> None:
    journal = MemoryJournal()
    source, kind = "/lifecycle/app", "lifecycle.retrain-requested"
    journal.append(Event("r1", source, kind, "scorer", 1.0, {}))
    apply(journal, "1")
    early = Follower(journal)
    assert [r.id for r in early.lives()["app", "scorer"].requests] == ["r1"]
    journal.append(Event("r2", source, kind, "scorer", 1.0, {}))
    assert [r.id for r in early.lives()["app", "scorer"].requests] == ["r1", "r2"]
    assert Follower(journal).lives() == early.lives()
    assert Follower(MemoryJournal()).lives() == {}


def test_plans_of_another_version_are_read_again() -> None:
    journal = MemoryJournal()
    apply(journal, "1")
    journal.remember(Snapshot("lifecycle/app", 1, "1", '{"scorer": {"model": 7}}'))
    assert Planbook(journal, Documents().read).plans("app") == OLD


def test_a_model_is_kept_as_the_commit_says_that_was_applied(tmp_path: Path) -> None:
    parts = Parts(Settings(tmp_path / "flights"))
    parts.workspace.create(example_files("01-flights"), "first")
    first = parts.workspace.revision().commit
    name = "application.yaml"
    text = example_files("01-flights")[name]
    parts.workspace.replace(name, text, text.replace("p95Latency: 100 ms", "p95Latency: 50 ms"))
    assert read_plans(parts, "flight-delays")["scorer"].latency == 0.05
    data = {"commit": first}
    parts.journal.append(Event("1", source_of("flight-delays"), DESIRED, "flight-delays", 1.0, data))
    assert read_plans(parts, "flight-delays")["scorer"].latency == 0.1
