"""The monitor as a process of its own, beside a real broker and a real replica in the shadow."""

import asyncio
import contextlib
import json
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
import nats
import pytest

from stratum.lifecycle.types import BASELINE, LIVE, SHADOW, Day, Watch
from stratum.testing.monitored import (
    APPLICATION,
    DAY,
    MODEL,
    START,
    Rows,
    World,
    monitor_spec,
    training_profile,
    write_watched_bundle,
)
from stratum.testing.servers import free_port
from stratum.testing.waiting import wait_until

HOST = "127.0.0.1"
pytestmark = pytest.mark.slow
Message = tuple[str, bytes]


class Site:
    """Processes in one folder: broker, monitor, replicas."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bundle = folder / "bundle"
        write_watched_bundle(self.bundle)
        self.ports = {name: free_port() for name in ("nats", "mqtt", "monitor", "status", "shadow")}
        self.broker = f"nats://{HOST}:{self.ports['nats']}"
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, kind: str, spec: Mapping[str, object]) -> None:
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        (folder / "spec.json").write_text(json.dumps(spec))
        command = [sys.executable, "-m", "stratum.runtime.component", kind, str(folder / "spec.json")]
        with (folder / "log.txt").open("ab") as log:
            self._running[name] = subprocess.Popen(command, stdout=log, stderr=log)

    def start_broker(self) -> None:
        ports = {name: self.ports[name] for name in ("nats", "mqtt", "monitor")}
        self.start("broker", "broker", {"name": "broker", "address": HOST, **ports})
        wait_until(lambda: self.get("monitor", "/healthz")[0] == 200, 30, "the broker")
        topics = ["rows", "predictions", "outcomes"]
        told = {"application": APPLICATION, "url": self.broker, "topics": topics}
        self.start("provision", "provision-broker", told)
        assert self._running.pop("provision").wait(30) == 0, self.log("provision")

    def start_monitor(self, **changes: object) -> None:
        where = {"status": self.ports["status"], "broker": self.broker}
        self.start("watch", "model-monitor", monitor_spec(self.bundle, **where, **changes))

    def start_shadow(self) -> None:
        spec = {"name": MODEL, "version": "3", "bundle": str(self.bundle), "address": HOST}
        self.start("shadow", "model-server", {**spec, "port": self.ports["shadow"]})

    def kill(self, name: str) -> None:
        process = self._running.pop(name)
        process.kill()
        assert process.wait(30) == -signal.SIGKILL

    def kill_at_work(self) -> None:
        """Kill the monitor as soon as it has more rows than now, and start it again."""
        seen = self.watch().rows
        wait_until(lambda: self.watch().rows > seen, 60, "more rows")
        self.kill("watch")
        self.start_monitor()

    def stop(self, name: str) -> int:
        process = self._running.pop(name)
        process.send_signal(signal.SIGTERM)
        return process.wait(30)

    def get(self, port: str, path: str, method: str = "GET", body: object = None) -> tuple[int, bytes]:
        data = None if body is None else json.dumps(body).encode()
        headers = {"content-type": "application/json"}
        url = f"http://{HOST}:{self.ports[port]}{path}"
        request = urllib.request.Request(url, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()
        except OSError:
            return 0, b""

    def watch(self) -> Watch:
        status, body = self.get("status", "/state")
        assert status in {0, 200}, body
        if not status:
            return Watch("", "", 0.0, 0, 0, 0, 0.0, None, None)
        return msgspec.json.decode(body, type=Watch)

    def publish(self, messages: list[Message]) -> None:
        """As services do; a message that is sent again is one of the publisher's, not the broker's."""
        asyncio.run(self._publish(messages))

    async def _publish(self, messages: list[Message]) -> None:
        client = await nats.connect(self.broker)
        try:
            stream = client.jetstream()
            for topic, body in messages:
                last = "processor" if topic == "predictions" else "gate"
                await stream.publish(f"direct.{APPLICATION}.{topic}.{last}", body)
        finally:
            await client.close()

    def log(self, name: str) -> str:
        return (self.folder / name / "log.txt").read_text()

    def close(self) -> None:
        for process in self._running.values():
            process.kill()
        for process in self._running.values():
            process.wait(30)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with contextlib.closing(Site(tmp_path)) as site:
        site.start_broker()
        yield site


def messages_of(rows: Rows, first: int, last: int, late: float = 2.0) -> list[Message]:
    """What is published of rows while they happen; version 2 says what ``sum-sign`` says."""
    found: list[Message] = []
    labels = rows.said()
    for kind, index in rows.in_time(late):
        if kind == "outcome":
            if first <= index < last:
                found.append(("outcomes", rows.outcome(index)))
        elif first <= index < last:
            found.append(("rows", rows.departure(index)))
            if index % 50 == 49:
                found.append(("predictions", rows.predictions("2", range(index - 49, index + 1), labels)))
    return found


def test_counts_are_exact_through_kills_and_a_shift_is_seen(site: Site) -> None:
    rows = World(days=75, per_day=100, changed=60).rows()
    before, after = messages_of(rows, 0, 6000), messages_of(rows, 6000, 7500)
    site.start_monitor()
    for start in range(0, len(before), 4500):
        part = before[start : start + 4500]
        # What a publisher is not sure of it sends again.
        site.publish([*part, *part[-40:], ("rows", b"{not JSON"), ("outcomes", b"[]")])
        site.kill_at_work()
    wait_until(lambda: site.watch().outcomes == 6000, 60, "all outcomes")
    watch = site.watch()
    assert (watch.rows, watch.predictions, watch.outcomes, watch.dropped) == (6000, 6000, 6000, 0)
    assert [each.reason for each in watch.verdicts if each.drifted] == []
    assert {each.samples for each in watch.verdicts if each.detector in {"ks", "error-rate"}} == {6000}
    right = int((rows.said() == rows.outcomes)[:6000].sum())
    for source, version in ((LIVE, "2"), (BASELINE, "1")):
        tally = watch.tally(source, version)
        assert tally is not None
        assert (tally.total.outcomes, tally.total.right) == (6000, right)
    site.publish(after)
    site.kill("watch")
    site.start_monitor()
    wait_until(lambda: site.watch().outcomes == 7500, 60, "the outcomes after the shift")
    alarmed = {(each.detector, each.column) for each in site.watch().verdicts if each.drifted}
    assert {("adwin", "")} <= alarmed
    assert site.stop("watch") == 0


def test_days_and_metrics_are_told(site: Site) -> None:
    rows = World(days=5, per_day=100).rows()
    site.start_monitor()
    site.publish(messages_of(rows, 0, 500))
    wait_until(lambda: site.watch().outcomes == 500, 60, "the outcomes")
    found = msgspec.json.decode(site.get("status", "/days")[1], type=list[Day])
    assert sum(each.live.outcomes for each in found) == 500
    assert [each.day for each in found] == sorted(each.day for each in found)
    assert b'stratum_model_outcomes{version="2"} 500\n' in site.get("status", "/metrics")[1]
    wait_until(lambda: site.get("status", "/ready")[0] == 200, 60, "readiness")


def compared(watch: Watch) -> int:
    """Rows on which the shadow was held against the live version."""
    pair = watch.pair(SHADOW, "3")
    return 0 if pair is None else pair.candidate_count.outcomes


def test_a_shadow_is_asked_about_each_row_through_outages(site: Site) -> None:
    rows = World(days=20, per_day=100).rows()
    site.start_monitor()
    wait_until(lambda: site.get("status", "/ready")[0] == 200, 60, "the monitor")
    url = f"http://{HOST}:{site.ports['shadow']}"
    assert site.get("status", "/shadow", "POST", {"version": "3", "url": url})[0] == 200
    site.publish(messages_of(rows, 0, 1000))
    # It is away, and nothing waits for it.
    wait_until(lambda: site.watch().outcomes == 1000, 60, "the outcomes")
    wait_until(lambda: (found := site.watch().shadow) is not None and bool(found.reason), 60, "a reason")
    site.start_shadow()
    wait_until(lambda: (found := site.watch().shadow) is not None and found.answered == 1000, 60, "answers")
    site.kill("watch")
    site.start_monitor()
    site.kill("shadow")
    site.publish(messages_of(rows, 1000, 2000))
    site.start_shadow()
    wait_until(lambda: compared(site.watch()) == 2000, 60, "pairs")
    watch = site.watch()
    pair = watch.pair(SHADOW, "3")
    assert pair is not None
    # It is the same model under another name: it is right where the live one is.
    assert (pair.only_candidate, pair.only_reference) == (0, 0)
    right = int((rows.said() == rows.outcomes).sum())
    assert (pair.candidate_count.right, pair.reference_count.right) == (right, right)
    assert watch.shadow is not None
    assert (watch.shadow.answered, watch.shadow.failed, watch.shadow.reason) == (2000, 0, "")
    assert site.get("status", "/shadow", "DELETE")[0] == 200
    assert site.watch().shadow is None


def test_what_is_asked_wrongly_is_refused(site: Site) -> None:
    site.start_monitor()
    wait_until(lambda: site.get("status", "/ready")[0] == 200, 60, "the monitor")
    assert site.get("status", "/shadow", "POST", {"version": "3"})[0] == 422
    assert site.get("status", "/shadow", "POST", {"version": "3", "url": "file:///etc"})[0] == 422
    assert site.get("status", "/versions", "POST", {"version": "3", "profile": {}})[0] == 422
    told = {"version": "3", "profile": training_profile(START + DAY)}
    assert site.get("status", "/versions", "POST", told)[0] == 200
    assert site.watch().profiles == ("1", "2", "3")
    assert site.get("status", "/nothing")[0] == 404
    plain = urllib.request.Request(f"http://{HOST}:{site.ports['status']}/shadow", b"{}", method="POST")
    with pytest.raises(urllib.error.HTTPError, match="415"):
        urllib.request.urlopen(plain, timeout=5)


def test_a_broker_that_is_killed_is_waited_for(site: Site) -> None:
    rows = World(days=6, per_day=100).rows()
    site.start_monitor()
    site.publish(messages_of(rows, 0, 300))
    wait_until(lambda: site.watch().outcomes == 300, 60, "the first outcomes")
    site.kill("broker")
    wait_until(lambda: site.get("status", "/ready")[0] == 503, 60, "trouble")
    site.start_broker()
    site.publish(messages_of(rows, 300, 600))
    wait_until(lambda: site.watch().outcomes == 600, 60, "the other outcomes")
    assert site.watch().rows == 600


def test_a_bundle_that_was_changed_is_not_watched(site: Site) -> None:
    profile = site.bundle / "profile.json"
    profile.write_bytes(b"{}")
    site.start_monitor()
    assert site._running.pop("watch").wait(60) == 1
    assert "was changed: profile.json" in site.log("watch")
