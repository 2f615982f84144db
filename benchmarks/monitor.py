"""What it costs to watch a model: rows, predictions and outcomes through the monitor with everything on.

A real broker holds everything that 45,000 departures make: rows of 14 columns, predictions in messages of 32
as the processor writes them, outcomes two days of the data later. The monitor joins and counts them, scores
the baseline (a gradient boosting of 100 trees) in its own process, asks a shadow over HTTP about each row,
and feeds all nine detectors on all columns. Ends with 1 where an event with its prediction and its outcome
costs more than a 5,000th of a second of the processor.
"""

import argparse
import asyncio
import dataclasses
import json
import shutil
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
import nats
import numpy as np
import pandas as pd
import psutil
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).parent))

from live_path.processes import Processes, processes
from live_path.subject import COLUMNS, TEXTS, make_subject

from stratum.core.digests import digest_bytes
from stratum.lifecycle.types import Watch
from stratum.streaming.logic.messages import Departure, Outcome, Predictions, Scored, encode

GOAL = 5_000.0
WORK = Path(__file__).parents[1] / ".bench" / "monitor"
HOST = "127.0.0.1"
PORTS = {"nats": 24222, "mqtt": 21883, "monitor": 28222}
STATUS, SHADOW = 29104, 29105
PER_DAY, LATE, MESSAGE = 1000, 2, 32
TOPICS = ("rows", "predictions", "outcomes")
DETECTORS = ("adwin", "age", "chi2", "error-rate", "fhddm", "ks", "page-hinkley", "psi", "score")


@dataclasses.dataclass(frozen=True, slots=True)
class Cost:
    """What one run cost.

    Attributes:
        events: Rows with prediction and outcome.
        cpu: Seconds of the processor that the monitor took for them.
        wall: Seconds until all were counted.
        shadow: Whether a shadow was asked.
    """

    events: int
    cpu: float
    wall: float
    shadow: bool

    @property
    def rate(self) -> float:
        """Events for a second of the processor."""
        return self.events / self.cpu


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark, print the table or JSON, and compare with the goal."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, default=45_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    shutil.rmtree(WORK / "runs", ignore_errors=True)
    subject = make_subject(WORK, options.events, 1)
    _add_profile(subject.bundle, subject.dataset)
    costs = [
        _run(WORK / "runs" / str(shadow), subject.dataset, subject.bundle, shadow=shadow)
        for shadow in (False, True)
    ]
    if options.json:
        print(json.dumps([dataclasses.asdict(cost) | {"events_per_cpu_second": cost.rate} for cost in costs]))
    else:
        print(f"{'':<22}{'events':>8}{'CPU s':>8}{'wall s':>8}{'events per CPU s':>18}")
        for cost in costs:
            name = "with a shadow" if cost.shadow else "without a shadow"
            print(f"{name:<22}{cost.events:>8}{cost.cpu:>8.1f}{cost.wall:>8.1f}{cost.rate:>18.0f}")
    return 0 if min(cost.rate for cost in costs) >= GOAL else 1


def _run(folder: Path, dataset: Path, bundle: Path, *, shadow: bool) -> Cost:
    table = pq.read_table(dataset).to_pandas()
    with processes(folder) as running:
        _start(running, bundle)
        if shadow:
            _ask("POST", "/shadow", {"version": "3", "url": f"http://{HOST}:{SHADOW}"})
        process = psutil.Process(running.pids()["watch"])
        asyncio.run(_publish(table, 0, MESSAGE))
        _wait(MESSAGE - 1, shadow=shadow)  # Everything is imported and warm.
        # The messages are all there before the monitor may read on: its speed is measured and nobody else's.
        process.suspend()
        asyncio.run(_publish(table, MESSAGE, len(table)))
        cpu, wall = sum(process.cpu_times()[:2]), time.perf_counter()
        process.resume()
        _wait(len(table), shadow=shadow)
        spent = sum(process.cpu_times()[:2]) - cpu
        return Cost(len(table) - MESSAGE, spent, time.perf_counter() - wall, shadow)


def _start(running: Processes, bundle: Path) -> None:
    running.component("broker", "broker", {"name": "broker", "address": HOST, **PORTS})
    running.ready("broker", f"http://{HOST}:{PORTS['monitor']}/healthz")
    url = f"nats://{HOST}:{PORTS['nats']}"
    running.component("provision", "provision-broker", {"application": "app", "url": url, "topics": TOPICS})
    running.finish("provision")
    model = {"name": "delay-risk", "version": "3", "bundle": str(bundle), "address": HOST, "port": SHADOW}
    running.component("shadow", "model-server", model)
    running.component("watch", "model-monitor", _spec(bundle, url))
    running.ready("shadow", f"http://{HOST}:{SHADOW}/v2/health/ready")
    running.ready("watch", f"http://{HOST}:{STATUS}/ready")


def _spec(bundle: Path, url: str) -> Mapping[str, object]:
    sources = {name: {"stream": f"app_{name}", "subject": f"app.{name}.>"} for name in TOPICS}
    return {
        "application": "app",
        "name": "scorer-monitor",
        "service": "scorer",
        "model": "delay-risk",
        "address": HOST,
        "status": STATUS,
        "broker": url,
        "live": {"version": "2", "path": str(bundle)},
        "baseline": {"version": "1", "path": str(bundle)},
        "detectors": DETECTORS,
        "moment": "scheduled",
        **sources,
    }


async def _publish(table: pd.DataFrame, first: int, last: int) -> None:
    """The messages of rows, in the order of the data's time; waits until the broker has them."""
    client = await nats.connect(f"nats://{HOST}:{PORTS['nats']}")
    for topic, body in _messages(table, first, last):
        await client.publish(f"direct.app.{topic}.gate", body)
    await client.flush(60)
    await client.jetstream().publish("direct.app.rows.gate", b"the end")
    await client.close()


def _messages(table: pd.DataFrame, first: int, last: int) -> Iterator[tuple[str, bytes]]:
    columns = [table[name].tolist() for name in COLUMNS]
    ids, late = table["id"].tolist(), table["late"].tolist()
    for index in range(first, last + LATE * PER_DAY):
        known = index - LATE * PER_DAY
        if first <= known < last:
            yield "outcomes", encode(Outcome(ids[known], 1.0, 1 if late[known] else 0))
        if index < last:
            values = {name: column[index] for name, column in zip(COLUMNS, columns, strict=True)}
            moment = np.datetime64("2013-09-01") + np.timedelta64(int(index * 86_400 / PER_DAY), "s")
            yield "rows", encode(Departure(ids[index], 1.0, {**values, "scheduled": f"{moment}Z"}))
            if index % MESSAGE == MESSAGE - 1 or index == last - 1:
                rows = range(max(first, index - index % MESSAGE), index + 1)
                scored = [Scored(ids[i], "gate", 1.0, str(int(late[i])), 0.25 + late[i] / 2) for i in rows]
                yield "predictions", encode(Predictions("delay-risk", "2", 1.0, scored))


def _add_profile(bundle: Path, dataset: Path) -> None:
    table = pq.read_table(dataset).to_pandas()
    columns: dict[str, object] = {"scheduled": {"type": "timestamp", "last": "2013-08-31T23:59:59Z"}}
    for name in COLUMNS:
        if name in TEXTS:
            shares = table[name].value_counts(normalize=True).to_dict()
            columns[name] = {"type": "category", "frequencies": shares}
        else:
            ranks = np.linspace(0, len(table) - 1, 500).astype(int)
            columns[name] = {"type": "number", "sample": np.sort(table[name].to_numpy())[ranks].tolist()}
    content = json.dumps({"format": "stratum.profile/1", "rows": len(table), "columns": columns}).encode()
    (bundle / "profile.json").write_bytes(content)
    manifest = json.loads((bundle / "manifest.json").read_text())
    manifest["files"]["profile.json"] = digest_bytes(content)
    (bundle / "manifest.json").write_text(json.dumps(manifest))


def _ask(method: str, path: str, body: object = None) -> Watch:
    data = None if body is None else json.dumps(body).encode()
    headers = {"content-type": "application/json"}
    request = urllib.request.Request(f"http://{HOST}:{STATUS}{path}", data, headers, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return msgspec.json.decode(answer.read(), type=Watch)


def _wait(outcomes: int, *, shadow: bool) -> None:
    deadline = time.monotonic() + 300
    while True:
        watch = _ask("GET", "/state")
        answered = 0 if watch.shadow is None else watch.shadow.answered
        if watch.outcomes >= outcomes and (not shadow or answered >= outcomes):
            return
        if time.monotonic() > deadline:
            raise RuntimeError(f"counted {watch.outcomes}, asked the shadow about {answered}")
        time.sleep(0.2)


if __name__ == "__main__":
    sys.exit(main())
