"""The shared document: a Yjs document with one text for each file, under the root map ``files``."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from pycrdt import Doc, Map, Text

from stratum.live.logic.splices import splices
from stratum.live.logic.updates import outline
from stratum.live.logic.vectors import covers, read_vector
from stratum.live.types import Texts

_ROOT: Final = "files"
LARGEST: Final = 4_000_000
"""Characters of a text."""


class StrangeUpdateError(ValueError):
    """An update that cannot be read, or that does what none may do."""


class SharedDocument:
    """Texts that many people change at the same time. Belongs to the thread that made it."""

    def __init__(self) -> None:
        self._doc: Doc[Any] = Doc()
        self._files: Map[Any] = self._doc.get(_ROOT, type=Map)
        self._texts: dict[str, str] = {}

    @classmethod
    def of(cls, update: bytes) -> "SharedDocument":
        """A document from one update.

        Raises:
            StrangeUpdateError: If it cannot be read.
        """
        made = cls()
        made.apply(update)
        return made

    @property
    def texts(self) -> Texts:
        """The text of each file, sorted by file."""
        return self._texts

    @property
    def vector(self) -> bytes:
        """How much of each writer it has, as Yjs encodes it."""
        return self._doc.get_state()

    def since(self, vector: bytes = b"\x00") -> bytes:
        """What somebody lacks who has ``vector``."""
        return self._doc.get_update(vector)

    def has(self, vector: bytes) -> bool:
        """Whether it has everything that ``vector`` tells of.

        Raises:
            StrangeUpdateError: If that is no vector.
        """
        try:
            return covers(read_vector(self.vector), read_vector(vector))
        except ValueError as error:
            raise StrangeUpdateError(f"no state vector: {error}") from error

    def write(self, texts: Texts) -> bytes:
        """Give the files other texts, changing as little as possible; what is left out goes.

        Returns:
            The update; empty where nothing changes.
        """
        return self._told(lambda: self._write(texts))

    def apply(self, *updates: bytes) -> bytes:
        """Take updates that a document like this gave, in their order.

        Returns:
            What is new of them; empty where nothing is.

        Raises:
            StrangeUpdateError: If one cannot be read. The document must not be used any more.
        """
        try:
            told = self._told(lambda: self._apply(updates))
        except (ValueError, RuntimeError) as error:
            raise StrangeUpdateError(f"no update: {error}") from error
        self._texts = self._read()
        return told

    def take(self, update: bytes) -> bytes:
        """Take an update from outside: typed text in the texts that are here, and nothing else.

        Returns:
            What is new of it; empty where nothing is.

        Raises:
            StrangeUpdateError: If it cannot be read, does anything else, or builds on what is not here.
                The document must not be used any more.
        """
        try:
            is_whole = outline(update).fits(read_vector(self.vector))
        except ValueError as error:
            raise StrangeUpdateError(f"the update is refused: {error}") from error
        if not is_whole:
            raise StrangeUpdateError("the update builds on changes that are not here")
        files = self._texts.keys()
        told = self.apply(update)
        if self._texts.keys() != files:
            raise StrangeUpdateError("the update adds or removes a file")
        return told

    def _apply(self, updates: Iterable[bytes]) -> None:
        with self._doc.transaction():
            for update in updates:
                self._doc.apply_update(update)

    def _told(self, act: Callable[[], None]) -> bytes:
        updates: list[bytes] = []
        subscription = self._doc.observe(lambda event: updates.append(event.update))
        try:
            act()
        finally:
            self._doc.unobserve(subscription)
        return updates[0] if updates else b""

    def _write(self, texts: Texts) -> None:
        with self._doc.transaction():
            for file in self._texts.keys() - texts.keys():
                del self._files[file]
            for file, text in texts.items():
                if file not in self._texts:
                    self._files[file] = Text(text)
                elif text != self._texts[file]:
                    _replace(self._files[file], self._texts[file], text)
        self._texts = dict(sorted(texts.items()))

    def _read(self) -> dict[str, str]:
        """The texts, where there is nothing but plain texts."""
        with self._doc.transaction():
            if list(self._doc.keys()) != [_ROOT]:
                raise StrangeUpdateError("the only root is the map of files")
            return {file: _plain(file, self._files[file]) for file in sorted(self._files.keys())}


def _replace(text: Text, before: str, after: str) -> None:
    """Places in a text of Yjs are told in bytes here."""
    for part in reversed(splices(before, after)):
        start = len(before[: part.start].encode())
        if part.removed:
            del text[start : start + len(before[part.start : part.end].encode())]
        if part.added:
            text.insert(start, part.added)


def _plain(file: str, text: object) -> str:
    if not isinstance(text, Text):
        raise StrangeUpdateError(f"{file} is no text")
    found = str(text)
    if len(text) != len(found.encode()):
        raise StrangeUpdateError(f"{file} holds what is no text")
    if len(found) > LARGEST:
        raise StrangeUpdateError(f"{file} has more than {LARGEST} characters")
    return found
