"""The sampler: all targets, one round, gaps instead of exceptions."""

import math
import threading
from collections.abc import Callable, Collection, Iterator, Sequence

import pytest

from stratum.core.errors import InvalidInputError, TransientError
from stratum.core.samples import Sample
from stratum.monitoring.agent.sampler import Sampler
from stratum.monitoring.types import Flow, Series, Service, Target, Told


class Memory:
    """A sink that remembers what it was told."""

    def __init__(self) -> None:
        self.samples: list[Sample] = []
        self.tended: list[float] = []
        self.full = False

    def write(self, samples: Sequence[Sample]) -> None:
        if self.full:
            raise TransientError("full")
        self.samples.extend(samples)

    def series(
        self, metrics: Collection[str], subjects: Collection[str], since: float, most: int = 1000
    ) -> tuple[Series, ...]:
        raise AssertionError(f"a sampler only writes: {metrics} of {subjects} since {since}, {most}")

    def metrics(self) -> tuple[str, ...]:
        raise AssertionError("a sampler only writes, and asked for names")

    def latest(self, since: float) -> tuple[Sample, ...]:
        raise AssertionError(f"a sampler only writes, and asked since {since}")

    def tend(self, now: float) -> None:
        self.tended.append(now)


class Steady:
    """A collector that tells the same of every target."""

    def __init__(self, tell: Callable[[], float]) -> None:
        self.tell = tell

    def collect(self, target: Target, now: float) -> Told:
        flow = Flow("3", 1.0, {"requests_per_second": 5.0}, {0.1: 4.0, math.inf: 5.0})
        return Told((Sample("component_cpu_cores", target.subject, now, self.tell()),), (flow,))


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
    sampler = Sampler(collectors, sink)
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


def test_replicas_are_told_of_together_as_their_service(sampler: Sampler) -> None:
    targets = [Target("good", name) for name in ("s-1", "s-2", "other")]
    service = Service("s", 2, 3, 1.5, frozenset({"s-1", "s-2"}), {"s-1": "3", "s-2": "3"})
    found = {one.metric: one.value for one in sampler.step(targets, 9.0, [service]) if one.subject == "s"}
    assert found["requests_per_second"] == 10.0
    assert found["version_requests_per_second"] == 10.0
    assert found["service_cpu_cores"] == 1.0
    assert (found["service_replicas"], found["service_replicas_desired"]) == (2.0, 3.0)
    assert found["latency_p50_seconds"] == pytest.approx(0.0625)


def test_targets_that_fail_are_gaps(sampler: Sampler, sink: Memory) -> None:
    kinds = ("down", "strange", "nan", "unknown", "good")
    found = sampler.step([Target(kind, kind) for kind in kinds], 9.0)
    assert [sample.subject for sample in found] == ["good"]
    assert len(sink.samples) == 1


def test_programs_that_do_not_answer_make_nothing_else_late(sink: Memory) -> None:
    """Three programs answer only once what needs no connection was read."""
    read = threading.Event()

    def wait() -> float:
        return 1.0 if read.wait(30) else 0.0

    def see() -> float:
        read.set()
        return 1.0

    sampler = Sampler({"prometheus": Steady(wait), "process": Steady(see)}, sink)
    targets = [Target("prometheus", f"p-{n}", url=f"http://x/{n}") for n in range(3)]
    found = sampler.step([*targets, Target("process", "p", pid=1)], 9.0)
    sampler.close()
    assert [sample.value for sample in found] == [1.0] * 4


def test_nothing_to_read_is_fine(sampler: Sampler) -> None:
    assert sampler.step([], 9.0) == ()


def test_a_fault_of_a_collector_is_not_hidden(sink: Memory) -> None:
    sampler = Sampler({"bad": Steady(fail(KeyError("bug")))}, sink)
    with pytest.raises(KeyError):
        sampler.step([Target("bad", "a")], 9.0)
    sampler.close()


def test_the_sink_is_tended_at_every_step(sampler: Sampler, sink: Memory) -> None:
    for now in (1000.0, 1001.0):
        sampler.step([], now)
    assert sink.tended == [1000.0, 1001.0]


def test_a_full_sink_is_told_and_the_next_round_works(sampler: Sampler, sink: Memory) -> None:
    sink.full = True
    with pytest.raises(TransientError):
        sampler.step([Target("good", "a")], 9.0)
    sink.full = False
    assert len(sampler.step([Target("good", "a")], 10.0)) == 1
