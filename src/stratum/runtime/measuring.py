"""Measuring as one of the loops of the agent: a disk that takes no samples is a gap and an event, no more."""

import concurrent.futures
from collections.abc import Mapping

from stratum.core.errors import TransientError
from stratum.core.events import Event
from stratum.monitoring.agent.sampler import Sampler
from stratum.runtime import plugins
from stratum.runtime.targets import services, targets
from stratum.runtime.wiring import Parts, new_id

EVERY = 1.0
GAP_BEGAN = "monitoring.gap-began"
GAP_ENDED = "monitoring.gap-ended"


class Measuring:
    """Satisfies ``stratum.runtime.keepers.Keeper``; reads everything once in each second of the clock.

    The reading is done by a thread of its own: a program that does not answer holds up no supervision.

    Args:
        parts: The workspace.
        thread: Reads; one thing after the other.
    """

    def __init__(self, parts: Parts, thread: concurrent.futures.Executor | None = None) -> None:
        self._parts = parts
        collectors = plugins.load_all("stratum.monitoring.collectors")
        self._sampler = Sampler({name: make() for name, make in collectors.items()}, parts.samples)
        self._thread = thread or concurrent.futures.ThreadPoolExecutor(1, "measuring")
        self._reading: concurrent.futures.Future[None] | None = None
        self._begun = 0.0
        self._gap: float | None = None

    def step(self, now: float) -> None:
        """Begin to measure if it is time; a reading that still goes on takes the place of the next.

        Raises:
            StratumError: If the journal could not be read or written in the reading before.
        """
        if self._reading is not None and not self._reading.done():
            return
        ended, self._reading = self._reading, None
        if now // EVERY != self._begun // EVERY:
            self._begun = now
            self._reading = self._thread.submit(self._measure, now)
        if ended is not None:
            ended.result()

    def close(self) -> None:
        """End the threads."""
        self._thread.shutdown(cancel_futures=True)
        self._sampler.close()

    def _measure(self, now: float) -> None:
        """Read everything. A gap is told when it begins and when it has ended."""
        found, together = targets(self._parts), services(self._parts)
        try:
            self._sampler.step(found, now, together)
        except TransientError as error:
            self._begin_gap(now, error)
        else:
            self._end_gap(now)

    def _begin_gap(self, now: float, error: TransientError) -> None:
        if self._gap is None:
            self._gap = now
            self._tell(GAP_BEGAN, now, f"nothing is measured: {error.message}", {})

    def _end_gap(self, now: float) -> None:
        if self._gap is not None:
            seconds, self._gap = now - self._gap, None
            reason = f"measured again after {seconds:.0f} s"
            self._tell(GAP_ENDED, now, reason, {"seconds": round(seconds, 1)})

    def _tell(self, what: str, now: float, reason: str, saw: Mapping[str, object]) -> None:
        for application in self._parts.deployments.applications():
            source = f"/monitoring/{application}"
            data = {"reason": reason, "saw": saw}
            self._parts.journal.append(Event(new_id(), source, what, application, now, data))
