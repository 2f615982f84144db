"""What the agent does besides supervising and measuring, each in its turn."""

from typing import Protocol

from stratum.runtime.batching import batch_keeper
from stratum.runtime.keeping import lifecycle_keeper
from stratum.runtime.managing import resource_keeper
from stratum.runtime.reacting import rule_keeper
from stratum.runtime.wiring import Parts


class Keeper(Protocol):
    """One of the loops of the agent. What it knows is in the journal, so it may be killed anywhere."""

    def step(self, now: float) -> None:
        """Look, decide and act; returns within a fraction of a second. Called several times a second.

        Args:
            now: Seconds since 1970-01-01 UTC.

        Raises:
            StratumError: If it could not; it is called again all the same.
        """
        ...

    def close(self) -> None:
        """Let go of threads and connections; what was started goes on."""
        ...


def keepers(parts: Parts) -> tuple[Keeper, ...]:
    """All of them, in the order of their turns."""
    return (resource_keeper(parts), rule_keeper(parts), lifecycle_keeper(parts), batch_keeper(parts))
