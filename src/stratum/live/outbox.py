"""What waits to be sent to one client: bounded, so that one who does not read costs no more than that."""

import asyncio
from collections import deque
from typing import Final

MESSAGES: Final = 2000
"""Messages that may wait."""
BYTES: Final = 4_000_000
"""Bytes that may wait, beside the one message that is being sent."""
TOO_SLOW: Final = 1013
"""Close code: too much was waiting; connect again."""


class Outbox:
    """Messages for a client, in order, and how its connection ends.

    Attributes:
        code: Close code, once the connection is to be closed.
    """

    def __init__(self) -> None:
        self.code = 1000
        self._waiting: deque[str] = deque()
        self._size = 0
        self._is_ended = False
        self._filled = asyncio.Event()
        self._over = asyncio.Event()

    def put(self, text: str) -> None:
        """Let a message wait; where too many do, the connection is given up."""
        if self._is_ended:
            return
        self._waiting.append(text)
        self._size += len(text)
        self._filled.set()
        if len(self._waiting) > MESSAGES or (self._size > BYTES and len(self._waiting) > 1):
            self.end(TOO_SLOW)
            self._waiting.clear()
            self._over.set()

    def end(self, code: int) -> None:
        """Take nothing more; once what waits is sent, the connection is to be closed."""
        if not self._is_ended:
            self._is_ended, self.code = True, code
            self._filled.set()

    async def take(self) -> str | None:
        """The next message, once there is one; None at the end."""
        while not self._waiting and not self._is_ended:
            self._filled.clear()
            await self._filled.wait()
        if not self._waiting:
            return None
        text = self._waiting.popleft()
        self._size -= len(text)
        return text

    async def given_up(self) -> None:
        """Return once the connection was given up."""
        await self._over.wait()
