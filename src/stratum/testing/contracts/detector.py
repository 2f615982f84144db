"""What every detector of drift has to keep: alarms after changes only, states that go on."""

import abc
import json

import numpy as np

from stratum.core.errors import InvalidInputError
from stratum.drift.ports import Design, Detector
from stratum.drift.types import Reference, Setup, State, Takes, Values

ROWS = 20_000
WORDS = np.array(["a", "b", "c", "d"], dtype=object)


def reference(takes: Takes) -> Reference:
    """Training rows of a standard normal column, or of four words, one as frequent as the other."""
    if takes is Takes.CATEGORIES:
        return Reference(takes, ROWS, frequencies={str(word): 0.25 for word in WORDS})
    sample = np.sort(np.random.default_rng(1).normal(size=ROWS))
    return Reference(takes, ROWS, sample=tuple(sample[:: ROWS // 500].tolist()))


def values(takes: Takes, count: int, seed: int, *, changed: bool = False) -> Values:
    """Values as in training, or from a world that is another one."""
    random = np.random.default_rng(seed)
    match takes:
        case Takes.NUMBERS:
            return random.normal(1.0 if changed else 0.0, 1.0, count)
        case Takes.CATEGORIES:
            return WORDS[random.choice(4, count, p=(0.7, 0.1, 0.1, 0.1) if changed else (0.25,) * 4)]
        case Takes.SCORES:
            return random.beta(5 if changed else 2, 5, count)
        case Takes.ERRORS:
            return (random.random(count) < (0.4 if changed else 0.2)).astype(np.int64)
        case Takes.AGES:
            return np.linspace(1e9, 2e9, count) if changed else np.linspace(0.0, 1e6, count)


class DetectorContract(abc.ABC):
    """Run by a subclass whose name begins with ``Test``, over each detector with its default parameters."""

    name: str

    @abc.abstractmethod
    def design(self) -> Design:
        """What makes the detectors."""

    def _make(self, takes: Takes, state: State | None = None) -> Detector:
        compared = takes in {Takes.NUMBERS, Takes.CATEGORIES}
        setup = Setup(self.name, "x" if compared else "", reference(takes) if compared else None)
        return self.design()(setup, state)

    def test_there_is_no_verdict_of_nothing(self) -> None:
        """A detector that saw nothing has no alarm, and says so."""
        for takes in self.design().takes:
            verdict = self._make(takes).verdict()
            _expect((verdict.drifted, verdict.samples, verdict.detector), (False, 0, self.name))
            _expect(bool(verdict.reason), True)
            _expect(verdict.kind, self.design().kind)

    def test_a_world_that_stays_gives_no_alarm(self) -> None:
        """In 100,000 values, looked at every 500."""
        for takes in self.design().takes:
            detector = self._make(takes)
            for batch in np.split(values(takes, 100_000, seed=2), 200):
                detector.feed(batch)
                _expect(
                    (detector.verdict().drifted, detector.verdict().reason),
                    (False, detector.verdict().reason),
                )
            _expect(detector.verdict().samples, 100_000)

    def test_a_change_is_noticed(self) -> None:
        """Within 10,000 values, and both numbers are told."""
        for takes in self.design().takes:
            detector = self._make(takes)
            detector.feed(values(takes, 20_000, seed=3))
            _expect(detector.verdict().drifted, False)
            detector.feed(values(takes, 10_000, seed=4, changed=True))
            verdict = detector.verdict()
            _expect(verdict.drifted, True)
            _expect(verdict.statistic >= verdict.threshold > 0, True)

    def test_an_empty_batch_changes_nothing(self) -> None:
        """Neither verdict nor state."""
        for takes in self.design().takes:
            detector = self._make(takes)
            detector.feed(values(takes, 3000, seed=5))
            before = (detector.verdict(), detector.state())
            detector.feed(values(takes, 0, seed=5))
            _expect((detector.verdict(), detector.state()), before)

    def test_a_detector_goes_on_from_its_written_state(self) -> None:
        """As if it had not been interrupted, however often."""
        for takes in self.design().takes:
            whole, broken = self._make(takes), self._make(takes)
            stream = np.concatenate([values(takes, 30_000, 6), values(takes, 20_000, 7, changed=True)])
            for batch in np.split(stream, 25):
                whole.feed(batch)
                broken = self._make(takes, json.loads(json.dumps(broken.state())))
                broken.feed(batch)
                _expect(broken.verdict(), whole.verdict())
            _expect(broken.state(), whole.state())

    def test_batches_play_no_part(self) -> None:
        """Value by value is the same as all at once."""
        for takes in self.design().takes:
            whole, single = self._make(takes), self._make(takes)
            stream = np.concatenate([values(takes, 4000, 8), values(takes, 4000, 9, changed=True)])
            whole.feed(stream)
            for index in range(len(stream)):
                single.feed(stream[index : index + 1])
            _expect(single.state(), whole.state())
            _expect(single.verdict(), whole.verdict())

    def test_the_state_stays_small(self) -> None:
        """It is written after each batch."""
        for takes in self.design().takes:
            detector = self._make(takes)
            detector.feed(values(takes, 200_000, seed=10))
            _expect(len(json.dumps(detector.state())) < 16_384, True)

    def test_what_it_does_not_know_is_refused(self) -> None:
        """A parameter, or a state of something else."""
        for takes in self.design().takes:
            compared = takes in {Takes.NUMBERS, Takes.CATEGORIES}
            given = reference(takes) if compared else None
            _refuses(self.design(), Setup(self.name, "x", given, parameters={"sensitivity": 1.0}), None)
            _refuses(self.design(), Setup(self.name, "x", given), {"seen": "many", "first": 1, "age": "old"})


def _refuses(design: Design, setup: Setup, state: State | None) -> None:
    try:
        design(setup, state)
    except InvalidInputError as error:
        _expect(setup.name in error.message, True)
    else:
        raise AssertionError(f"{setup.name} took {setup.parameters} and {state}")


def _expect(seen: object, wanted: object) -> None:
    """Fail like an ``assert`` that also runs under ``python -O``."""
    if seen != wanted:
        raise AssertionError(f"expected {wanted!r}, saw {seen!r}")
