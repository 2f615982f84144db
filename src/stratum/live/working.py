"""What the working files have of the shared document, so that changes of others are told from our own."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping

from stratum.live.document import SharedDocument
from stratum.live.logic.splices import splices
from stratum.live.types import Texts


@dataclasses.dataclass(slots=True)
class _Known:
    """A file as it was when it was last seen.

    Attributes:
        text: Its text.
        seq: Place of the change after which the shared document has that text.
        fork: The document with that text, where it never had it.
    """

    text: str
    seq: int
    fork: SharedDocument | None = None


class WorkingTexts:
    """The files as they were last seen or written, and the document as it was then.

    Args:
        floor: The document as it was at some place.
        seq: That place.
    """

    def __init__(self, floor: SharedDocument, seq: int) -> None:
        self._floor = floor
        self._seq = seq
        self._trail: list[tuple[int, bytes]] = []
        self._known: dict[str, _Known] = {}

    @property
    def texts(self) -> Texts:
        """The files as they were last seen."""
        return {file: known.text for file, known in self._known.items()}

    def note(self, seq: int, update: bytes) -> None:
        """A change of the document."""
        self._trail.append((seq, update))

    def written(self, file: str, text: str, seq: int) -> None:
        """A file was written, or seen, with the text that the document has after a change."""
        self._known[file] = _Known(text, seq)

    def seen(self, texts: Texts, seq: int) -> None:
        """All files were seen with the texts that the document has after a change."""
        for file, text in texts.items():
            self.written(file, text, seq)
        self.settle(texts, seq)

    def gone(self, file: str) -> None:
        """A file is not there any more."""
        self._known.pop(file, None)

    def settle(self, texts: Texts, seq: int) -> None:
        """Forget how the document came to a place, where all files are as it was there."""
        if self.texts != texts:
            return
        self._floor.apply(*(update for place, update in self._trail if place <= seq))
        self._trail = [step for step in self._trail if step[0] > seq]
        self._seq = seq
        self._known = {file: _Known(known.text, seq) for file, known in self._known.items()}

    def merged(self, file: str, text: str) -> bytes:
        """The update that a change of a file by others is, from the text that was last seen."""
        known = self._known[file]
        fork = known.fork or self._at(known.seq)
        update = fork.write({**fork.texts, file: text})
        self._known[file] = _Known(text, known.seq, fork)
        return update

    def recognise(self, files: Texts) -> None:
        """Take files for the nearest of the states that the document went through.

        A file that is not there, and was not there in one of them, has yet to be written.
        """
        states = dict(self._states())
        for file in sorted({*files, *(file for texts in states.values() for file in texts)}):
            found = {seq: texts[file] for seq, texts in states.items() if file in texts}
            text = files.get(file)
            if text is None and len(found) == len(states):
                last = max(found)
                self._known[file] = _Known(found[last], last)
            elif text is not None and found:
                near = min(found, key=lambda seq: (_distance(found[seq], text), -seq))
                self._known[file] = _Known(found[near], near)

    def _states(self) -> Iterator[tuple[int, Texts]]:
        document = SharedDocument.of(self._floor.since())
        yield self._seq, dict(document.texts)
        for seq, update in self._trail:
            document.apply(update)
            yield seq, dict(document.texts)

    def _at(self, seq: int) -> SharedDocument:
        document = SharedDocument.of(self._floor.since())
        document.apply(*(update for place, update in self._trail if place <= seq))
        return document


def changed(before: Texts, after: Texts) -> Mapping[str, str]:
    """Files of which the text is another one, with it; also new ones."""
    return {file: text for file, text in after.items() if before.get(file) != text}


def _distance(one: str, other: str) -> int:
    parts: Iterable[tuple[int, int]] = ((p.removed, len(p.added)) for p in splices(one, other))
    return sum(removed + added for removed, added in parts)
