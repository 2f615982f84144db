"""Figures of a program, and the text in which Prometheus reads them."""

import bisect
from collections.abc import Iterable

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
DIRECTIONS = ("in", "out", "rejected")


class Figures:
    """What a program counts; read by the status server, written by the program, in one thread each.

    Attributes:
        pending: Events that wait for the program.
        ready: Whether it works right now.
        reason: Why not, for people.
    """

    def __init__(self, *, stores: bool = False) -> None:
        self.pending = 0
        self.ready = False
        self.reason = "starting"
        self._events = dict.fromkeys(DIRECTIONS, 0)
        self._stores = stores
        self._buckets = [0] * (len(BUCKETS) + 1)
        self._total = 0.0

    def count(self, direction: str, events: int) -> None:
        """Add to the events that came ``in``, went ``out`` or were ``rejected``."""
        self._events[direction] += events

    def works(self) -> None:
        """Say that the program does its work."""
        self.ready, self.reason = True, ""

    def fails(self, reason: str) -> None:
        """Say that the program cannot do its work now."""
        self.ready, self.reason = False, reason

    def observe_latency(self, seconds: Iterable[float]) -> None:
        """Add times from publishing to storing."""
        for value in seconds:
            self._buckets[bisect.bisect_left(BUCKETS, value)] += 1
            self._total += value

    def text(self) -> str:
        """Everything in the Prometheus text format."""
        lines = ["# TYPE stratum_events_total counter"]
        lines += [f'stratum_events_total{{direction="{name}"}} {n}' for name, n in self._events.items()]
        lines += ["# TYPE stratum_queue_pending gauge", f"stratum_queue_pending {self.pending}"]
        if self._stores:
            lines += self._histogram()
        return "\n".join(lines) + "\n"

    def _histogram(self) -> list[str]:
        name = "stratum_stored_latency_seconds"
        lines, below = [f"# TYPE {name} histogram"], 0
        for bound, number in zip((*(f"{b:g}" for b in BUCKETS), "+Inf"), self._buckets, strict=True):
            below += number
            lines.append(f'{name}_bucket{{le="{bound}"}} {below}')
        return [*lines, f"{name}_sum {self._total:.6f}", f"{name}_count {below}"]


def status_response(request: bytes, figures: Figures) -> bytes:
    """The whole HTTP answer to the head of a request: ``/ready`` and ``/metrics``, GET only."""
    method, _, rest = request.partition(b" ")
    path = rest.partition(b" ")[0].partition(b"?")[0]
    if method != b"GET":
        return _response("405 Method Not Allowed", "only GET\n")
    if path == b"/ready":
        return (
            _response("200 OK", "ready\n")
            if figures.ready
            else _response("503 Service Unavailable", f"{figures.reason}\n")
        )
    if path == b"/metrics":
        return _response("200 OK", figures.text())
    return _response("404 Not Found", "there are /ready and /metrics\n")


def _response(status: str, body: str) -> bytes:
    content = body.encode()
    head = (
        f"HTTP/1.1 {status}\r\ncontent-type: text/plain; version=0.0.4; charset=utf-8\r\n"
        f"content-length: {len(content)}\r\nconnection: close\r\n\r\n"
    )
    return head.encode() + content
