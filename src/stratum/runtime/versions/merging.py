"""Merges of branches: tried without changing anything, checked, and done once nothing is left to settle."""

import dataclasses
from collections.abc import Collection, Mapping, Sequence

from stratum.core.errors import InvalidInputError, PermanentError
from stratum.core.findings import Finding, has_errors
from stratum.language.merging.conflicts import Conflict, Side, file_id
from stratum.language.merging.merge import merge
from stratum.language.merging.own import takes_own, with_own
from stratum.language.merging.reading import Reader, added
from stratum.language.metamodel import Metamodel
from stratum.runtime.differences import plain_text
from stratum.runtime.evidence import evidence
from stratum.runtime.modelling import check_texts
from stratum.runtime.past import looking
from stratum.runtime.versions.changes import Compared, State, compare, metamodel_of, state_at
from stratum.runtime.wiring import Parts
from stratum.store.files import documents_in
from stratum.store.types import Commit, Meeting, Person


@dataclasses.dataclass(frozen=True, slots=True)
class Trial:
    """What would come of a merge.

    Attributes:
        meeting: What stands between the two.
        files: What files hold afterwards; the others are merged by lines.
        asked: Everything that the two do not agree on, answered or not.
        settable: Ids of those that may be answered with a value of one's own.
        conflicts: What is to be settled first.
        findings: What the merge itself has to say.
        errors: Errors that the merged model has, and the one here has not.
        compared: What the merge changes here; ours is in the place of what is to be settled.
    """

    meeting: Meeting
    files: Mapping[str, bytes | None]
    asked: tuple[Conflict, ...]
    settable: frozenset[str]
    conflicts: tuple[Conflict, ...]
    findings: tuple[Finding, ...]
    errors: tuple[Finding, ...]
    compared: Compared

    @property
    def outcome(self) -> str:
        """``nothing``, ``forward``, ``conflicts``, ``errors`` or ``merge``."""
        if self.meeting.is_done:
            return "nothing"
        if self.meeting.is_straight:
            return "forward"
        if self.conflicts:
            return "conflicts"
        return "errors" if self.errors else "merge"

    def is_held(self, errors: bool) -> bool:
        """Whether it cannot be done.

        Args:
            errors: Whether the model may have errors afterwards that it has not now.
        """
        return bool(self.conflicts) or (bool(self.errors) and not errors)


@dataclasses.dataclass(frozen=True, slots=True)
class Answers:
    """What is to count in the conflicts of a merge.

    Attributes:
        chosen: Whose state counts in a conflict, by its id.
        every: Whose state counts in the others; None leaves them open.
        own: YAML of a value that counts in place of both, by the id of a conflict; of a file its text.
    """

    chosen: Mapping[str, Side] = dataclasses.field(default_factory=dict)
    every: Side | None = None
    own: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def sides(self, known: Collection[str]) -> dict[str, Side]:
        """Whose state counts, by conflict: ours where a value of one's own is written into it afterwards.

        Args:
            known: The ids of all conflicts.

        Raises:
            InvalidInputError: If an answer is about none of them.
        """
        strange = sorted((self.chosen.keys() | self.own.keys()) - set(known))
        if strange:
            hint = f"known: {', '.join(sorted(known)) or 'none'}"
            raise InvalidInputError(f"no conflict has the id {', '.join(strange)}", hint)
        every = dict.fromkeys(known, self.every) if self.every else {}
        return {**every, **self.chosen, **dict.fromkeys(self.own, Side.OURS)}


NO_ANSWERS = Answers()


def attempt(parts: Parts, name: str, answers: Answers = NO_ANSWERS) -> Trial:
    """Merge another branch or commit into the workspace, and change nothing.

    Args:
        parts: The workspace.
        name: A branch, a tag or a commit.
        answers: What is to count in conflicts.

    Raises:
        NotFoundError: If there is no such commit, or no repository.
        PermanentError: If the two have nothing in common, or git is in the middle of something.
        InvalidInputError: If an id is that of no conflict, or a value of one's own cannot be written.
    """
    meeting = parts.workspace.joining.meet(name)
    sides = _Sides(*(state_at(parts.workspace, c) for c in (meeting.base, meeting.ours, meeting.theirs)))
    if meeting.is_done or meeting.is_straight:
        after = sides.ours if meeting.is_done else sides.theirs
        return Trial(meeting, {}, (), frozenset(), (), (), (), compare(parts, sides.ours, after))
    open_ = _merged(parts, sides, meeting, {})
    asked = {conflict.id: conflict for conflict in open_.conflicts}
    choices = answers.sides(asked.keys())
    rest = dict.fromkeys(asked, Side.OURS)
    found = _merged(parts, sides, meeting, {**rest, **choices}) if asked else open_
    files = _with_own(found, [(asked[key], value) for key, value in answers.own.items()])
    after = State("", parts.workspace.joining.preview(meeting, files))
    left = tuple(conflict for key, conflict in asked.items() if key not in choices)
    return Trial(
        meeting, files, tuple(asked.values()), _settable(found, asked.values()), left, found.findings,
        () if left else _new_errors(parts, sides.ours, after), compare(parts, sides.ours, after),
    )  # fmt: skip


def _settable(found: "_Found", asked: Collection[Conflict]) -> frozenset[str]:
    """The conflicts that may be answered with a value of one's own."""
    texts, reader = found.texts, Reader(found.types)
    return frozenset(conflict.id for conflict in asked if takes_own(conflict, texts, reader))


def _with_own(found: "_Found", own: Sequence[tuple[Conflict, str]]) -> Mapping[str, bytes | None]:
    """The files of a merge with values of one's own in them."""
    settable = _settable(found, [conflict for conflict, _ in own])
    for conflict, _ in own:
        if conflict.id not in settable:
            hint = "take ours or theirs, and edit it after the merge"
            raise InvalidInputError(f"{conflict.id} is not answered with a value of one's own", hint)
    if not own:
        return found.files
    after = with_own(found.texts, own, found.types)
    if not isinstance(after, dict):
        raise InvalidInputError(f"this value cannot be written: {after[0].message}", after[0].fix)
    return {**found.files, **{file: text.encode() for file, text in after.items()}}


def finish(
    parts: Parts, trial: Trial, called: str, *, errors: bool = False, author: Person | None = None
) -> Commit:
    """Do a merge that was tried.

    Args:
        parts: The workspace.
        trial: What came of it.
        called: What is merged, for the title of the commit.
        errors: Whether the model may have errors afterwards that it has not now.
        author: Whose the commit is; None for whom the settings of git name.

    Raises:
        PermanentError: If something is left to be settled, or something here is in no commit.
        TransientError: If the workspace stands elsewhere by now.
    """
    if trial.is_held(errors):
        raise _held(trial)
    joining, outcome = parts.workspace.joining, trial.outcome
    if outcome == "nothing":
        return parts.workspace.history.commit()
    if outcome == "forward":
        return joining.forward(trial.meeting)
    branch = parts.workspace.revision().branch
    return joining.merge(trial.meeting, trial.files, f"Merge {called} into {branch}", author)


def _held(trial: Trial) -> PermanentError:
    """Why a merge cannot be done."""
    if trial.conflicts:
        hint = "settle each with --take ID=ours|theirs, or all with --ours or --theirs"
        return PermanentError(f"left to be settled: {', '.join(c.id for c in trial.conflicts)}", hint)
    first = trial.errors[0]
    hint = "mend one of the two branches first, or merge with --allow-errors and mend it then"
    return PermanentError(f"the merged model has errors: {first.position}: {first.message}", hint)


@dataclasses.dataclass(frozen=True, slots=True)
class _Sides:
    """The files of the three commits of a merge."""

    base: State
    ours: State
    theirs: State


@dataclasses.dataclass(frozen=True, slots=True)
class _Found:
    """The files of a merge as far as they are settled, and what is not."""

    files: Mapping[str, bytes | None]
    conflicts: tuple[Conflict, ...]
    findings: tuple[Finding, ...]
    types: Metamodel

    @property
    def texts(self) -> dict[str, str]:
        """The files that are texts."""
        read = {name: plain_text(content) for name, content in self.files.items() if content is not None}
        return {name: text for name, text in read.items() if text is not None}


def _merged(parts: Parts, sides: _Sides, meeting: Meeting, choices: Mapping[str, Side]) -> _Found:
    documents = [side.documents() for side in (sides.base, sides.ours, sides.theirs)]
    types = metamodel_of(parts, {**documents[2], **documents[1]})
    texts = _texts(sides, {name for side in documents for name in side})
    names = {name for side in texts for name in side}
    raw = [file for file in meeting.collided if file not in names]
    own = {file_id(file) for file in raw}
    base, ours, theirs = texts
    done = merge(base, ours, theirs, types, {key: side for key, side in choices.items() if key not in own})
    files = {
        name: done.texts[name].encode() if name in done.texts else None for name in {*names, *done.texts}
    }
    conflicts = [conflict for conflict in done.conflicts if conflict.id not in choices]
    for file in raw:
        side = choices.get(file_id(file))
        if side is None:
            conflicts.append(_conflict(sides, file))
        else:
            files[file] = (sides.ours if side is Side.OURS else sides.theirs).files.get(file)
    return _Found(files, tuple(conflicts), done.findings, types)


def _texts(sides: _Sides, documents: set[str]) -> list[dict[str, str]]:
    """The texts of each side: all documents, and the other files that are not the same everywhere."""
    contents = [side.files for side in (sides.base, sides.ours, sides.theirs)]
    differing = {n for side in contents for n in side if len({other.get(n) for other in contents}) > 1}
    read = [{n: plain_text(side[n]) for n in documents | differing if n in side} for side in contents]
    strange = {name for side in read for name, text in side.items() if text is None}
    return [{n: text for n, text in side.items() if text is not None and n not in strange} for side in read]


def _conflict(sides: _Sides, file: str) -> Conflict:
    """Both changed a file that is no text."""
    base, ours, theirs = (_shown(side.files.get(file)) for side in (sides.base, sides.ours, sides.theirs))
    why = f"both changed {file}, which is no text"
    return Conflict(file_id(file), file, "", "file", base, ours, theirs, why)


def _shown(content: bytes | None) -> str:
    return "" if content is None else f"{len(content)} bytes"


def _new_errors(parts: Parts, before: State, after: State) -> tuple[Finding, ...]:
    """Errors of a state that another one has not."""
    found = _errors(parts, before, after)
    return tuple(added(found, [_errors(parts, before, before)])) if found else ()


def _errors(parts: Parts, now: State, state: State) -> list[Finding]:
    look = looking(frozenset(state.files), frozenset(now.files), parts.open_folders)
    texts = documents_in(state.files, "merge")
    checked = check_texts(parts.workspace.root, texts, parts.metamodel, evidence(parts), look=look)
    return [finding for finding in checked.findings if has_errors([finding])]
