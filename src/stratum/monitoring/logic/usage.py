"""What a tree of processes uses, and what the components of a host use together."""

import dataclasses
from collections.abc import Mapping, Sequence

from stratum.core.samples import Sample
from stratum.monitoring.logic.rates import rate
from stratum.monitoring.types import Target

Identity = tuple[int, float]
"""Process id and time of birth: a reused id is another process."""


@dataclasses.dataclass(frozen=True, slots=True)
class Use:
    """What one process has used so far, and holds now.

    Attributes:
        cpu: Seconds of processor time.
        memory: Bytes resident.
        read: Bytes read from storage; None where the system does not tell.
        written: Bytes written to storage; None where the system does not tell.
    """

    cpu: float
    memory: int
    read: float | None = None
    written: float | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Usage:
    """A tree of processes at one time."""

    time: float
    processes: Mapping[Identity, Use]


def usage_samples(old: Usage | None, new: Usage, subject: str) -> tuple[Sample, ...]:
    """Memory now and, where there is an earlier reading, processor and storage since then.

    What a process used that began and ended between the two readings is not seen.
    """
    values = {"component_memory_bytes": float(sum(use.memory for use in new.processes.values()))}
    if old is not None and new.time > old.time:
        seconds = new.time - old.time
        values["component_cpu_cores"] = _grown(old, new, "cpu") / seconds
        if any(use.read is not None for use in new.processes.values()):
            values["component_read_bytes_per_second"] = _grown(old, new, "read") / seconds
            values["component_write_bytes_per_second"] = _grown(old, new, "written") / seconds
    return tuple(Sample(metric, subject, new.time, value) for metric, value in values.items())


def host_samples(targets: Sequence[Target], samples: Sequence[Sample], now: float) -> tuple[Sample, ...]:
    """What the components of each modelled host use together, in cores and bytes.

    Args:
        targets: Say which subject runs on which host.
        samples: The round's samples.
        now: Time of the sums.
    """
    names = {"component_memory_bytes": "host_memory_bytes", "component_cpu_cores": "host_cpu_cores"}
    sums = sorted(_sums(targets, samples).items())
    return tuple(Sample(names[metric], host, now, total) for (host, metric), total in sums if metric in names)


def _sums(targets: Sequence[Target], samples: Sequence[Sample]) -> Mapping[tuple[str, str], float]:
    """Sum of each metric over the components of each host."""
    host_of = {target.subject: target.host for target in targets if target.host}
    sums: dict[tuple[str, str], float] = {}
    for sample in samples:
        if sample.subject in host_of:
            key = (host_of[sample.subject], sample.metric)
            sums[key] = sums.get(key, 0.0) + sample.value
    return sums


def machine_samples(
    old: tuple[float, float, float] | None, new: tuple[float, float, float], memory: int, subject: str
) -> tuple[Sample, ...]:
    """Share of the machine's processors that was busy since ``old``, and bytes in use.

    Args:
        old: Time, busy seconds and all seconds of all processors at the reading before; None for none.
        new: The same now.
        memory: Bytes in use now.
        subject: The machine.
    """
    samples = [Sample("host_memory_bytes", subject, new[0], float(memory))]
    if old is not None and new[2] > old[2]:
        busy = rate((old[2], old[1]), (new[2], new[1])) or 0.0
        samples.append(Sample("host_cpu_ratio", subject, new[0], min(1.0, busy)))
    return tuple(samples)


def _grown(old: Usage, new: Usage, field: str) -> float:
    total = 0.0
    for identity, use in new.processes.items():
        before = old.processes.get(identity)
        total += (getattr(use, field) or 0.0) - ((getattr(before, field) or 0.0) if before else 0.0)
    return max(0.0, total)
