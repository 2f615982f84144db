"""When edits have settled, so that they become a commit, and whose commit it is."""

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

QUIET: Final = 2.0
"""Seconds without an edit after which those before have settled."""
LONGEST: Final = 30.0
"""Seconds after which edits become a commit however busy it is."""
RETRY: Final = 10.0
"""Seconds until a commit that could not be made is tried again."""


@dataclasses.dataclass(frozen=True, slots=True)
class Unsettled:
    """Edits that are in no commit yet.

    Attributes:
        first: When the first was made, by a clock that never goes back.
        last: When the last was made.
        files: The files that they changed.
        names: How many each one made; an empty name is that of no person.
        not_before: A commit is not tried before.
    """

    first: float
    last: float
    files: frozenset[str]
    names: Mapping[str, int]
    not_before: float = 0.0

    def is_due(self, now: float) -> bool:
        """Whether they have settled."""
        return now >= self.not_before and (now - self.last >= QUIET or now - self.first >= LONGEST)

    def put_off(self, now: float) -> "Unsettled":
        """After a commit of them failed."""
        return dataclasses.replace(self, not_before=now + RETRY)

    @property
    def authors(self) -> tuple[str, ...]:
        """Who made them, who made most first."""
        return tuple(name for name, _ in Counter(self.names).most_common() if name)


def with_edit(before: Unsettled | None, now: float, files: Iterable[str], name: str) -> Unsettled:
    """With one more edit."""
    edit = Unsettled(now, now, frozenset(files), {name: 1})
    return joined(before, edit) or edit


@dataclasses.dataclass(frozen=True, slots=True)
class Waiting:
    """Edits on their way into a commit, by how far they are.

    Attributes:
        taken: Those that no save began to write.
        writing: Those that a save began to write; they stay here where it fails.
        written: Those that the files have.
    """

    taken: Unsettled | None = None
    writing: Unsettled | None = None
    written: Unsettled | None = None

    def with_edit(self, now: float, files: Iterable[str], name: str) -> "Waiting":
        """With one more edit."""
        return dataclasses.replace(self, taken=with_edit(self.taken, now, files, name))

    def saving(self) -> "Waiting":
        """A save begins: all that was taken is being written."""
        return dataclasses.replace(self, taken=None, writing=joined(self.writing, self.taken))

    def saved(self) -> "Waiting":
        """The save succeeded."""
        return dataclasses.replace(self, writing=None, written=joined(self.written, self.writing))

    def committed(self) -> "Waiting":
        """What the files have is in a commit."""
        return dataclasses.replace(self, written=None)

    def put_off(self, now: float) -> "Waiting":
        """After a commit failed."""
        return dataclasses.replace(self, written=self.written and self.written.put_off(now))


def joined(earlier: Unsettled | None, later: Unsettled | None) -> Unsettled | None:
    """Edits, and others after them."""
    if earlier is None or later is None:
        return earlier or later
    names = Counter(earlier.names) + Counter(later.names)
    return dataclasses.replace(earlier, last=later.last, files=earlier.files | later.files, names=names)
