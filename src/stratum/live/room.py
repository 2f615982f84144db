"""One shared document with its journal: takes changes in order, knows what was done, and takes steps back."""

import dataclasses
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from itertools import dropwhile
from typing import Final, Literal

from stratum.live.document import SharedDocument
from stratum.live.journal import Journal
from stratum.live.logic.answers import Answers
from stratum.live.logic.records import Changed, Opened, Record, Settled, Writing
from stratum.live.logic.splices import differing, inverted, spliced
from stratum.live.logic.undo import Blocked, Lines, Step, Steps, found_now
from stratum.live.ports import Storage
from stratum.live.types import DISK, PROGRAM, Author, Change, Texts
from stratum.live.working import WorkingTexts, changed

REMEMBERED: Final = 2000
"""Changes across which a step can be taken back."""
PEOPLE: Final = 1000
"""Pages whose steps are kept."""
Direction = Literal["undo", "redo"]


@dataclasses.dataclass(frozen=True, slots=True)
class Back:
    """What a step that is taken back comes to.

    Attributes:
        texts: The texts after it.
        step: The step.
    """

    texts: Texts
    step: Step


class Room:
    """The shared document of a branch. Belongs to the thread that opened it; no method waits for anything.

    Attributes:
        id: Its identity; another one begins where the journal is lost.
        branch: The branch.
        seq: Place of its last change.
        saved: Place up to which the journal and the files have everything.
        journal: Its journal.
        working: The files as they were last seen.
        unsettled: Files that people changed without a commit before it was opened, and who did how often.
    """

    def __init__(self, opened: Opened, later: Sequence[Record], journal: Journal) -> None:
        self.id, self.branch = opened.document, opened.branch
        self.journal = journal
        self.seq = self.saved = opened.seq
        self._document = SharedDocument.of(opened.update)
        self._answers = Answers.of(opened.answers)
        self._recent: deque[Change] = deque(maxlen=REMEMBERED)
        self._steps: dict[str, Steps] = {}
        self._trial: SharedDocument | None = None
        changes = [record for record in later if isinstance(record, Changed)]
        marks = [opened.seq, opened.seq, *(record.seq for record in later if isinstance(record, Writing))]
        self._document.apply(*(c.update for c in changes if c.update and c.seq <= marks[-2]))
        self.working = WorkingTexts(SharedDocument.of(self._document.since()), marks[-2])
        self.unsettled = _unsettled(opened, later)
        for record in changes:
            self._recall(record, marks[-2])
        self._document.apply(*(c.update for c in changes if c.update and c.seq > marks[-2]))

    @classmethod
    def open(cls, storage: Storage, branch: str, files: Texts, identity: str) -> "Room":
        """The document that a journal holds, or a new one where it holds none of the branch.

        Args:
            storage: The journal.
            branch: Where the workspace stands.
            files: The files; a new document is made of them.
            identity: Of a new document.

        Raises:
            TransientError: If the journal cannot be read or begun.
        """
        journal = Journal(storage)
        records = journal.read()
        first = records[0] if records else None
        if isinstance(first, Opened) and first.branch == branch:
            made = cls(first, records[1:], journal)
        else:
            seeded = SharedDocument()
            seeded.write(files)
            first = Opened(identity, branch, 0, seeded.since(), [])
            journal.begin(first)
            made = cls(first, (), journal)
        if made.texts == files:
            made.working.seen(files, made.seq)
        else:
            made.working.recognise(files)
        return made

    @property
    def texts(self) -> Texts:
        """The shared texts, by file."""
        return self._document.texts

    def answered(self, author: Author, number: int) -> int | None:
        """The place of the change that did a submission; None where it was not done."""
        return self._answers.seq_of(author.client, number)

    def state(self, document: str, vector: bytes) -> tuple[bool, bytes]:
        """What somebody lacks, and whether it is everything because what they have is of no use.

        Args:
            document: Id of the document that they know.
            vector: What they have of it.

        Raises:
            StrangeUpdateError: If that is no vector.
        """
        if document != self.id or not vector or not self._document.has(vector):
            return True, self._document.since()
        return False, self._document.since(vector)

    def tried(self, update: bytes) -> Texts:
        """The texts as an update from outside would leave them.

        Raises:
            StrangeUpdateError: If it is refused, whatever the texts are.
        """
        trial = self._trial or SharedDocument.of(self._document.since())
        self._trial = None
        trial.take(update)
        self._trial = trial
        return trial.texts

    def forget_trial(self) -> None:
        """What was tried last is refused."""
        self._trial = None

    def take(self, author: Author, number: int, update: bytes) -> Change:
        """Take an update that was tried and found good."""
        before = self.texts
        return self._done(author, number, before, self._document.take(update))

    def write(self, author: Author, number: int, texts: Texts) -> Change:
        """Give the files other texts, as a step of an author."""
        before = self.texts
        return self._done(author, number, before, self._document.write(texts))

    def back(self, author: Author, direction: Direction) -> Back | Blocked | None:
        """What the last step of a person comes to when it is taken back, or done again; None for no step.

        A step that cannot be taken back because others changed its lines is forgotten, with those before it.
        """
        steps = self._steps.get(author.client, Steps())
        waiting = steps.done if direction == "undo" else steps.undone
        if not waiting:
            return None
        step = waiting[-1]
        found = self._found(step, author)
        if isinstance(found, Blocked):
            kept = Steps((), steps.undone) if direction == "undo" else Steps(steps.done, ())
            self._steps[author.client] = kept
            return found
        restored = {file: spliced(self.texts[file], parts) for file, parts in found.items()}
        texts = {**self.texts, **restored, **step.files}
        return Back({file: text for file, text in texts.items() if text is not None}, step)

    def go_back(self, author: Author, number: int, direction: Direction, back: Back) -> Change:
        """Take a step back, or do it again."""
        steps = self._steps[author.client]
        before = self.texts
        update = self._document.write(back.texts)
        change = self._record(author, number, before, update, back.step.seq)
        step = _inverse(before, self.texts, change)
        self._steps[author.client] = steps.after_undo(step) if direction == "undo" else steps.after_redo(step)
        return change

    def bring_in(self, files: Texts) -> Sequence[Change]:
        """Take changes of the files by others."""
        seen = self.working.texts
        other = changed(seen, files)
        gone = sorted(seen.keys() - files.keys())
        behind = {
            f: t for f, t in other.items() if f in seen and f in self.texts and self.texts[f] != seen[f]
        }
        changes: list[Change] = []
        for file, text in behind.items():
            before = self.texts
            changes.append(self._noted(before, self._document.apply(self.working.merged(file, text))))
        straight = {file: text for file, text in other.items() if file not in behind}
        kept = {file: text for file, text in self.texts.items() if file not in gone}
        before = self.texts
        changes.append(self._noted(before, self._document.write({**kept, **straight})))
        for file, text in straight.items():
            self.working.written(file, text, self.seq)
        for file in gone:
            self.working.gone(file)
        return [change for change in changes if change.update]

    def snapshot(self) -> Opened:
        """With which record the journal may begin anew; only where the files are as the document."""
        return Opened(self.id, self.branch, self.seq, self._document.since(), self._answers.entries())

    def _noted(self, before: Texts, update: bytes) -> Change:
        return self._record(DISK, 0, before, update)

    def _done(self, author: Author, number: int, before: Texts, update: bytes) -> Change:
        change = self._record(author, number, before, update)
        if change.lines:
            step = _inverse(before, self.texts, change)
            steps = self._steps.pop(author.client, Steps())
            self._steps[author.client] = steps.after(step)
            if len(self._steps) > PEOPLE:
                self._steps.pop(next(iter(self._steps)))
        return change

    def _record(self, author: Author, number: int, before: Texts, update: bytes, cancels: int = 0) -> Change:
        seq = self.seq + bool(update)
        if update or number:
            self.journal.append(Changed(seq, update, author.name, author.client, number))
        if number:
            self._answers.add(author.client, number, seq)
        change = Change(seq, author, update, differing(before, self.texts), cancels)
        if update:
            self.seq = seq
            self.working.note(seq, update)
            self._recent.append(change)
            if self._trial is not None:
                self._trial.apply(update)
        return change

    def _found(self, step: Step, author: Author) -> Lines | Blocked:
        if not self._recent or self._recent[0].seq > step.seq:
            return Blocked("too many others")
        later = dropwhile(lambda change: change.seq <= step.seq, self._recent)
        found = found_now(step, author.client, later)
        if isinstance(found, Blocked) or found.keys() <= self.texts.keys():
            return found
        return Blocked(DISK.name)

    def _recall(self, record: Changed, mark: int) -> None:
        if record.number:
            self._answers.add(record.client, record.number, record.seq)
        if record.update:
            self.seq = record.seq
        if record.update and record.seq > mark:
            self.working.note(record.seq, record.update)


def _inverse(before: Texts, after: Texts, change: Change) -> Step:
    """What takes a change between two states of the texts back."""
    files = {f: before.get(f) for f in change.lines if f not in before or f not in after}
    lines = {f: inverted(before[f], parts) for f, parts in change.lines.items() if f not in files}
    return Step(change.seq, lines, files)


def _unsettled(opened: Opened, later: Sequence[Record]) -> tuple[frozenset[str], Mapping[str, int]]:
    """Files that people changed since the last commit that a journal tells of, and who did how often."""
    settled = max((r.seq for r in later if isinstance(r, Settled)), default=opened.seq)
    changes = [r for r in later if isinstance(r, Changed) and r.update]
    waiting = [r for r in changes if r.seq > settled and r.client]
    if not waiting:
        return frozenset(), {}
    document = SharedDocument.of(opened.update)
    document.apply(*(r.update for r in changes if r.seq <= settled))
    before = document.texts
    document.apply(*(r.update for r in changes if r.seq > settled))
    names = Counter("" if r.client == PROGRAM.client else r.name for r in waiting)
    return frozenset(differing(before, document.texts)), names
