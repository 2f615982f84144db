"""What trees of processes and hosts use."""

import pytest

from stratum.core.samples import Sample
from stratum.monitoring.logic.usage import Usage, Use, host_samples, machine_samples, usage_samples
from stratum.monitoring.types import Target


def values(samples: tuple[Sample, ...]) -> dict[str, float]:
    return {sample.metric: sample.value for sample in samples}


def test_the_first_reading_tells_memory_only() -> None:
    usage = Usage(10.0, {(1, 0.0): Use(5.0, 100, 1.0, 2.0), (2, 0.0): Use(1.0, 50)})
    assert usage_samples(None, usage, "a") == (Sample("component_memory_bytes", "a", 10.0, 150.0),)


def test_two_readings_tell_processor_and_storage() -> None:
    old = Usage(10.0, {(1, 0.0): Use(5.0, 100, 1000.0, 0.0)})
    new = Usage(12.0, {(1, 0.0): Use(6.0, 100, 3000.0, 500.0)})
    assert values(usage_samples(old, new, "a")) == {
        "component_memory_bytes": 100.0,
        "component_cpu_cores": 0.5,
        "component_read_bytes_per_second": 1000.0,
        "component_write_bytes_per_second": 250.0,
    }


def test_a_new_child_counts_whole_and_an_ended_one_not_at_all() -> None:
    old = Usage(0.0, {(1, 0.0): Use(5.0, 1), (2, 0.0): Use(9.0, 1)})
    new = Usage(1.0, {(1, 0.0): Use(5.2, 1), (3, 0.5): Use(0.3, 1)})
    assert values(usage_samples(old, new, "a"))["component_cpu_cores"] == pytest.approx(0.5)


def test_a_reused_process_id_is_another_process() -> None:
    old, new = Usage(0.0, {(1, 0.0): Use(50.0, 1)}), Usage(1.0, {(1, 0.9): Use(0.1, 1)})
    assert values(usage_samples(old, new, "a"))["component_cpu_cores"] == pytest.approx(0.1)


def test_storage_that_is_not_told_is_a_gap() -> None:
    old, new = Usage(0.0, {(1, 0.0): Use(1.0, 1)}), Usage(1.0, {(1, 0.0): Use(1.0, 1)})
    assert set(values(usage_samples(old, new, "a"))) == {"component_memory_bytes", "component_cpu_cores"}
    assert set(values(usage_samples(new, new, "a"))) == {"component_memory_bytes"}


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
    memory = [Sample("component_memory_bytes", name, 9.0, 100.0) for name in ("a", "b")]
    others = [
        Sample("requests_per_second", "a", 9.0, 5.0),
        Sample("component_memory_bytes", "machine", 9.0, 7.0),
    ]
    assert host_samples(targets, [*cores, *memory, *others], 9.0) == (
        Sample("host_cpu_cores", "edge", 9.0, 0.5),
        Sample("host_cpu_cores", "fog-1", 9.0, 2.0),
        Sample("host_memory_bytes", "fog-1", 9.0, 200.0),
    )


def test_what_runs_on_no_host_is_in_no_sum() -> None:
    assert (
        host_samples([Target("process", "a", 1)], [Sample("component_cpu_cores", "a", 9.0, 1.0)], 9.0) == ()
    )
    assert host_samples([], [], 9.0) == ()


def test_the_machine_is_busy_by_its_share_of_time() -> None:
    assert values(machine_samples(None, (1.0, 10.0, 100.0), 5, "machine")) == {"host_memory_bytes": 5.0}
    found = machine_samples((1.0, 10.0, 100.0), (2.0, 10.5, 102.0), 5, "machine")
    assert values(found) == {"host_memory_bytes": 5.0, "host_cpu_ratio": 0.25}
    assert "host_cpu_ratio" not in values(machine_samples((1.0, 1.0, 1.0), (1.0, 1.0, 1.0), 5, "machine"))
