"""A whole streaming application out of real processes on free ports of this machine."""

import contextlib
import hashlib
import json
import signal
import sqlite3
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import onnx
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from onnx import TensorProto, helper

from stratum.runtime.clock import SystemClock
from stratum.testing.servers import free_port

HOST = "127.0.0.1"
START = 1_378_000_000
Wait = Callable[..., None]


@pytest.fixture(scope="session")
def wait_until() -> Wait:
    clock = SystemClock()

    def wait(condition: Callable[[], bool], what: str, seconds: float = 30.0) -> None:
        deadline = clock.monotonic() + seconds
        pause = threading.Event()
        while not condition():
            assert clock.monotonic() < deadline, f"{what}: not within {seconds} s"
            pause.wait(0.02)

    return wait


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of two numbers: late when ``distance`` is above 600, however long ``hour`` lasts."""
    folder = tmp_path_factory.mktemp("bundle")
    nodes = [
        helper.make_node("Gemm", ["input", "weight", "bias"], ["logit"]),
        helper.make_node("Softmax", ["logit"], ["probabilities"], axis=1),
        helper.make_node("ArgMax", ["probabilities"], ["label"], axis=1, keepdims=0),
    ]
    graph = helper.make_graph(
        nodes,
        "delay",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, [None, 2])],
        [
            helper.make_tensor_value_info("label", TensorProto.INT64, [None]),
            helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, [None, 2]),
        ],
        [
            helper.make_tensor("weight", TensorProto.FLOAT, [2, 2], [0.0, 0.01, 0.0, 0.0]),
            helper.make_tensor("bias", TensorProto.FLOAT, [2], [0.0, -6.0]),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10)
    onnx.checker.check_model(model)
    content = model.SerializeToString()
    (folder / "model.onnx").write_bytes(content)
    (folder / "manifest.json").write_text(json.dumps(_manifest(hashlib.sha256(content).hexdigest())))
    return folder


def _manifest(digest: str) -> Mapping[str, object]:
    columns = ["distance", "hour"]
    return {
        "format": "stratum.bundle/1",
        "name": "delay-risk",
        "task": "classification",
        "inputs": [{"name": n, "type": "number", "required": True, "unit": ""} for n in columns],
        "labels": ["0", "1"],
        "preparation": [],
        "graph_inputs": [{"name": "input", "dtype": "float32", "columns": columns}],
        "files": {"model.onnx": digest},
        "algorithm": "Handmade",
        "parameters": {},
        "metrics": {},
        "lineage": {"pipeline": "", "data": {}, "commit": "", "packages": {}, "seed": 0},
    }


@pytest.fixture(scope="session")
def departures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """10,000 departures, one a minute; every tenth never lands, the others two hours later."""
    path = tmp_path_factory.mktemp("data") / "departures.parquet"
    rows = range(10_000)
    table = pa.table({
        "id": [f"flight-{row:05d}" for row in rows],
        "scheduled": pa.array([(START + 60 * row) * 1_000_000 for row in rows], pa.timestamp("us")),
        "landed": pa.array(
            [None if row % 10 == 0 else (START + 60 * row + 7200) * 1_000_000 for row in rows],
            pa.timestamp("us"),
        ),
        "late": pa.array([None if row % 10 == 0 else row % 4 == 0 for row in rows], pa.bool_()),
        "distance": [float(row % 1200) for row in rows],
        "hour": [float(row // 60 % 24) for row in rows],
    })
    pq.write_table(table, path, row_group_size=3000)
    return path


class Plant:
    """The processes of one application, started in one folder."""

    def __init__(self, folder: Path, bundle: Path, departures: Path, wait: Wait) -> None:
        self.folder = folder
        self.wait = wait
        self.database = folder / "archive.db"
        names = ("nats", "mqtt", "monitor", "model", "replay", "processor", "writer", "board")
        self.ports = {name: free_port() for name in names}
        self.broker = f"nats://{HOST}:{self.ports['nats']}"
        self.specs = self._specs(bundle, departures)
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def _specs(self, bundle: Path, departures: Path) -> dict[str, tuple[str, dict[str, object]]]:
        return {
            "broker": ("broker", self._broker_spec()),
            "provision": ("provision-broker", self._provision_spec()),
            "database": ("init-database", {"path": str(self.database)}),
            "model": ("model-server", self._model_spec(bundle)),
            "processor": ("processor", self._processor_spec()),
            "writer": ("writer", self._writer_spec()),
            "board": ("board", self._board_spec()),
            "replay": ("replay", self._replay_spec(departures)),
        }

    def _common(self, name: str) -> dict[str, object]:
        return {"application": "app", "name": name, "address": HOST, "broker": self.broker}

    def _broker_spec(self) -> dict[str, object]:
        return {"name": "broker", "address": HOST} | {k: self.ports[k] for k in ("nats", "mqtt", "monitor")}

    def _provision_spec(self) -> dict[str, object]:
        topics = ["departures", "arrivals", "predictions"]
        return {"application": "app", "url": self.broker, "topics": topics}

    def _model_spec(self, bundle: Path) -> dict[str, object]:
        where = {"address": HOST, "port": self.ports["model"]}
        return {"name": "delay-risk", "version": "3", "bundle": str(bundle), **where}

    def _processor_spec(self) -> dict[str, object]:
        model = {"url": f"http://{HOST}:{self.ports['model']}", "name": "delay-risk"}
        return self._common("processor") | {
            "status": self.ports["processor"],
            "stream": "app_departures",
            "subject": "app.departures.>",
            "durable": "processor",
            "model": model,
            "output": "app.predictions.processor",
        }

    def _writer_spec(self) -> dict[str, object]:
        kinds = {"predictions": "predictions", "arrivals": "outcomes"}
        return self._common("writer") | {
            "status": self.ports["writer"],
            "database": str(self.database),
            "consumes": [
                {"stream": f"app_{t}", "durable": f"writer-{t}", "kind": k} for t, k in kinds.items()
            ],
        }

    def _board_spec(self) -> dict[str, object]:
        where = {"address": HOST, "port": self.ports["board"]}
        return {"database": str(self.database), "title": "Risk <now>", **where}

    def _replay_spec(self, departures: Path) -> dict[str, object]:
        return self._common("ewr") | {
            "status": self.ports["replay"],
            "broker": {"host": HOST, "port": self.ports["mqtt"]},
            "dataset": str(departures),
            "topic": "departures",
            "outcomes": "arrivals",
            "identifier": "id",
            "time": "scheduled",
            "target": "late",
            "outcome_time": "landed",
            "columns": ["distance", "hour"],
        }

    def start(self, name: str, **changes: object) -> None:
        """Start a program; ``changes`` go over its specification."""
        kind, spec = self.specs[name]
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        (folder / "spec.json").write_text(json.dumps(spec | changes))
        command = [sys.executable, "-m", "stratum.runtime.component", kind, str(folder / "spec.json")]
        with (folder / "log.txt").open("ab") as log:
            self._running[name] = subprocess.Popen(command, stdout=log, stderr=log)

    def finish(self, name: str, seconds: float = 30.0) -> int:
        """Wait for a program to end by itself and return its exit status."""
        return self._running.pop(name).wait(seconds)

    def stop(self, name: str) -> int:
        """End a program as the platform does and return its exit status."""
        self._running[name].send_signal(signal.SIGTERM)
        return self.finish(name, 10.0)

    def kill(self, name: str) -> None:
        """End a program as a power cut does."""
        self._running[name].kill()
        assert self.finish(name) == -signal.SIGKILL

    def start_broker(self) -> None:
        """Start the broker and see to its streams, as the platform does after each start."""
        self.start("broker")
        self.wait(lambda: self.get("monitor", "/healthz")[0] == 200, "broker")
        self.start("provision")
        assert self.finish("provision") == 0, self.log("provision")

    def start_services(self) -> None:
        """Start everything that waits for events."""
        for name in ("model", "processor", "writer"):
            self.start(name)
        self.start_broker()
        self.start("database")
        assert self.finish("database") == 0, self.log("database")
        for name in ("processor", "writer"):
            self.wait(lambda name=name: self.get(name, "/ready")[0] == 200, name)

    def get(self, name: str, path: str) -> tuple[int, str]:
        """Status and body of an answer; 0 where nobody listens."""
        try:
            with urllib.request.urlopen(f"http://{HOST}:{self.ports[name]}{path}", timeout=2) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def query(self, statement: str) -> list[tuple[object, ...]]:
        """Rows of the archive."""
        with contextlib.closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(statement).fetchall()

    def count(self, table: str) -> int:
        """Rows of a table of the archive."""
        return int(str(self.query(f"SELECT count(*) FROM {table}")[0][0]))

    def log(self, name: str) -> str:
        """What a program said."""
        return (self.folder / name / "log.txt").read_text()

    def close(self) -> None:
        """Kill whatever still runs."""
        for process in self._running.values():
            process.kill()
        for process in self._running.values():
            process.wait(10)


@pytest.fixture
def plant(tmp_path: Path, bundle: Path, departures: Path, wait_until: Wait) -> Iterator[Plant]:
    running = Plant(tmp_path, bundle, departures, wait_until)
    try:
        yield running
    finally:
        running.close()
