"""How many messages somebody may send."""

import dataclasses
from typing import Final

AT_ONCE: Final = 200.0
"""Messages that may come at once."""
EACH_SECOND: Final = 50.0
"""Messages that may come each second for long."""


@dataclasses.dataclass(frozen=True, slots=True)
class Pace:
    """What a sender has left.

    Attributes:
        left: Messages that may come now; below nothing where there were too many.
        time: When that was so.
    """

    left: float
    time: float

    @classmethod
    def begun(cls, now: float) -> "Pace":
        """Nothing was sent yet."""
        return cls(AT_ONCE, now)

    def after_message(self, now: float) -> "Pace":
        """After one more message."""
        grown = self.left + (now - self.time) * EACH_SECOND
        return Pace(min(grown, AT_ONCE) - 1.0, now)

    @property
    def is_kept(self) -> bool:
        """Whether no more came than may."""
        return self.left >= 0.0


def between_presences(people: int) -> float:
    """Seconds between two lists of who is here: each list goes to each of them."""
    return max(0.05, people * people / 20_000)
