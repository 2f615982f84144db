"""The same loop without the platform, as one would write it by hand.

A plain paho client publishes to the same broker, a plain nats-py consumer runs the model in its own
process and writes the same table. No model service, no repeated delivery after a crash of the broker, no
metrics, no checks. Run as a script it is one of its two programs.
"""

import asyncio
import json
import sqlite3
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import nats
import numpy as np
import onnxruntime
import paho.mqtt.client as mqtt
import pyarrow.parquet as pq
from paho.mqtt.enums import CallbackAPIVersion

sys.path.insert(0, str(Path(__file__).parents[1]))

from live_path.figures import Run, cpu_seconds, watch
from live_path.processes import processes
from live_path.subject import COLUMNS, TEXTS, Subject

ADDRESS = "127.91.0.3"
WINDOW = 100
TABLE = (
    "CREATE TABLE predictions (id TEXT PRIMARY KEY, source TEXT, sent REAL, predicted REAL, stored REAL,"
    " model TEXT, version TEXT, label, probability REAL)"
)
INSERT = "INSERT OR IGNORE INTO predictions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"


def run_plain(folder: Path, subject: Subject, events: int, rate: float) -> Run:
    """Pass the events through the plain loop; see ``run_platform`` for the arguments."""
    database = folder / "archive.db"
    with processes(folder) as running:
        running.component("broker", "broker", {"name": "broker", "address": ADDRESS})
        running.ready("broker", f"http://{ADDRESS}:8222/healthz")
        with sqlite3.connect(database) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(TABLE)
        connection.close()
        running.command("consumer", __file__, "consume", str(database), str(subject.bundle))
        running.command("publisher", __file__, "publish", str(subject.dataset), str(rate))
        own = running.pids()
        return watch("plain loop", database, events, lambda: cpu_seconds(own))


def publish(dataset: str, rate: float) -> None:
    """Publish every row with QoS 1, at most ``WINDOW`` unacknowledged."""
    free = threading.Semaphore(WINDOW)
    client = mqtt.Client(CallbackAPIVersion.VERSION2, "plain", clean_session=False)
    client.max_inflight_messages_set(WINDOW)
    client.on_publish = lambda *_: free.release()
    rows = list(_rows(dataset))
    _wait_for_consumer()
    client.connect(ADDRESS, 1883)
    client.loop_start()
    start = time.monotonic()
    for number, row in enumerate(rows):
        if rate and (ahead := start + number / rate - time.monotonic()) > 0:
            time.sleep(ahead)
        free.acquire()
        event = {"id": row["id"], "sent": time.time(), "row": {name: row[name] for name in COLUMNS}}
        client.publish("live/departures/plain", json.dumps(event), qos=1)
    threading.Event().wait()


def _rows(dataset: str) -> Iterator[dict[str, Any]]:
    for batch in pq.ParquetFile(dataset).iter_batches(batch_size=4096, columns=["id", *COLUMNS]):
        yield from batch.to_pylist()


def _wait_for_consumer() -> None:
    """Until the consumer made its stream: events before that would be lost."""

    async def wait() -> None:
        client = await nats.connect(f"nats://{ADDRESS}:4222")
        while True:
            try:
                await client.jetstream().consumer_info("departures", "plain")
            except nats.errors.Error:
                await asyncio.sleep(0.05)
            else:
                return await client.close()

    asyncio.run(wait())


async def consume(database: str, bundle: str) -> None:
    """Read, predict, store, acknowledge."""
    client = await nats.connect(f"nats://{ADDRESS}:4222")
    stream = client.jetstream()
    await stream.add_stream(name="departures", subjects=["live.departures.>"])
    session = onnxruntime.InferenceSession(f"{bundle}/model.onnx")
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA synchronous = NORMAL")
    subscription = await stream.pull_subscribe("live.departures.>", "plain", stream="departures")
    while True:
        try:
            messages = await subscription.fetch(256, timeout=1)
        except TimeoutError:
            continue
        events = [json.loads(message.data) for message in messages]
        rows = _predict(session, events)
        with connection:
            connection.executemany(INSERT, rows)
        for message in messages:
            await message.ack()


def _predict(
    session: onnxruntime.InferenceSession, events: Sequence[dict[str, Any]]
) -> list[tuple[Any, ...]]:
    tensors = {
        name: np.array(
            [[event["row"][name]] for event in events], dtype=object if name in TEXTS else np.float32
        )
        for name in COLUMNS
    }
    labels, chances = session.run(["label", "probabilities"], tensors)
    now = time.time()
    return [
        (event["id"], "plain", event["sent"], now, now, "delay-risk", "1", int(label), float(chance[1]))
        for event, label, chance in zip(events, labels, chances, strict=True)
    ]


if __name__ == "__main__":
    if sys.argv[1] == "publish":
        publish(sys.argv[2], float(sys.argv[3]))
    else:
        asyncio.run(consume(sys.argv[2], sys.argv[3]))
