"""A session in memory with pages that talk to it, for tests of what they see."""

import asyncio
from collections.abc import Mapping
from typing import Any

from stratum.live.keeper import Aside
from stratum.live.ports import Admission
from stratum.live.service import Session
from stratum.testing.fakes import ManualClock
from stratum.testing.live import MemoryFiles, MemoryStorage, Page, Wire, at_once, memory_session

TEXTS = {"a.yaml": "x.m: 1\ny.m: 2\n", "b.yaml": "z.m: 3\n"}


class Stage:
    """A session in memory with its surroundings.

    Attributes:
        clock: Its time.
        files: Its working copy.
        storages: Its journals, by branch.
        session: The session.
        lines: The connections of pages that said hello.
    """

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.files = MemoryFiles(TEXTS)
        self.storages: dict[str, MemoryStorage] = {}
        self.lines: list[Line] = []
        self.session = self.started()

    def started(self, aside: Aside = at_once) -> Session:
        """A new server over what is there."""
        self.session = memory_session(self.files, self.clock, self.storages, aside)
        return self.session

    def connect(self, page: Page, admission: Admission | None = None) -> "Line":
        """A connection of a page that said hello."""
        line = Line(self, page, admission)
        self.lines.append(line)
        line.wire.say(page.hello())
        return line


class Line:
    """A page on its connection.

    Attributes:
        page: The page.
        wire: The connection.
        serving: Done once the server is done with it.
    """

    def __init__(self, stage: Stage, page: Page, admission: Admission | None = None) -> None:
        self.page = page
        self.wire = Wire()
        self.serving = asyncio.ensure_future(stage.session.serve(self.wire, admission))

    async def until(self, kind: str) -> Mapping[str, Any]:
        """Hear messages up to the next of a kind."""
        while True:
            message = self.page.hear(await asyncio.wait_for(self.wire.heard.get(), 5))
            if message["told"] == kind:
                return message

    async def answered(self, text: str) -> Mapping[str, Any]:
        """Send a submission and hear what becomes of it."""
        before = len(self.page.answers)
        self.wire.say(text)
        while len(self.page.answers) == before:
            self.page.hear(await asyncio.wait_for(self.wire.heard.get(), 5))
        return next(reversed(self.page.answers.values()))

    async def hear_all(self) -> list[Mapping[str, Any]]:
        """Hear what was told so far."""
        for _ in range(5):  # the task that sends has its turn
            await asyncio.sleep(0)
        found = []
        while not self.wire.heard.empty():
            found.append(self.page.hear(self.wire.heard.get_nowait()))
        return found

    async def leave(self) -> None:
        """Go."""
        self.wire.say(None)
        await self.serving
