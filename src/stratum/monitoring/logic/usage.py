"""What a component uses, from whatever keeps count of it: processes, sockets, control groups, interfaces."""

import dataclasses
from collections.abc import Mapping, Sequence

from stratum.core.samples import Sample
from stratum.monitoring.types import Target

Account = tuple[object, ...]
"""Names one keeper of counts for good: a reused process id is another account."""

RATES = {
    "component_read_bytes_per_second": "read",
    "component_write_bytes_per_second": "written",
    "component_received_bytes_per_second": "received",
    "component_sent_bytes_per_second": "sent",
}
FRESH = 15.0
SUMMED = ("component_memory_bytes", "component_cpu_cores", *RATES)


@dataclasses.dataclass(frozen=True, slots=True)
class Use:
    """What one account says: counted so far, and held now. None where it does not tell.

    Attributes:
        cpu: Seconds of processor time of its own.
        ended: Seconds of processor time of its children that ended and were waited for.
        memory: Bytes held.
        read: Bytes read from storage.
        written: Bytes written to storage.
        received: Bytes received from the network.
        sent: Bytes sent to the network.
        periods: Periods in which a limit of processor time was in force.
        throttled: Those in which the limit was reached.
    """

    cpu: float | None = None
    ended: float = 0.0
    memory: int | None = None
    read: float | None = None
    written: float | None = None
    received: float | None = None
    sent: float | None = None
    periods: float | None = None
    throttled: float = 0.0


@dataclasses.dataclass(frozen=True, slots=True)
class Usage:
    """All accounts of a component at one time."""

    time: float
    accounts: Mapping[Account, Use]


def usage_samples(old: Usage | None, new: Usage, subject: str) -> tuple[Sample, ...]:
    """Memory now and, where there is an earlier reading, what was used since then.

    A new account counts whole. One that is gone counts up to its last reading, and its processor time to the
    end where its parent waited for it. A reading of long ago says nothing of now.
    """
    values = {}
    if any(use.memory is not None for use in new.accounts.values()):
        values["component_memory_bytes"] = float(sum(use.memory or 0 for use in new.accounts.values()))
    if old is not None and 0 < new.time - old.time <= FRESH:
        values |= _rates(old, new, new.time - old.time)
    return tuple(Sample(metric, subject, new.time, value) for metric, value in values.items())


def host_samples(targets: Sequence[Target], samples: Sequence[Sample], now: float) -> tuple[Sample, ...]:
    """What the components of each modelled host use together.

    Args:
        targets: Say which subject runs on which host.
        samples: The round's samples.
        now: Time of the sums.
    """
    host_of = {target.subject: target.host for target in targets if target.host}
    sums: dict[tuple[str, str], float] = {}
    for sample in samples:
        if sample.subject in host_of and sample.metric in SUMMED:
            key = (host_of[sample.subject], f"host_{sample.metric.removeprefix('component_')}")
            sums[key] = sums.get(key, 0.0) + sample.value
    return tuple(Sample(metric, host, now, total) for (host, metric), total in sorted(sums.items()))


def _rates(old: Usage, new: Usage, seconds: float) -> Mapping[str, float]:
    values = {}
    uses = new.accounts.values()
    if any(use.cpu is not None for use in uses):
        values["component_cpu_cores"] = _cpu(old, new) / seconds
    for metric, field in RATES.items():
        if any(getattr(use, field) is not None for use in uses):
            values[metric] = _grown(old, new, field) / seconds
    if any(use.periods is not None for use in uses):
        periods = _grown(old, new, "periods")
        values["component_throttled_ratio"] = _grown(old, new, "throttled") / periods if periods else 0.0
    return values


def _cpu(old: Usage, new: Usage) -> float:
    """Processor time since the earlier reading, that of children which ended in between included.

    What a child has used moves to its parent when the parent waits for it. Up to the earlier reading it was
    counted already.
    """
    gone = [use for account, use in old.accounts.items() if account not in new.accounts]
    counted = sum((use.cpu or 0.0) + use.ended for use in gone)
    return _grown(old, new, "cpu") + max(0.0, _grown(old, new, "ended") - counted)


def _grown(old: Usage, new: Usage, field: str) -> float:
    total = 0.0
    for account, use in new.accounts.items():
        before = old.accounts.get(account)
        total += (getattr(use, field) or 0.0) - ((getattr(before, field) or 0.0) if before else 0.0)
    return max(0.0, total)
