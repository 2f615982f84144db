"""Rules that watch a metric: an event when it has crossed its limit for long enough."""

from collections.abc import Callable, Iterable

import msgspec

from stratum.core.events import Event
from stratum.core.journal import Journal, Snapshot
from stratum.core.samples import Sample
from stratum.events.logic.crossings import Standing, figure, limit, look, reading
from stratum.events.logic.identity import derived
from stratum.events.types import CROSSED, Crossing, Rule

FRESH = 15.0
Readings = Callable[[float], Iterable[Sample]]
"""Gives the newest sample of each series that has one since a time."""


class Lookout:
    """Appends ``metric.crossed`` when a watched metric has crossed its limit; once until it comes back.

    Args:
        journal: Takes the events, and where each watched metric stands.
        readings: Where the metrics are.
    """

    def __init__(self, journal: Journal, readings: Readings) -> None:
        self._journal = journal
        self._readings = readings
        self._standings: dict[str, Standing] = {}

    def step(self, rules: Iterable[Rule], now: float) -> None:
        """Tell which metrics have crossed their limits.

        Args:
            rules: All rules that are in force.
            now: Seconds since 1970-01-01 UTC.

        Raises:
            TransientError: If journal or readings cannot be used; nothing is lost.
        """
        watching = [(rule, rule.trigger) for rule in rules if isinstance(rule.trigger, Crossing)]
        latest = tuple(self._readings(now - FRESH)) if watching else ()
        for rule, watch in watching:
            self._look(rule, watch, reading(watch, latest), now)

    def _look(self, rule: Rule, watch: Crossing, value: float | None, now: float) -> None:
        name, key = f"watch:{rule.key}", repr(watch)
        before = self._standing(name, key)
        standing, crossed = look(watch, before, value, now)
        if standing.since != before.since and standing.since is not None:
            # The event's id follows from this moment: it has to be known before the event is.
            self._keep(name, key, Standing(standing.since))
        if crossed and value is not None:
            self._journal.append(_told(rule, watch, standing, value, now))
        if standing != self._standings[name + key]:
            self._keep(name, key, standing)

    def _standing(self, name: str, key: str) -> Standing:
        if name + key not in self._standings:
            kept = self._journal.recall(name)
            known = kept is not None and kept.key == key
            self._standings[name + key] = (
                msgspec.json.decode(kept.body, type=Standing) if kept is not None and known else Standing()
            )
        return self._standings[name + key]

    def _keep(self, name: str, key: str, standing: Standing) -> None:
        self._journal.remember(Snapshot(name, 0, key, msgspec.json.encode(standing).decode()))
        self._standings[name + key] = standing


def _told(rule: Rule, watch: Crossing, standing: Standing, value: float, now: float) -> Event:
    since = now if standing.since is None else standing.since
    length = f" for {now - since:.0f} s" if watch.hold else ""
    reason = f"{watch.metric} of {watch.subject} is {figure(value)}, {limit(watch)}{length}"
    ends = {word: end for word, end in (("above", watch.above), ("below", watch.below)) if end is not None}
    saw = {watch.metric: value, **ends, "seconds": round(now - since, 3)}
    data = {"rule": rule.key, "reason": reason, "saw": saw, "by": f"rule {rule.key}"}
    return Event(derived(rule.key, "crossed", since), rule.source, CROSSED, watch.subject, now, data)
