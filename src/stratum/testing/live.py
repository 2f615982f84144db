"""Live editing in memory: files, a journal, a simple language, clients; for tests."""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from pycrdt import Doc, Map, Text

from stratum.core.clock import Clock
from stratum.core.edits import AddDocument, Edit, RemoveDocument, SetValue
from stratum.core.errors import StratumError, TransientError
from stratum.live.keeper import Aside, Means
from stratum.live.protocol import bytes_of, finding, text_of
from stratum.live.service import Session
from stratum.live.types import Committed, Json, Refusal, Texts

T = TypeVar("T")
BAD = "bad"
"""What no text of the simple language may hold."""


class MemoryStorage:
    """Satisfies ``live.ports.Storage``; a test may cut it as a crash does.

    Attributes:
        data: All bytes.
        synced: How many of them outlive a loss of power.
        failure: Raised by every change while it is set.
    """

    def __init__(self, data: bytes = b"") -> None:
        self.data = data
        self.synced = len(data)
        self.failure: TransientError | None = None

    def read(self) -> bytes:
        """As the port says."""
        return self.data

    def append(self, data: bytes) -> None:
        """As the port says."""
        self._fail()
        self.data += data

    def sync(self) -> None:
        """As the port says."""
        self._fail()
        self.synced = len(self.data)

    def replace(self, data: bytes) -> None:
        """As the port says."""
        self._fail()
        self.data = data
        self.synced = len(data)

    def close(self) -> None:
        """As the port says."""

    def _fail(self) -> None:
        if self.failure is not None:
            raise self.failure


class MemoryFiles:
    """Satisfies ``live.ports.Files`` with branches of texts.

    Attributes:
        branches: The files of each branch.
        current: The branch that the workspace stands at.
        commits: What was committed: files and authors.
        failure: Raised by every write and commit while it is set.
    """

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.branches: dict[str, dict[str, str]] = {"main": dict(texts)}
        self.current = "main"
        self.commits: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
        self.failure: StratumError | None = None
        self._committed: dict[str, Texts] = {"main": dict(texts)}

    @property
    def texts(self) -> dict[str, str]:
        """The files of the current branch; tests change them."""
        return self.branches[self.current]

    def branch(self) -> str:
        """As the port says."""
        return self.current

    def read(self) -> Texts:
        """As the port says."""
        return dict(self.texts)

    def write(self, name: str, before: str | None, after: str | None) -> None:
        """As the port says."""
        self._fail()
        is_done = before is None or after is None
        if self.texts.get(name) != before and not (is_done and self.texts.get(name) == after):
            raise TransientError(f"{name} was changed meanwhile")
        if after is None:
            self.texts.pop(name, None)
        else:
            self.texts[name] = after

    def commit(self, files: Sequence[str], authors: Sequence[str]) -> Committed | None:
        """As the port says."""
        self._fail()
        before = self._committed.get(self.current, {})
        changed = [file for file in files if self.texts.get(file) != before.get(file)]
        if not changed:
            return None
        kept = {file: text for file, text in before.items() if file not in changed}
        now = {file: self.texts[file] for file in changed if file in self.texts}
        self._committed[self.current] = {**kept, **now}
        self.commits.append((tuple(changed), tuple(authors)))
        return Committed(
            f"c{len(self.commits)}", f"Change {', '.join(changed)}", authors[0] if authors else "git"
        )

    def _fail(self) -> None:
        if self.failure is not None:
            raise self.failure


class LineLegality:
    """A language of lines ``element.attribute: value`` in which nothing may be ``bad``."""

    def edited(self, texts: Texts, edits: Sequence[Edit]) -> Texts | Refusal:
        """As the port says; only ``SetValue`` is known, and to add and remove a file."""
        after = dict(texts)
        for edit in edits:
            if isinstance(edit, AddDocument) and edit.file not in after:
                after[edit.file] = edit.text
                continue
            if isinstance(edit, RemoveDocument) and edit.file in after:
                del after[edit.file]
                continue
            if not isinstance(edit, SetValue) or edit.file not in after:
                return Refusal([finding("edit-target", "there is no such line", "")])
            after[edit.file] = _set(after[edit.file], f"{edit.element}.{edit.attribute}", edit.value)
        return self.typed(texts, after) or after

    def typed(self, before: Texts, after: Texts) -> Refusal | None:
        """As the port says."""
        new = [file for file, text in after.items() if text.count(BAD) > before.get(file, "").count(BAD)]
        return Refusal([finding("bad", f"{file} holds something bad", "") for file in new]) if new else None

    def findings(self, texts: Texts) -> Sequence[Json]:
        """As the port says."""
        return [finding("bad", f"{file} holds something bad", "") for file, t in texts.items() if BAD in t]


def _set(text: str, key: str, value: str) -> str:
    lines = text.splitlines(keepends=True)
    found = [number for number, line in enumerate(lines) if line.startswith(f"{key}: ")]
    number = found[0] if found else len(lines)
    lines[number : number + 1] = [f"{key}: {value}\n"]
    return "".join(lines)


async def at_once(function: Callable[..., T], /, *arguments: object) -> T:
    """In place of another thread."""
    return function(*arguments)


async def only_yield(_seconds: float) -> None:
    """In place of a pause."""
    await asyncio.sleep(0)


def memory_session(
    files: MemoryFiles,
    clock: Clock,
    storages: dict[str, MemoryStorage] | None = None,
    aside: Aside = at_once,
) -> Session:
    """A session in memory.

    Args:
        files: The working copy.
        clock: Tells when edits have settled.
        storages: The journals by branch; those that are missing are made.
        aside: In place of another thread.
    """
    kept = {} if storages is None else storages
    ids = iter(range(1, 1_000_000))
    return Session(
        Means(
            legality=LineLegality(),
            files=files,
            storage=lambda branch: kept.setdefault(branch, MemoryStorage()),
            clock=clock,
            new_id=lambda: f"document-{len(kept)}-{next(ids)}",
            aside=aside,
            pause=only_yield,
            renamed=lambda _: None,
        )
    )


class Wire:
    """Both ends of a connection in memory; satisfies ``live.service.Peer``.

    Args:
        room: Messages that the client leaves unread before the server has to wait; 0 for any number.

    Attributes:
        heard: What the server sent and nobody read yet.
        code: Close code, once the server closed it.
    """

    def __init__(self, room: int = 0) -> None:
        self.heard: asyncio.Queue[str] = asyncio.Queue(room)
        self.code: int | None = None
        self._sent: asyncio.Queue[str | None] = asyncio.Queue()

    async def receive(self) -> str | None:
        """As the port says."""
        return await self._sent.get()

    async def send(self, text: str) -> None:
        """As the port says."""
        await self.heard.put(text)

    async def close(self, code: int) -> None:
        """As the port says."""
        self.code = code

    def say(self, text: str | None) -> None:
        """What the client sends; None when it goes."""
        self._sent.put_nowait(text)


class Page:
    """What a page knows: the shared document and its own draft, as the protocol asks for it.

    Args:
        client: Its id.
        name: Who sits before it.

    Attributes:
        document: Id of the document.
        answers: What became of its submissions, by id.
        saved: Place up to which everything is saved.
        others: Messages that are not about the document.
    """

    def __init__(self, client: str, name: str) -> None:
        self.client, self.name = client, name
        self.document = ""
        self.answers: dict[int, Mapping[str, Any]] = {}
        self.saved = self.seq = -1
        self.others: list[Mapping[str, Any]] = []
        self._shared, self._draft = _empty(), _empty()

    def hello(self) -> str:
        """The first message."""
        vector = text_of(self._shared[0].get_state()) if self.document else ""
        told = {"client": self.client, "name": self.name, "vector": vector, "document": self.document}
        return json.dumps({"do": "hello", **told})

    def typed(self, number: int, file: str, start: int, removed: int, added: str) -> str:
        """Type in a file: the message that tells of everything that is not shared yet."""
        document, files = self._draft
        before = str(files[file])
        with document.transaction():
            first, last = (len(before[:end].encode()) for end in (start, start + removed))
            if last > first:
                del files[file][first:last]
            if added:
                files[file].insert(first, added)
        return self.typing(number)

    def typing(self, number: int) -> str:
        """The message that tells of everything that is not shared yet."""
        update = self._draft[0].get_update(self._shared[0].get_state())
        return json.dumps({"do": "update", "id": number, "update": text_of(update)})

    def give_up(self) -> None:
        """Forget what is not shared."""
        self._draft = _empty()
        self._draft[0].apply_update(self._shared[0].get_update())

    def hear(self, text: str) -> Mapping[str, Any]:
        """Take a message of the server."""
        message: Mapping[str, Any] = json.loads(text)
        kind = message["told"]
        if kind == "state" and message["whole"]:
            self._shared, self._draft = _empty(), _empty()
        if kind in {"state", "update"}:
            for document, _ in (self._shared, self._draft):
                document.apply_update(bytes_of(message["update"]))
            self.seq = message["seq"]
        if kind == "state":
            self.document, self.saved = message["document"], message["saved"]
        elif kind == "saved":
            self.saved = message["seq"]
        elif kind in {"done", "refused"}:
            self.answers[message["id"]] = message
        elif kind != "update":
            self.others.append(message)
        return message

    @property
    def texts(self) -> Texts:
        """The shared texts."""
        return {file: str(self._shared[1][file]) for file in sorted(self._shared[1].keys())}

    @property
    def draft(self) -> Texts:
        """The texts with what is not shared yet."""
        return {file: str(self._draft[1][file]) for file in sorted(self._draft[1].keys())}


def _empty() -> tuple[Doc[Any], Map[Text]]:
    document: Doc[Any] = Doc()
    return document, document.get("files", type=Map)
