"""What the resource manager needs from outside: a policy."""

from typing import Protocol

from stratum.resources.types import Memory, Situation, Wish


class Policy(Protocol):
    """Says how much capacity a service should have.

    Found by entry point in ``stratum.resources.policies``, called without arguments to make one. Equal
    situations and memories give equal wishes: no clock, no chance, no input and output. A policy is not asked
    while the service sleeps, nor while its readings are missing or absurd.

    Attributes:
        window: Seconds of readings that it needs.
    """

    @property
    def window(self) -> float:
        """Seconds of readings that it needs."""
        ...

    def decide(self, situation: Situation, memory: Memory) -> tuple[Wish, Memory]:
        """What it would have now, and what to remember until the next call; called about once a second.

        Bounds, cool-down and the capacity of hosts are not its affair.

        Args:
            situation: The service as it is.
            memory: What the last call gave; empty at first.
        """
        ...
