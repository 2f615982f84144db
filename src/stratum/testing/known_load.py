"""A load that keeps its own account, and what the monitoring reports of it, to be compared.

``load`` is the program; it needs nothing but Python, so that it runs in a container too.
"""

import contextlib
import dataclasses
import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from stratum.core.clock import Clock
from stratum.monitoring.agent.sampler import Sampler
from stratum.monitoring.ports import Collector
from stratum.monitoring.store import SampleStore
from stratum.monitoring.types import Target
from stratum.testing.waiting import wait_until

LOAD = Path(__file__).with_name("load.py")
RATES = {
    "component_cpu_cores": 1,
    "component_write_bytes_per_second": 2,
    "component_sent_bytes_per_second": 3,
}
"""What the account says in its columns."""

_PATIENCE = 60.0
_IP_FREEBIND = 15


@contextlib.contextmanager
def taking(address: str) -> Iterator[int]:
    """A port of ``address``, which need not be there yet, where whatever is sent is taken."""
    with socket.socket() as server:
        server.setsockopt(socket.SOL_IP, _IP_FREEBIND, 1)
        server.bind((address, 0))
        server.listen()
        taker = threading.Thread(target=_take, args=(server,), daemon=True)
        taker.start()
        try:
            yield int(server.getsockname()[1])
        finally:
            server.shutdown(socket.SHUT_RDWR)
            taker.join(_PATIENCE)


def _take(server: socket.socket) -> None:
    try:
        peer, _ = server.accept()
    except OSError:
        # Nobody came.
        return
    with peer:
        while peer.recv(2**20):
            pass


@dataclasses.dataclass(frozen=True)
class Account:
    """What the load says that it used.

    Attributes:
        path: The file that the load appends to.
    """

    path: Path

    def begun(self) -> bool:
        """Whether it said anything yet."""
        return self.path.exists() and self.path.read_text().count("\n") > 2

    def held(self) -> int:
        """Bytes of memory."""
        return sum(int(word) for word in self.path.read_text().splitlines()[0].split())

    def lines(self) -> list[list[float]]:
        """What it said so far: time, processor seconds, bytes written, bytes sent."""
        whole = self.path.read_text().split("\n")[1:-1]
        return [[float(word) for word in line.split()] for line in whole]

    def rate(self, column: int, begin: float, end: float) -> float:
        """The growth of a column per second between two times."""
        return (self._at(end, column) - self._at(begin, column)) / (end - begin)

    def _at(self, moment: float, column: int) -> float:
        """The value at a time, between two lines by their share."""
        lines = self.lines()
        after = next(n for n, line in enumerate(lines) if line[0] > moment)
        before, behind = lines[after - 1], lines[after]
        share = (moment - before[0]) / (behind[0] - before[0])
        return before[column] * (1 - share) + behind[column] * share


@dataclasses.dataclass(frozen=True)
class Reported:
    """What the monitoring said of the load.

    Attributes:
        series: Points by metric.
    """

    series: Mapping[str, Sequence[tuple[float, float]]]

    def span(self) -> tuple[float, float]:
        """When the first reading was and when the last; rates begin with the second."""
        times = [time for time, _ in self.series["component_memory_bytes"]]
        return times[0], times[-1]

    def mean(self, metric: str) -> float:
        """Of readings as they are."""
        values = [value for _, value in self.series[metric]]
        return sum(values) / len(values)

    def rate(self, metric: str) -> float:
        """The mean of a rate: each reading is over the time since the one before."""
        begin, end = self.span()
        points = self.series[metric]
        times = [begin, *(time for time, _ in points)]
        grown = sum(value * (time - before) for (time, value), before in zip(points, times, strict=False))
        return grown / (end - begin)


def measure(
    collectors: Mapping[str, Collector], target: Target, account: Account, clock: Clock, seconds: float
) -> Reported:
    """Sample as the agent does, once in each second, into a store beside the account.

    Returns when the account reaches over the last reading.

    Args:
        collectors: By kind of target.
        target: The load.
        account: Its account.
        clock: The real one.
        seconds: For so long.
    """
    store = SampleStore(account.path.with_name("metrics.db"))
    sampler = Sampler(collectors, store)
    pause, begin = threading.Event(), clock.now()
    try:
        while (now := clock.now()) < begin + seconds:
            sampler.step([target], now)
            pause.wait(1.0 - clock.now() % 1.0)
        found = store.series(store.metrics(), [target.subject], 0.0)
    finally:
        sampler.close()
        store.close()
    reported = Reported({one.metric: one.points for one in found})
    wait_until(lambda: account.lines()[-1][0] > reported.span()[1], _PATIENCE, "the account of the end")
    return reported
