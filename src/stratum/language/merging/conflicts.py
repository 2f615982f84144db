"""What two sides do not agree on, and whose state counts there."""

import dataclasses
import enum
from collections.abc import Mapping

from stratum.core.findings import Finding, Position, Severity

ADJUSTED = "merge-adjusted"
"""Code of what a merge had to decide by itself because of other choices."""


Three = tuple[str, str, str]


class Side(enum.StrEnum):
    """One of the two states that are merged."""

    OURS = "ours"
    THEIRS = "theirs"

    @property
    def other(self) -> "Side":
        """The other one."""
        return Side.THEIRS if self is Side.OURS else Side.OURS


@dataclasses.dataclass(frozen=True, slots=True)
class Conflict:
    """Something that both sides changed in different ways.

    Attributes:
        id: The same whenever these three states are merged.
        file: The document.
        element: Name of the element; empty where it is about the document or the file.
        what: An attribute such as ``requires.memory``, a relation such as ``hostedOn``, or ``type``,
            ``name``, ``place`` (what contains it), ``element`` (all of it), ``file``, ``path``.
        base: YAML of what was there before; empty where there was nothing.
        ours: YAML of what we have.
        theirs: YAML of what they have.
        why: What happened, in one sentence.
    """

    id: str
    file: str
    element: str
    what: str
    base: str
    ours: str
    theirs: str
    why: str


def conflict(found: str, subject: tuple[str, str, str], texts: Three, why: str) -> Conflict:
    """A conflict.

    Args:
        found: Its id.
        subject: The document, the element and what of it.
        texts: What there was before, and what each side has.
        why: What happened.
    """
    return Conflict(found, *subject, *texts, why)


class Choices:
    """Whose state counts where the sides differ; keeps what was asked.

    Args:
        chosen: The choices by the id of a conflict; ours counts in all others.
    """

    def __init__(self, chosen: Mapping[str, Side]) -> None:
        self._chosen = chosen
        self.conflicts: dict[str, Conflict] = {}
        self.notes: list[Finding] = []

    def side(self, conflict: Conflict) -> Side:
        """Whose state counts in a conflict."""
        self.conflicts.setdefault(conflict.id, conflict)
        return self._chosen.get(conflict.id, Side.OURS)

    def note(self, file: str, element: str, message: str, fix: str) -> None:
        """Tell of something that follows from the choices and nobody was asked about."""
        place = Position(file, 1, 1)
        self.notes.append(Finding(ADJUSTED, Severity.WARNING, element, message, place, fix=fix))


def conflict_id(file: str, element: str, what: str) -> str:
    """The id of a conflict in a document."""
    return f"{file}#{element}:{what}"


def file_id(file: str) -> str:
    """The id of a conflict about a whole file."""
    return f"file:{file}"
