"""Rules that wait for a time: an event when it has come."""

from collections.abc import Iterable

from stratum.core.events import Event
from stratum.core.journal import Journal, Snapshot
from stratum.events.logic.envelope import show_time
from stratum.events.logic.identity import derived
from stratum.events.logic.schedules import due
from stratum.events.types import DUE, Daily, Every, Rule


class Timetable:
    """Appends ``schedule.due`` when the time of a rule has come; once for each time.

    A rule that is seen for the first time waits for the next one. What was missed while nobody looked comes
    once.

    Args:
        journal: Takes the events, and the time of each rule that was told last.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._last: dict[str, float] = {}

    def step(self, rules: Iterable[Rule], now: float) -> None:
        """Tell which times have come.

        Args:
            rules: All rules that are in force.
            now: Seconds since 1970-01-01 UTC.

        Raises:
            TransientError: If the journal cannot be used; nothing is lost.
        """
        for rule in rules:
            if isinstance(rule.trigger, (Every, Daily)):
                self._look(rule, rule.trigger, now)

    def _look(self, rule: Rule, schedule: Every | Daily, now: float) -> None:
        name = f"schedule:{rule.key}"
        key = repr(schedule)
        if name + key not in self._last:
            kept = self._journal.recall(name)
            if kept is None or kept.key != key:
                kept = Snapshot(name, 0, key, repr(now))
                self._journal.remember(kept)
            self._last[name + key] = float(kept.body)
        moment = due(schedule, self._last[name + key], now)
        if moment is not None:
            self._journal.append(_told(rule, moment, now))
            self._journal.remember(Snapshot(name, 0, key, repr(moment)))
            self._last[name + key] = moment


def _told(rule: Rule, moment: float, now: float) -> Event:
    named = (rule.values.get(name) for name in ("service", "subject"))
    subject = next((value for value in named if isinstance(value, str)), rule.name)
    at = show_time(moment).partition(".")[0].replace("T", " ")
    data = {"rule": rule.key, "reason": f"it is {at} UTC", "saw": {"moment": at}, "by": f"rule {rule.key}"}
    return Event(derived(rule.key, "due", moment), rule.source, DUE, subject, now, data)
