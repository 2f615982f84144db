"""The counting of a monitor: each batch of messages of a topic is one transaction of its ledger."""

from collections.abc import Iterable, Mapping, Sequence

from stratum.core.errors import TransientError
from stratum.drift.logic.profile import read_profile
from stratum.drift.ports import Design
from stratum.drift.types import Profile, Takes
from stratum.lifecycle.logic.monitor_answers import read_all, said_of
from stratum.lifecycle.logic.monitor_book import Book, Facts, Said
from stratum.lifecycle.logic.monitor_report import watch
from stratum.lifecycle.logic.monitor_rows import Rows, admitted, moments
from stratum.lifecycle.logic.monitor_spec import MonitorSpec
from stratum.lifecycle.logic.monitor_watchers import Watchers
from stratum.lifecycle.programs.ledger import Ledger
from stratum.lifecycle.programs.scorer import Scorer
from stratum.lifecycle.types import BASELINE, LIVE, SHADOW, Shadow, Watch
from stratum.streaming.logic.messages import Departure, Outcome, Predictions

ROWS = "rows"
PREDICTIONS = "predictions"
OUTCOMES = "outcomes"
PROFILES = "profiles"
WATCHED = "watched"

Written = Mapping[str, object]
"""A training profile as its file says it."""


class Counter:
    """Counts what is read, and remembers it.

    Args:
        spec: What the monitor was told.
        ledger: Where it is remembered.
        scorer: The baseline.
        designs: The detectors, by name.
        profiles: The training profiles that are known from the start, by version.

    Attributes:
        book: What was counted.
        shadow: Who is asked beside the live version; None for nobody.
    """

    def __init__(
        self,
        spec: MonitorSpec,
        ledger: Ledger,
        scorer: Scorer,
        designs: Mapping[str, Design],
        profiles: Mapping[str, Written],
    ) -> None:
        self._spec = spec
        self._ledger = ledger
        self._scorer = scorer
        self._designs = designs
        self._given = profiles
        self.book = Book()
        self.shadow: Shadow | None = None
        self._places: dict[str, int] = {}
        self._profiles: dict[str, Written] = {}
        self._profile: Profile | None = None
        self._watchers = self._watch({})
        self.load()

    def load(self) -> None:
        """Go on from what is remembered; to be called after a failure too.

        Raises:
            TransientError: If it cannot be read now.
        """
        memory = self._ledger.memory()
        self.book, self._places = memory.book, dict(memory.places)
        with self._ledger.batch():
            self.shadow = self._ledger.note(SHADOW, Shadow)
            self._profiles = {**(self._ledger.note(PROFILES, dict[str, Written]) or {}), **self._given}
            self.book.facts.live = self.book.facts.live or self._spec.live.version
            same = self._ledger.note(WATCHED, str) in {None, self.book.facts.live}
        self._watchers = self._watch(memory.states if same else {})

    def place(self, topic: str) -> int:
        """How far a topic was read."""
        return self._places.get(topic, 0)

    def handle(self, topic: str, place: int, bodies: Sequence[bytes]) -> int:
        """Count messages of a topic; returns how many rows were settled by them.

        Raises:
            TransientError: If it cannot be kept now. Nothing was counted; read the messages again.
        """
        take = {ROWS: self._rows, PREDICTIONS: self._predictions, OUTCOMES: self._outcomes}[topic]
        try:
            with self._ledger.batch():
                take(bodies)
                return self._close(topic, place)
        except TransientError:
            self.load()
            raise

    def ask(self, shadow: Shadow | None) -> None:
        """Ask another version beside the live one from the next row on, or nobody."""
        with self._ledger.batch():
            if shadow is not None and (self.shadow is None or self.shadow.version != shadow.version):
                self._ledger.put_place(SHADOW, self.place(ROWS))
                self._places[SHADOW] = self.place(ROWS)
            self._ledger.put_note(SHADOW, shadow)
        self.shadow = shadow

    def answer(self, place: int, rows: Sequence[tuple[str, Said]], shadow: Shadow) -> None:
        """Keep what the shadow said of rows.

        Args:
            place: How far the rows were read for it.
            rows: Identifier and answer.
            shadow: Its new figures.

        Raises:
            TransientError: As ``handle``.
        """
        try:
            with self._ledger.batch():
                told = [(id_, said.label, said.chance) for id_, said in rows]
                self._ledger.put_shadow(shadow.version, told)
                self.book.role(SHADOW, shadow.version).rows += len(rows)
                self._ledger.put_note(SHADOW, shadow)
                self._close(SHADOW, place)
        except TransientError:
            self.load()
            raise
        self.shadow = shadow

    def learn(self, version: str, profile: Written) -> None:
        """Take in the training profile of a version.

        Raises:
            InvalidInputError: If it is none.
            TransientError: If it cannot be kept now.
        """
        read_profile(profile)
        profiles = {**self._profiles, version: profile}
        with self._ledger.batch():
            self._ledger.put_note(PROFILES, profiles)
        self._profiles = profiles
        if version == self.book.facts.live:
            self._watchers = self._watch(self._watchers.states())

    def report(self) -> Watch:
        """All that is known."""
        known = tuple(sorted(self._profiles))
        until = self._trained_until()
        return watch(self.book, self._spec, until, self._watchers.verdicts(), (self.shadow, known))

    def _rows(self, bodies: Iterable[bytes]) -> None:
        events, skipped = read_all(Departure, bodies)
        fresh = {event.id: event for event in events}
        for known in self._ledger.known(fresh, by="moment"):
            del fresh[known]
        facts, found = self.book.facts, list(fresh.values())
        when = moments(found, self._spec.moment)
        admission = admitted(when, facts.time, self._spec.patience)
        if admission.again:
            facts = self._again()
        facts.time = admission.time
        told = zip(found, when, admission.taken, strict=True)
        kept = [(event, moment) for event, moment, good in told if good and moment is not None]
        facts.skipped += skipped
        facts.dropped += len(found) - len(kept)
        facts.rows += len(kept)
        self._keep(Rows([event for event, _ in kept]), [moment for _, moment in kept])

    def _keep(self, rows: Rows, when: Sequence[float]) -> None:
        """Score rows with the baseline, keep them, show them to the detectors."""
        if not len(rows):
            return
        said = self._scorer.score(rows)
        self._ledger.put_rows([
            (event.id, moment, None, None) if each is None else (event.id, moment, each.label, each.chance)
            for event, moment, each in zip(rows.events, when, said, strict=True)
        ])
        role = self.book.role(BASELINE, self._scorer.version)
        role.rows += sum(each is not None for each in said)
        role.reach(min(when), max(when))
        self._watchers.feed_rows(rows)
        until = self._trained_until()
        if until is not None:
            self._watchers.feed(Takes.AGES, [self.book.facts.time.newest - until])

    def _predictions(self, bodies: Iterable[bytes]) -> None:
        messages, skipped = read_all(Predictions, bodies)
        self.book.facts.skipped += skipped
        for message in messages:
            if message.model == self._spec.model:
                self._answers(message)

    def _answers(self, message: Predictions) -> None:
        labels, chances = [row.label for row in message.rows], [row.probability for row in message.rows]
        said = said_of(message.version, labels, chances)
        fresh = {row.id: each for row, each in zip(message.rows, said, strict=True) if each is not None}
        self.book.facts.skipped += sum(each is None for each in said)
        for known in self._ledger.known(fresh, by="version"):
            del fresh[known]
        if not fresh:
            return
        before = self.book.facts.live
        self.book.answered(message.version, len(fresh))
        told = [(id_, each.label, each.chance) for id_, each in fresh.items()]
        self.book.reached(LIVE, self._ledger.put_predictions(message.version, told))
        if self.book.facts.live != before:
            self._begin()
        if message.version == self.book.facts.live:
            self._watchers.feed(Takes.SCORES, [each.chance for each in fresh.values()])

    def _outcomes(self, bodies: Iterable[bytes]) -> None:
        messages, skipped = read_all(Outcome, bodies)
        self.book.facts.skipped += skipped
        self._ledger.put_outcomes([(each.id, each.outcome) for each in messages])

    def _close(self, topic: str, place: int) -> int:
        """Count what can be counted now, and write down everything that changed."""
        settled = self._ledger.settle()
        self.book.settle(settled)
        live = self.book.facts.live
        wrong = [int(row.live.label != row.outcome) for row in settled if row.live.version == live]
        self._watchers.feed(Takes.ERRORS, wrong)
        self.book.settle_shadow(self._ledger.settle_shadow())
        oldest = self.book.facts.time.newest - self._spec.patience
        self.book.facts.dropped += self._ledger.forget(self._spec.most, oldest)
        self._ledger.put_states(self._watchers.changed())
        self._ledger.put_book(self.book)
        self._ledger.put_place(topic, place)
        self._places[topic] = place
        return len(settled)

    def _again(self) -> Facts:
        """The data began again from an earlier moment: so does the counting."""
        self.book = Book(Facts(self.book.facts.live, self.book.facts.last))
        self._ledger.clear()
        self._begin()
        return self.book.facts

    def _begin(self) -> None:
        """Another version is live: its detectors begin."""
        self._watchers = self._watch({})
        self._ledger.put_states({}, anew=True)
        self._ledger.put_note(WATCHED, self.book.facts.live)

    def _watch(self, states: Mapping[tuple[str, str], Mapping[str, object]]) -> Watchers:
        """The detectors of the live version."""
        written = self._profiles.get(self.book.facts.live)
        self._profile = None if written is None else read_profile(written)
        limit = self._spec.maximum_age
        parameters = {} if limit is None else {"age": {"maximum": limit}}
        return Watchers(self._designs, parameters, self._profile, states)

    def _trained_until(self) -> float | None:
        return None if self._profile is None else self._profile.newest.get(self._spec.moment)
