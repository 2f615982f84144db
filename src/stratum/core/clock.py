"""Time as an argument: the protocol that the composition root fills with the real clock."""

from typing import Protocol


class Clock(Protocol):
    """A source of time. Implementations never go backwards in ``monotonic``."""

    def now(self) -> float:
        """Seconds since 1970-01-01 UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds from an arbitrary start, unaffected by changes of the wall clock."""
        ...
