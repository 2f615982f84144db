"""The real clock."""

import time


class SystemClock:
    """The machine's clock; satisfies ``stratum.core.clock.Clock``."""

    def now(self) -> float:
        """Seconds since 1970-01-01 UTC."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds from an arbitrary start, never going backwards."""
        return time.monotonic()
