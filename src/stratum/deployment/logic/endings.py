"""What follows when a component's process has ended: done, stopped, failed, or another try after a while."""

import dataclasses

from stratum.core.quantities import Dimension, show_quantity
from stratum.deployment.logic.records import Look, Record
from stratum.deployment.types import ComponentSpec, Kind, State

_SIGNALS = {1: "SIGHUP", 2: "SIGINT", 4: "SIGILL", 6: "SIGABRT", 9: "SIGKILL", 11: "SIGSEGV", 15: "SIGTERM"}
_FIRST_SIGNAL = 128


@dataclasses.dataclass(frozen=True, slots=True)
class Policy:
    """Delays and patience of the supervisor.

    Attributes:
        grace: Seconds between the request to end and the end by force.
        delay: Seconds before the second try; doubles with each failure.
        longest: Longest delay in seconds.
        stable: Seconds of running after which earlier failures are forgotten.
        attempts: Failed runs in a row after which a task is given up; services are never given up.
        failures: Failed probes in a row after which a ready component counts as unready.
    """

    grace: float = 10.0
    delay: float = 0.5
    longest: float = 30.0
    stable: float = 60.0
    attempts: int = 5
    failures: int = 3


DEFAULT_POLICY = Policy()


def ended(record: Record, main: Look, spec: ComponentSpec | None, now: float, policy: Policy) -> Record:
    """The record of a component whose process is seen to have ended.

    Args:
        record: What was the case, in a live state.
        main: The ended process.
        spec: What is desired; None if the component is not, or not as it was started.
        now: Seconds since 1970-01-01 UTC.
        policy: Delays and patience.
    """
    asked = record.state is State.STOPPING
    reason = record.reason if asked else describe(main)
    over = dataclasses.replace(_without_process(record), reason=reason, since=now)
    if spec is None or (asked and record.then is State.STOPPED):
        return dataclasses.replace(over, state=State.STOPPED)
    if spec.kind is Kind.TASK and main.status == 0 and not asked:
        return dataclasses.replace(over, state=State.DONE)
    return failed(over, reason, spec, policy)


def failed(record: Record, reason: str, spec: ComponentSpec, policy: Policy = DEFAULT_POLICY) -> Record:
    """The record after a failed run: the next try with its delay; the end for a task that used up its tries.

    ``record.since`` has to be the time of the failure.
    """
    record = _without_process(record)
    failures = failures_after(record.since - record.started, record.failures, policy)
    if spec.kind is Kind.TASK and failures >= policy.attempts:
        reason = f"{reason}; given up after {failures} tries"
        return dataclasses.replace(record, state=State.FAILED, reason=reason, failures=failures)
    delay = delay_after(failures, policy)
    return dataclasses.replace(
        record,
        state=State.BACKING_OFF,
        reason=f"{reason}; next start in {delay:g} s",
        failures=failures,
        retry=record.since + delay,
    )


def failures_after(lasted: float, failures: int, policy: Policy) -> int:
    """Failed runs in a row, after one more that lasted so many seconds."""
    return 1 if lasted >= policy.stable else failures + 1


def delay_after(failures: int, policy: Policy) -> float:
    """Seconds before the next try, after so many failed runs in a row."""
    doubled: float = policy.delay * 2.0 ** min(failures - 1, 16)
    return min(policy.longest, doubled)


def describe(look: Look) -> str:
    """How a process ended, for people, with the last line it logged."""
    if look.status is None:
        return "ended, its status is unknown"
    how = describe_status(look.status)
    if look.status > _FIRST_SIGNAL:
        return f"{how}: {look.cause}" if look.cause else how
    return f"{how}: {look.said}" if look.said and look.status else how


def describe_status(status: int) -> str:
    """How a process ended, by its exit status as a shell says it (128 + number for a signal)."""
    if status <= _FIRST_SIGNAL:
        return f"ended with status {status}"
    number = status - _FIRST_SIGNAL
    return f"was ended by {_SIGNALS.get(number, f'signal {number}')}"


def too_much_memory(used: int, limit: int) -> str:
    """Why a component is stopped for its memory, with both numbers."""
    return f"used {show_quantity(used, Dimension.BYTES)}, limit {show_quantity(limit, Dimension.BYTES)}"


def _without_process(record: Record) -> Record:
    return dataclasses.replace(
        record, handle=None, hook=None, token="", hook_token="", pid=0, then=State.STOPPED, forced=False
    )
