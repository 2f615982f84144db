"""Undo for each person among changes of others: by whole lines, never over what another one did to them."""

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

from stratum.live.types import Change, Splice, Splices

Lines: TypeAlias = Mapping[str, Splices]
DEPTH: Final = 100
"""Steps of a person that are kept."""


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """What takes a change back.

    Attributes:
        seq: Place of the change.
        lines: The lines to be put in place of those that it brought, in the texts right after it.
        files: The files that it added, with None, and those that it removed, with what they held.
    """

    seq: int
    lines: Lines
    files: Mapping[str, str | None] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class Steps:
    """What a person can take back, and do again; the last step stands at the end."""

    done: tuple[Step, ...] = ()
    undone: tuple[Step, ...] = ()

    def after(self, step: Step) -> "Steps":
        """With a new step; what was undone before cannot be done again."""
        return Steps((*self.done, step)[-DEPTH:])

    def after_undo(self, step: Step) -> "Steps":
        """After the last step was taken back; ``step`` does it again."""
        return Steps(self.done[:-1], (*self.undone, step))

    def after_redo(self, step: Step) -> "Steps":
        """After the last undone step was done again; ``step`` takes it back again."""
        return Steps((*self.done, step), self.undone[:-1])


@dataclasses.dataclass(frozen=True, slots=True)
class Blocked:
    """A step that cannot be taken back.

    Attributes:
        by: Who changed the same lines since.
    """

    by: str


def found_now(step: Step, client: str, later: Iterable[Change]) -> Lines | Blocked:
    """What takes a step back in the texts as they are now.

    Args:
        step: The last step of a person that still counts.
        client: Whose step it is.
        later: All changes after that of the step, in order. Those of the person were taken back since.
    """
    lines = step.lines
    own: list[
        Step
    ] = []  # of the person, not yet taken back at this place, each seen with the later ones undone
    for change in later:
        if own and change.cancels == own[-1].seq:
            own.pop()
        elif change.author.client == client:
            own.append(Step(change.seq, _backwards(change)))
        elif step.files.keys() & change.lines.keys():
            return Blocked(change.author.name)
        else:
            moved = _past(lines, own, change)
            if moved is None:
                return Blocked(change.author.name)
            lines, own = moved
    return Blocked("you") if own else lines


def carried(parts: Splices, over: Splices) -> Splices | None:
    """Splices of a text as splices of the text after others; None where they meet."""
    if any(_meet(one, other) for one in parts for other in over):
        return None
    return tuple(dataclasses.replace(p, start=p.start + sum(map(_grown, _before(p, over)))) for p in parts)


def _past(lines: Lines, own: list[Step], change: Change) -> tuple[Lines, list[Step]] | None:
    """Lines, and steps in front of them, after a change of somebody else."""
    foreign: Lines = change.lines
    moved: list[Step] = []
    for step in reversed(own):
        there, here = _carried(step.lines, foreign), _carried(foreign, step.lines)
        if there is None or here is None:
            return None
        moved.insert(0, Step(step.seq, there))
        foreign = here
    beyond = _carried(lines, foreign)
    return None if beyond is None else (beyond, moved)


def _carried(lines: Lines, over: Lines) -> Lines | None:
    found = {file: carried(parts, over.get(file, ())) for file, parts in lines.items()}
    whole = {file: parts for file, parts in found.items() if parts is not None}
    return whole if len(whole) == len(found) else None


def _backwards(change: Change) -> Lines:
    """Where a change put lines, for finding whether others touched them; what was there does not matter."""
    told: dict[str, Splices] = {}
    for file, parts in change.lines.items():
        by, found = 0, []
        for part in parts:
            found.append(Splice(part.start + by, len(part.added), " " * part.removed))
            by += _grown(part)
        told[file] = tuple(found)
    return told


def _meet(one: Splice, other: Splice) -> bool:
    if not one.removed and not other.removed:
        return False
    return one.start < other.end and other.start < one.end


def _before(part: Splice, others: Splices) -> Iterable[Splice]:
    return (other for other in others if other.end <= part.start)


def _grown(part: Splice) -> int:
    return len(part.added) - part.removed
