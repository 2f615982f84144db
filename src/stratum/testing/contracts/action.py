"""What every action of rules promises. Subclass, and provide the fixtures ``action`` and ``values``."""

from collections.abc import Mapping

from stratum.core.events import Event
from stratum.events.logic.parameters import read
from stratum.events.ports import Action
from stratum.events.types import Mandate
from stratum.testing.fakes import MemoryJournal, MemoryPowers

EVENT = Event("e-1", "/lifecycle/app", "model.stale", "scorer", 50.0, {"reason": "worse"})
MANDATE = Mandate("m-1", "rule mine/one", "e-1", "because", 60.0, "/rules/mine", "app")


class ActionContract:
    """The promises of ``stratum.events.ports.Action``.

    Fixtures to provide: ``action``; ``values``, parameters that it can be run with.
    """

    def test_it_says_what_it_does_and_takes(self, action: Action) -> None:
        """It says what it does and takes."""
        names = [parameter.name for parameter in action.parameters]
        assert len(names) == len(set(names))
        assert action.help.endswith(".")
        assert all(parameter.help.endswith(".") for parameter in action.parameters)

    def test_it_takes_what_it_is_run_with(self, action: Action, values: Mapping[str, object]) -> None:
        """It takes what it is run with."""
        known = {parameter.name: parameter for parameter in action.parameters}
        assert {name: read(known[name], value) for name, value in values.items()} == values
        needed = {p.name for p in action.parameters if p.required or p.is_subject}
        assert needed <= values.keys()

    def test_running_it_again_does_no_more_than_running_it_once(
        self, action: Action, values: Mapping[str, object]
    ) -> None:
        """Running it again does no more than running it once."""
        journal = MemoryJournal()
        powers = MemoryPowers(journal)
        action.run(EVENT, values, MANDATE, powers)
        once = journal.read()
        action.run(EVENT, values, MANDATE, powers)
        assert journal.read() == once
        assert {entry.event.id for entry in once} <= {MANDATE.id}

    def test_what_it_appends_names_its_cause(self, action: Action, values: Mapping[str, object]) -> None:
        """What it appends names its cause."""
        journal = MemoryJournal()
        action.run(EVENT, values, MANDATE, MemoryPowers(journal))
        for entry in journal.read():
            assert (entry.event.data["cause"], entry.event.data["by"]) == ("e-1", "rule mine/one")
