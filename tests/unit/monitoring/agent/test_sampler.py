"""The sampler: all targets, one round, gaps instead of exceptions."""

import math
from collections.abc import Callable, Collection, Iterator, Sequence

import pytest

from stratum.core.errors import InvalidInputError, TransientError
from stratum.core.samples import Sample
from stratum.monitoring.agent.sampler import Sampler
from stratum.monitoring.types import Series, Target


class Memory:
    """A sink that remembers what it was told."""

    def __init__(self) -> None:
        self.samples: list[Sample] = []
        self.pruned: list[float] = []
        self.full = False

    def write(self, samples: Sequence[Sample]) -> None:
        if self.full:
            raise TransientError("full")
        self.samples.extend(samples)

    def series(self, metrics: Collection[str], subjects: Collection[str], since: float) -> tuple[Series, ...]:
        raise AssertionError(f"a sampler only writes, and asked for {metrics} of {subjects} since {since}")

    def latest(self, since: float) -> tuple[Sample, ...]:
        raise AssertionError(f"a sampler only writes, and asked since {since}")

    def prune(self, before: float) -> None:
        self.pruned.append(before)


class Steady:
    """A collector that tells the same of every target."""

    def __init__(self, tell: Callable[[], float]) -> None:
        self.tell = tell

    def collect(self, target: Target, now: float) -> tuple[Sample, ...]:
        return (Sample("component_cpu_cores", target.subject, now, self.tell()),)


def fail(error: Exception) -> Callable[[], float]:
    def tell() -> float:
        raise error

    return tell


@pytest.fixture
def sink() -> Memory:
    return Memory()


@pytest.fixture
def sampler(sink: Memory) -> Iterator[Sampler]:
    collectors = {
        "good": Steady(lambda: 0.5),
        "down": Steady(fail(TransientError("down"))),
        "strange": Steady(fail(InvalidInputError("strange"))),
        "nan": Steady(lambda: math.nan),
    }
    sampler = Sampler(collectors, sink, retention=100.0)
    yield sampler
    sampler.close()


def test_every_target_is_read_and_kept_with_the_sums_of_hosts(sampler: Sampler, sink: Memory) -> None:
    targets = [Target("good", name, host="fog-1") for name in "ab"]
    found = sampler.step(targets, 9.0)
    assert found == (
        Sample("component_cpu_cores", "a", 9.0, 0.5),
        Sample("component_cpu_cores", "b", 9.0, 0.5),
        Sample("host_cpu_cores", "fog-1", 9.0, 1.0),
    )
    assert tuple(sink.samples) == found


def test_targets_that_fail_are_gaps(sampler: Sampler, sink: Memory) -> None:
    kinds = ("down", "strange", "nan", "unknown", "good")
    found = sampler.step([Target(kind, kind) for kind in kinds], 9.0)
    assert [sample.subject for sample in found] == ["good"]
    assert len(sink.samples) == 1


def test_nothing_to_read_is_fine(sampler: Sampler) -> None:
    assert sampler.step([], 9.0) == ()


def test_a_fault_of_a_collector_is_not_hidden(sink: Memory) -> None:
    sampler = Sampler({"bad": Steady(fail(KeyError("bug")))}, sink)
    with pytest.raises(KeyError):
        sampler.step([Target("bad", "a")], 9.0)
    sampler.close()


def test_old_samples_are_forgotten_once_a_minute(sampler: Sampler, sink: Memory) -> None:
    for now in (1000.0, 1001.0, 1059.9, 1060.0, 1061.0):
        sampler.step([], now)
    assert sink.pruned == [900.0, 960.0]


def test_a_full_sink_is_told_and_the_next_round_works(sampler: Sampler, sink: Memory) -> None:
    sink.full = True
    with pytest.raises(TransientError):
        sampler.step([Target("good", "a")], 9.0)
    sink.full = False
    assert len(sampler.step([Target("good", "a")], 10.0)) == 1
