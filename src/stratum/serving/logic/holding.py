"""What is counted while a service sleeps and wakes, and how long a request may wait."""

import dataclasses

PREFIX = "/.activator/"


@dataclasses.dataclass(slots=True)
class Held:
    """What an activator counts. Not for several threads at once.

    Attributes:
        waiting: Requests that wait now.
        forwarded: Requests that a replica answered.
        refused: Requests that were turned away: too many waited, or for too long.
        starts: How often the first of several requests woke the service.
        seconds: How long those first requests waited, together.
    """

    waiting: int = 0
    forwarded: int = 0
    refused: int = 0
    starts: int = 0
    seconds: float = 0.0

    def woken(self, seconds: float) -> None:
        """The first request that found nothing awake was let through after so long."""
        self.starts += 1
        self.seconds += seconds

    def exposition(self) -> str:
        """The counts in Prometheus' text format, version 0.0.4."""
        rows = (
            ("stratum_waiting_requests", "gauge", "Requests that wait for a replica.", self.waiting),
            (
                "stratum_held_requests_total",
                "counter",
                "Requests that were held and answered.",
                self.forwarded,
            ),
            ("stratum_refused_requests_total", "counter", "Requests that waited in vain.", self.refused),
        )
        lines: list[str] = []
        for name, kind, text, value in rows:
            lines += [f"# HELP {name} {text}", f"# TYPE {name} {kind}", f"{name} {value}"]
        name = "stratum_cold_start_seconds"
        lines += [f"# HELP {name} From the first request to the first replica.", f"# TYPE {name} summary"]
        lines += [f"{name}_sum {self.seconds:.6f}", f"{name}_count {self.starts}"]
        return "\n".join(lines) + "\n"
