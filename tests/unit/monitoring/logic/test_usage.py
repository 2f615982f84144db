"""What components and hosts use."""

import pytest

from stratum.core.samples import Sample
from stratum.monitoring.logic.usage import Usage, Use, host_samples, usage_samples
from stratum.monitoring.types import Target

ONE, TWO, THREE = ("process", 1, 0), ("process", 2, 0), ("process", 3, 5)


def values(samples: tuple[Sample, ...]) -> dict[str, float]:
    return {sample.metric: sample.value for sample in samples}


def test_the_first_reading_tells_memory_only() -> None:
    usage = Usage(10.0, {ONE: Use(5.0, memory=100, read=1.0), TWO: Use(1.0, memory=50)})
    assert usage_samples(None, usage, "a") == (Sample("component_memory_bytes", "a", 10.0, 150.0),)


def test_two_readings_tell_everything_else() -> None:
    old = Usage(10.0, {ONE: Use(5.0, 0.0, 100, 1000.0, 0.0, 10.0, 20.0, 5.0, 1.0)})
    new = Usage(12.0, {ONE: Use(6.0, 0.0, 100, 3000.0, 500.0, 40.0, 100.0, 25.0, 6.0)})
    assert values(usage_samples(old, new, "a")) == {
        "component_memory_bytes": 100.0,
        "component_cpu_cores": 0.5,
        "component_read_bytes_per_second": 1000.0,
        "component_write_bytes_per_second": 250.0,
        "component_received_bytes_per_second": 15.0,
        "component_sent_bytes_per_second": 40.0,
        "component_throttled_ratio": 0.25,
    }


def test_after_a_long_gap_rates_begin_anew() -> None:
    old, new = Usage(0.0, {ONE: Use(5.0, memory=1)}), Usage(3600.0, {ONE: Use(9.0, memory=1)})
    assert set(values(usage_samples(old, new, "a"))) == {"component_memory_bytes"}


def test_a_new_child_counts_whole_and_one_that_nobody_waited_for_up_to_its_last_reading() -> None:
    old = Usage(0.0, {ONE: Use(5.0), TWO: Use(9.0)})
    new = Usage(1.0, {ONE: Use(5.2), THREE: Use(0.3)})
    assert values(usage_samples(old, new, "a"))["component_cpu_cores"] == pytest.approx(0.5)


def test_what_children_used_between_two_readings_is_not_lost() -> None:
    # One ended that was seen with 2 s and went on to 2.4 s; another of 0.3 s was never seen.
    old = Usage(0.0, {ONE: Use(5.0, ended=1.0), TWO: Use(2.0)})
    new = Usage(1.0, {ONE: Use(5.2, ended=3.7)})
    assert values(usage_samples(old, new, "a"))["component_cpu_cores"] == pytest.approx(0.2 + 0.4 + 0.3)


def test_a_reused_process_id_is_another_process() -> None:
    old, new = Usage(0.0, {("process", 1, 0): Use(50.0)}), Usage(1.0, {("process", 1, 9): Use(0.1)})
    assert values(usage_samples(old, new, "a"))["component_cpu_cores"] == pytest.approx(0.1)


def test_what_is_not_told_is_a_gap() -> None:
    old, new = Usage(0.0, {ONE: Use(1.0)}), Usage(1.0, {ONE: Use(1.0)})
    assert set(values(usage_samples(old, new, "a"))) == {"component_cpu_cores"}
    assert values(usage_samples(new, new, "a")) == {}


def test_a_limit_that_was_not_in_force_throttled_nothing() -> None:
    old, new = Usage(0.0, {ONE: Use(periods=0.0)}), Usage(1.0, {ONE: Use(periods=0.0)})
    assert values(usage_samples(old, new, "a")) == {"component_throttled_ratio": 0.0}


def test_a_host_is_the_sum_of_its_components() -> None:
    targets = [
        Target("process", "a", 1, host="fog-1"),
        Target("process", "b", 2, host="fog-1"),
        Target("process", "c", 3, host="edge"),
        Target("process", "machine"),
    ]
    cores = [
        Sample("component_cpu_cores", name, 9.0, value)
        for name, value in (("a", 0.5), ("b", 1.5), ("c", 0.5))
    ]
    sent = [Sample("component_sent_bytes_per_second", name, 9.0, 100.0) for name in ("a", "b")]
    others = [
        Sample("requests_per_second", "a", 9.0, 5.0),
        Sample("component_throttled_ratio", "a", 9.0, 0.5),
        Sample("component_memory_bytes", "machine", 9.0, 7.0),
    ]
    assert host_samples(targets, [*cores, *sent, *others], 9.0) == (
        Sample("host_cpu_cores", "edge", 9.0, 0.5),
        Sample("host_cpu_cores", "fog-1", 9.0, 2.0),
        Sample("host_sent_bytes_per_second", "fog-1", 9.0, 200.0),
    )


def test_what_runs_on_no_host_is_in_no_sum() -> None:
    sample = Sample("component_cpu_cores", "a", 9.0, 1.0)
    assert host_samples([Target("process", "a", 1)], [sample], 9.0) == ()
    assert host_samples([], [], 9.0) == ()
