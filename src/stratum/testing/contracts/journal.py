"""What every journal promises. Subclass, and provide the fixtures ``journal`` and ``other``."""

from collections.abc import Mapping

import pytest

from stratum.core.events import Event
from stratum.core.journal import Journal, Query, Snapshot


def make_event(
    number: int, source: str = "/deployment/one", data: Mapping[str, object] | None = None
) -> Event:
    """An event whose fields all follow from ``number``."""
    return Event(f"id-{number}", source, "component.ready", f"part-{number}", 100.0 + number, data or {})


class JournalContract:
    """The promises of ``stratum.core.journal.Journal``.

    Fixtures to provide: ``journal``, an empty one; ``other``, the same journal as another process opens it.
    """

    def test_an_empty_journal_has_nothing_to_read(self, journal: Journal) -> None:
        """An empty journal has nothing to read."""
        assert journal.read() == ()
        assert journal.find(Query()) == ()

    def test_events_come_back_as_they_went_in_and_in_order(self, journal: Journal) -> None:
        """Events come back as they went in and in order."""
        events = [make_event(number, data={"reason": "ü → é", "n": [1, {"a": None}]}) for number in range(5)]
        numbers = [journal.append(event) for event in events]
        assert [entry.event for entry in journal.read()] == events
        assert [entry.number for entry in journal.read()] == numbers == sorted(set(numbers))

    def test_reading_goes_on_after_any_place(self, journal: Journal) -> None:
        """Reading goes on after any place."""
        numbers = [journal.append(make_event(number)) for number in range(4)]
        for index, number in enumerate(numbers):
            assert [entry.number for entry in journal.read(number)] == numbers[index + 1 :]

    def test_an_event_that_is_appended_again_is_there_once(self, journal: Journal) -> None:
        """An event that is appended again is there once."""
        first = journal.append(make_event(1))
        assert journal.append(make_event(1)) == first
        assert len(journal.read()) == 1

    def test_the_same_id_of_another_source_is_another_event(self, journal: Journal) -> None:
        """The same id of another source is another event."""
        assert journal.append(make_event(1)) != journal.append(make_event(1, source="/deployment/two"))
        assert len(journal.read()) == 2

    def test_what_is_found_comes_newest_first_and_limited(self, journal: Journal) -> None:
        """What is found comes newest first and limited."""
        numbers = [journal.append(make_event(n, source=f"/deployment/{n % 2}")) for n in range(6)]
        found = journal.find(Query(source="/deployment/1", limit=2))
        assert [(entry.number, entry.event.id) for entry in found] == [
            (numbers[5], "id-5"),
            (numbers[3], "id-3"),
        ]
        assert [e.event.id for e in journal.find(Query(source="/deployment/0"))] == ["id-4", "id-2", "id-0"]
        assert len(journal.find(Query(source="/deployment/*"))) == len(journal.find(Query())) == 6
        assert journal.find(Query(limit=0)) == journal.find(Query(limit=-1)) == ()

    @pytest.mark.parametrize(
        ("query", "numbers"),
        [
            (Query(source="/lifecycle/*"), [3, 2]),
            (Query(source="/lifecycle"), []),
            (Query(type="model.*"), [4, 3]),
            (Query(type="*.*"), [4, 3, 2, 1]),
            (Query(type="MODEL.*"), []),
            (Query(type="model.?tale"), []),
            (Query(type="model.[a-z]*"), []),
            (Query(subject="scorer-*"), [4]),
            (Query(subject="s*[?]*"), [2]),
            (Query(subject="*"), [4, 3, 2, 1]),
            (Query(id="id-3"), [3]),
            (Query(id="id-*"), []),
            (Query(since=102.0), [4, 3, 2]),
            (Query(type="model.*", subject="scorer", since=103.0), [3]),
            (Query(type="model.*", limit=1), [4]),
        ],
    )
    def test_a_query_says_what_is_found(self, journal: Journal, query: Query, numbers: list[int]) -> None:
        """Patterns know one sign, ``*``, and see upper and lower case; all that a query says has to fit."""
        told = (
            ("/deployment/one", "component.ready", ""),
            ("/lifecycle/one", "cycle.begun", "so[?]far"),
            ("/lifecycle/two", "model.stale", "scorer"),
            ("/rules/mine", "model.sought", "scorer-1"),
        )
        for number, (source, kind, subject) in enumerate(told, 1):
            journal.append(Event(f"id-{number}", source, kind, subject, 100.0 + number))
        assert [entry.event.id for entry in journal.find(query)] == [f"id-{n}" for n in numbers]

    def test_the_last_snapshot_is_recalled(self, journal: Journal, other: Journal) -> None:
        """The last snapshot is recalled."""
        assert journal.recall("one") is None
        for number in (7, 9):
            journal.remember(Snapshot("one", number, "rules-1", f"ü {number}"))
        assert journal.recall("one") == other.recall("one") == Snapshot("one", 9, "rules-1", "ü 9")
        other.remember(Snapshot("one", 3, "rules-2", ""))
        other.remember(Snapshot("two", 4))
        assert journal.recall("one") == Snapshot("one", 3, "rules-2", "")
        assert journal.recall("two") == Snapshot("two", 4)
        assert journal.read() == ()

    def test_others_see_what_was_appended_and_append_to_the_same_order(
        self, journal: Journal, other: Journal
    ) -> None:
        """Others see what was appended and append to the same order."""
        journal.append(make_event(1))
        assert [entry.event.id for entry in other.read()] == ["id-1"]
        other.append(make_event(2))
        journal.append(make_event(3))
        assert [entry.event.id for entry in journal.read()] == ["id-1", "id-2", "id-3"]
        assert journal.read() == other.read()
