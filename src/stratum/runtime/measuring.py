"""Measuring as one of the loops of the agent: a disk that takes no samples is a gap and an event, no more."""

from collections.abc import Mapping

from stratum.core.errors import StratumError, TransientError
from stratum.core.events import Event
from stratum.monitoring.agent.sampler import Sampler
from stratum.runtime import plugins
from stratum.runtime.targets import targets
from stratum.runtime.wiring import Parts, new_id

EVERY = 1.0
GAP_BEGAN = "monitoring.gap-began"
GAP_ENDED = "monitoring.gap-ended"


class Measuring:
    """Satisfies ``stratum.runtime.keepers.Keeper``; reads everything once in each second of the clock."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        collectors = plugins.load_all("stratum.monitoring.collectors")
        self._sampler = Sampler({name: make() for name, make in collectors.items()}, parts.samples)
        self._measured = 0.0
        self._gap: float | None = None

    def step(self, now: float) -> None:
        """Measure if it is time. A gap is told when it begins and when it has ended.

        Raises:
            StratumError: If the journal cannot be read or written.
        """
        if now // EVERY == self._measured // EVERY:
            return
        self._measured = now
        found = targets(self._parts)
        try:
            self._sampler.step(found, now)
        except TransientError as error:
            self._begin_gap(now, error)
        else:
            self._end_gap(now)

    def close(self) -> None:
        """End the threads."""
        self._sampler.close()

    def _begin_gap(self, now: float, error: StratumError) -> None:
        if self._gap is None:
            self._gap = now
            self._tell(GAP_BEGAN, now, f"nothing is measured: {error.message}", {})

    def _end_gap(self, now: float) -> None:
        if self._gap is not None:
            seconds, self._gap = now - self._gap, None
            self._tell(
                GAP_ENDED, now, f"measured again after {seconds:.0f} s", {"seconds": round(seconds, 1)}
            )

    def _tell(self, what: str, now: float, reason: str, saw: Mapping[str, object]) -> None:
        for application in self._parts.deployments.applications():
            source = f"/monitoring/{application}"
            data = {"reason": reason, "saw": saw}
            self._parts.journal.append(Event(new_id(), source, what, application, now, data))
