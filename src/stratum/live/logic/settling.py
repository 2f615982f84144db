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
    return edit if before is None else joined(before, edit)


def joined(earlier: Unsettled, later: Unsettled | None) -> Unsettled:
    """Edits, and others after them."""
    if later is None:
        return earlier
    names = Counter(earlier.names) + Counter(later.names)
    return dataclasses.replace(earlier, last=later.last, files=earlier.files | later.files, names=names)
