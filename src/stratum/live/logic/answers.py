"""Which submissions were done: each once, however often it is sent."""

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

CLIENTS: Final = 1000
"""Pages whose submissions are remembered; the one that was quiet longest is forgotten first."""
WINDOW: Final = 256
"""Submissions of a page that are remembered."""

Entry: TypeAlias = tuple[str, int, int]
"""A client, the id of one of its submissions, and the place of the change that did it."""


@dataclasses.dataclass(slots=True)
class Answers:
    """The submissions that were done, by client and id."""

    _done: dict[str, dict[int, int]] = dataclasses.field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "Answers":
        """From what ``entries`` gave."""
        made = cls()
        for entry in entries:
            made.add(*entry)
        return made

    def add(self, client: str, number: int, seq: int) -> None:
        """Remember one."""
        known = self._done.pop(client, {})
        known[number] = seq
        if len(known) > WINDOW:
            known.pop(next(iter(known)))
        self._done[client] = known
        if len(self._done) > CLIENTS:
            self._done.pop(next(iter(self._done)))

    def seq_of(self, client: str, number: int) -> int | None:
        """The place of the change that did a submission; None where it was not done."""
        known: Mapping[int, int] = self._done.get(client, {})
        return known.get(number)

    def entries(self) -> list[Entry]:
        """All that are remembered, oldest first."""
        return [
            (client, number, seq) for client, known in self._done.items() for number, seq in known.items()
        ]
