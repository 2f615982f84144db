"""What the machine as a whole uses."""

import dataclasses

from stratum.core.samples import Sample
from stratum.monitoring.logic.rates import increase

RATES = {
    "host_read_bytes_per_second": "read",
    "host_write_bytes_per_second": "written",
    "host_received_bytes_per_second": "received",
    "host_sent_bytes_per_second": "sent",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Machine:
    """Counts of a machine at one time.

    Attributes:
        time: Seconds since 1970-01-01 UTC.
        busy: Seconds that its processors worked, together.
        total: Seconds that they worked or not, together.
        cores: Number of processors.
        memory: Bytes in use.
        read: Bytes read from its disks.
        written: Bytes written to its disks.
        received: Bytes that came in at its network interfaces, loopback left out.
        sent: Bytes that went out there.
    """

    time: float
    busy: float
    total: float
    cores: int
    memory: int
    read: float = 0.0
    written: float = 0.0
    received: float = 0.0
    sent: float = 0.0


def machine_samples(old: Machine | None, new: Machine, subject: str) -> tuple[Sample, ...]:
    """Memory now and, where there is an earlier reading, what happened since then."""
    values = {"host_memory_bytes": float(new.memory)}
    if old is not None and new.total > old.total:
        ratio = min(1.0, increase(old.busy, new.busy) / (new.total - old.total))
        values |= {"host_cpu_ratio": ratio, "host_cpu_cores": ratio * new.cores}
    if old is not None and new.time > old.time:
        for metric, field in RATES.items():
            values[metric] = increase(getattr(old, field), getattr(new, field)) / (new.time - old.time)
    return tuple(Sample(metric, subject, new.time, value) for metric, value in values.items())
