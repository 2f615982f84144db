"""A rule as a handler of the bus: decides, tells that it fired, acts."""

from concurrent.futures import Executor, Future

from stratum.core.errors import PermanentError, StratumError
from stratum.core.journal import Entry, Journal
from stratum.events.logic.firing import Firing, decide, failure
from stratum.events.ports import Action, Powers
from stratum.events.types import Outcome, Rule


class Reaction:
    """Satisfies ``stratum.events.ports.Handler`` for one rule.

    What it appends has ids that follow from the rule and the event, so that taking an event again appends
    nothing twice.

    Args:
        rule: The rule.
        action: Its action.
        powers: What the action may do.
        journal: Takes the events that tell of it.
        workers: Run the actions, so that one that waits for others holds nobody else.
    """

    def __init__(
        self, rule: Rule, action: Action, powers: Powers, journal: Journal, workers: Executor
    ) -> None:
        self.rule = rule
        self._action = action
        self._powers = powers
        self._journal = journal
        self._workers = workers
        self._work: Future[None] | None = None

    @property
    def name(self) -> str:
        """See ``Handler.name``."""
        return f"rule:{self.rule.key}"

    def handle(self, entry: Entry, now: float) -> Outcome:
        """See ``Handler.handle``."""
        if self._work is not None:
            return self._look()
        firing = decide(self.rule, entry.event, self._action.parameters, now)
        if firing is None:
            return Outcome.PASSED
        self._journal.append(firing.fired)
        self._work = self._workers.submit(self._run, entry, firing)
        return self._look()

    def fail(self, entry: Entry, error: StratumError, now: float) -> None:
        """See ``Handler.fail``."""
        self._journal.append(failure(self.rule, entry.event, error.message, now))

    def _run(self, entry: Entry, firing: Firing) -> None:
        self._action.run(entry.event, firing.values, firing.mandate, self._powers)

    def _look(self) -> Outcome:
        """How far the action is; raises what it raised."""
        work = self._work
        if work is None or not work.done():
            return Outcome.WAITING
        self._work = None
        error = work.exception()
        if error is None:
            return Outcome.DONE
        if isinstance(error, StratumError) or not isinstance(error, Exception):
            raise error
        raise PermanentError(f"the action {self.rule.action} broke: {error!r}") from error
