"""A program that is watched: ``python -m stratum.runtime.attending COMMAND…`` starts it again when it ends.

Delays are those of components. SIGTERM ends the program, then the watch. One that ends too often in a row is
given up, so that whoever started it hears of it.
"""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence

from stratum.core.clock import Clock
from stratum.deployment.logic.endings import (
    DEFAULT_POLICY,
    Policy,
    delay_after,
    describe_status,
    failures_after,
)
from stratum.runtime.clock import SystemClock


def attend(
    command: Sequence[str], clock: Clock, tell: Callable[[str], None], policy: Policy = DEFAULT_POLICY
) -> int:
    """Keep a program running; give what ended it for good: 0 where that was asked for, else 1.

    Args:
        command: Argument list; it inherits output and environment.
        clock: Says how long it ran.
        tell: Told why it is started again, or given up.
        policy: Delays and patience.

    Raises:
        OSError: If it cannot be started.
    """
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    child: subprocess.Popen[bytes] | None = None
    failures, pause = 0, threading.Event()
    try:
        while failures < policy.attempts:
            began = clock.monotonic()
            child = subprocess.Popen(command)
            how = describe_status(_status(child.wait()))
            failures = failures_after(clock.monotonic() - began, failures, policy)
            if failures < policy.attempts:
                delay = delay_after(failures, policy)
                tell(f"it {how}; next start in {delay:g} s")
                pause.wait(delay)
    except KeyboardInterrupt:
        if child is not None:
            child.terminate()
            child.wait()
        return 0
    finally:
        signal.signal(signal.SIGTERM, before)
    tell(f"given up after {failures} tries")
    return 1


def _status(code: int) -> int:
    """An exit status as a shell tells it: signals are from 129 on."""
    return code if code >= 0 else 128 - code


def _told(words: str) -> None:
    sys.stderr.write(f"stratum: {words}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(attend(sys.argv[1:], SystemClock(), _told))
