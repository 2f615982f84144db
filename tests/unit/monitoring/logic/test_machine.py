"""The machine as a whole."""

from stratum.core.samples import Sample
from stratum.monitoring.logic.machine import Machine, machine_samples


def values(samples: tuple[Sample, ...]) -> dict[str, float]:
    return {sample.metric: sample.value for sample in samples}


def test_the_first_reading_tells_memory_only() -> None:
    assert values(machine_samples(None, Machine(1.0, 10.0, 100.0, 2, 5), "machine")) == {
        "host_memory_bytes": 5.0
    }


def test_two_readings_tell_everything_else() -> None:
    old = Machine(1.0, 10.0, 100.0, 4, 5, 0.0, 100.0, 1000.0, 10.0)
    new = Machine(3.0, 12.0, 108.0, 4, 5, 20.0, 500.0, 3000.0, 50.0)
    assert values(machine_samples(old, new, "machine")) == {
        "host_memory_bytes": 5.0,
        "host_cpu_ratio": 0.25,
        "host_cpu_cores": 1.0,
        "host_read_bytes_per_second": 10.0,
        "host_write_bytes_per_second": 200.0,
        "host_received_bytes_per_second": 1000.0,
        "host_sent_bytes_per_second": 20.0,
    }


def test_no_time_of_the_processors_gives_no_share() -> None:
    same = Machine(1.0, 1.0, 1.0, 2, 5)
    assert values(machine_samples(same, same, "machine")) == {"host_memory_bytes": 5.0}


def test_an_interface_that_is_gone_gives_no_negative_rate() -> None:
    old, new = Machine(1.0, 1.0, 1.0, 2, 5, received=900.0), Machine(2.0, 1.0, 2.0, 2, 5, received=10.0)
    assert values(machine_samples(old, new, "machine"))["host_received_bytes_per_second"] == 10.0
