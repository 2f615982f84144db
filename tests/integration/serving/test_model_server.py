"""The model server from outside, as a process: protocol, errors, large bodies, signals, memory."""

import dataclasses
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec
import psutil
import pytest

from stratum.testing.bundles import write_mixed_bundle, write_numeric_bundle
from stratum.testing.servers import free_port
from stratum.testing.waiting import wait_until

HOST = "127.0.0.1"
INFER, PREDICT = "/v2/models/sums/infer", "/v1/models/sums:predict"
JSON = {"content-type": "application/json"}
TENSOR: dict[str, Any] = {"name": "input", "shape": [1, 3], "datatype": "FP32", "data": [1.0, 2.5, -3.0]}
BODY = msgspec.json.encode({"id": "7", "inputs": [TENSOR]})
MEBIBYTE = 2**20


@dataclasses.dataclass(frozen=True)
class Running:
    """A server that answers."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def memory(self) -> int:
        return int(psutil.Process(self.process.pid).memory_info().rss)

    def connect(self) -> socket.socket:
        return socket.create_connection((HOST, self.port), timeout=10)


def launch(directory: Path, port: int, **spec: object) -> subprocess.Popen[bytes]:
    """Start a server as its deployment does; its output goes to ``log.txt``."""
    content = {"address": HOST, "port": port, "name": "sums", "version": "3", "bundle": "bundle"} | spec
    (directory / "spec.json").write_bytes(msgspec.json.encode(content))
    command = [
        sys.executable,
        "-m",
        "stratum.runtime.component",
        "model-server",
        str(directory / "spec.json"),
    ]
    with (directory / "log.txt").open("wb") as log:
        return subprocess.Popen(command, stdout=log, stderr=log, cwd=directory, env={"PATH": os.defpath})


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/v2/health/ready").status_code == 200
    except httpx.TransportError:
        return False


@contextmanager
def running(directory: Path, **spec: object) -> Iterator[Running]:
    port = free_port()
    server = Running(launch(directory, port, **spec), port, directory / "log.txt")
    try:
        wait_until(lambda: server.process.poll() is not None or _answers(server.url), 30, "the server")
        assert server.process.poll() is None, server.log.read_text()
        yield server
    finally:
        server.process.kill()
        server.process.wait()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    directory = tmp_path_factory.mktemp("server")
    write_numeric_bundle(directory / "bundle")
    with running(directory) as found:
        yield found


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Running]:
    """A server that a test may stop."""
    write_mixed_bundle(tmp_path / "bundle")
    with running(tmp_path, name="late") as found:
        yield found


def exchange(server: Running, *parts: bytes, answers: int = 1) -> list[bytes]:
    """Write raw bytes, one packet a part, and read that many answers from the connection."""
    with server.connect() as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for part in parts:
            connection.sendall(part)
        received = b""
        while received.count(b"HTTP/1.1 ") < answers or not received.endswith(b"}"):
            chunk = connection.recv(65536)
            if not chunk:
                break
            received += chunk
    return [b"HTTP/1.1 " + answer for answer in received.split(b"HTTP/1.1 ")[1:]]


def post(body: bytes, *lines: str, path: str = INFER) -> bytes:
    """A request as bytes, with further header lines."""
    head = [f"POST {path} HTTP/1.1", "Host: x", f"Content-Length: {len(body)}", *lines]
    return "\r\n".join([*head, "", ""]).encode() + body


def content(answer: bytes) -> bytes:
    return answer.partition(b"\r\n\r\n")[2]


def test_the_protocols_paths_answer(server: Running) -> None:
    with httpx.Client(base_url=server.url) as client:
        for path in (
            "/v2/health/live",
            "/v2/health/ready",
            "/v2",
            "/v2/models/sums/ready",
            "/",
            "/openapi.json",
        ):
            assert client.get(path).status_code == 200, path
        metadata = client.get("/v2/models/sums/versions/3").json()
    assert metadata["name"] == "sums"
    assert [tensor["datatype"] for tensor in metadata["inputs"]] == ["FP64"] * 3


def test_both_protocols_agree(server: Running) -> None:
    inferred = httpx.post(server.url + INFER, content=BODY, headers=JSON).json()
    row = {"rows": [dict(zip("abc", TENSOR["data"], strict=True))]}
    predicted = httpx.post(server.url + PREDICT, json=row).json()
    outputs = {output["name"]: output["data"] for output in inferred["outputs"]}
    assert inferred["id"] == "7"
    assert predicted["predictions"][0]["label"] == outputs["label"][0] == 1
    assert list(predicted["predictions"][0]["probabilities"].values()) == outputs["probabilities"]
    assert (predicted["model"], predicted["version"]) == ("sums", "3")


def test_the_short_way_and_the_long_way_answer_alike(server: Running) -> None:
    short = exchange(server, post(BODY, "Content-Type: application/json"))
    chunked = b"%x\r\n%b\r\n0\r\n\r\n" % (len(BODY), BODY)
    head = f"POST {INFER} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    long = exchange(server, head + chunked)
    closing = exchange(server, post(BODY, "Connection: close"))
    assert content(short[0]) == content(long[0]) == content(closing[0])
    names = [[line.split(b":")[0] for line in answer[0].split(b"\r\n")[1:4]] for answer in (short, long)]
    assert names == [[b"date", b"content-type", b"content-length"]] * 2


def test_requests_in_a_row_are_answered_in_order(server: Running) -> None:
    long = b"GET /v2/health/live HTTP/1.1\r\nHost: x\r\n\r\n"
    bad = post(b"{", "Content-Type: application/json")
    answers = exchange(server, post(BODY) + long + post(BODY) + bad + long, answers=5)
    assert [answer[9:12] for answer in answers] == [b"200", b"200", b"200", b"400", b"200"]
    assert [b'"id":"7"' in answer for answer in answers] == [True, False, True, False, False]


def test_a_request_may_come_byte_by_byte(server: Running) -> None:
    request = post(BODY, "Content-Type: application/json")
    (answer,) = exchange(server, *(request[index : index + 1] for index in range(len(request))))
    assert answer.startswith(b"HTTP/1.1 200")
    assert b'"id":"7"' in answer


@pytest.mark.parametrize(
    ("path", "request_body", "headers", "code"),
    [
        (INFER, b"{", JSON, 400),
        (INFER, b"{}", JSON, 422),
        (PREDICT, b'{"rows":[{"d":1}]}', JSON, 422),
        (INFER, BODY, {"content-type": "text/plain"}, 415),
        (INFER, BODY, JSON | {"content-encoding": "gzip"}, 415),
        ("/v2/models/other/infer", BODY, JSON, 404),
        ("/v2/health/live", b"", {}, 405),
    ],
)
def test_errors_are_json_without_a_trace(
    path: str, request_body: bytes, headers: dict[str, str], code: int, server: Running
) -> None:
    answer = httpx.post(server.url + path, content=request_body, headers=headers)
    assert answer.status_code == code
    assert list(answer.json()) == ["error"]
    assert "Traceback" not in answer.text + server.log.read_text()


def test_bytes_that_are_no_http_are_refused(server: Running) -> None:
    (answer,) = exchange(server, b"\x16\x03\x01 no http\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400")
    assert httpx.get(server.url + "/v2/health/live").status_code == 200


@pytest.mark.parametrize("chunked", [False, True], ids=["with-length", "chunked"])
def test_a_hundred_megabytes_are_refused_in_bounded_memory(chunked: bool, server: Running) -> None:
    before = server.memory()
    parts = (bytes(MEBIBYTE) for _ in range(100))
    headers = JSON if chunked else JSON | {"content-length": str(100 * MEBIBYTE)}
    answer = httpx.post(server.url + PREDICT, content=parts, headers=headers, timeout=60)
    assert answer.status_code == 413
    assert "larger than 16777216 bytes" in answer.json()["error"]
    assert server.memory() - before < 64 * MEBIBYTE
    assert httpx.post(server.url + INFER, content=BODY, headers=JSON).status_code == 200


def test_many_callers_get_their_own_answers(server: Running) -> None:
    wrong: list[object] = []

    def caller(number: int) -> None:
        with httpx.Client(base_url=server.url) as client:
            for turn in range(20):
                name = f"{number}-{turn}"
                sign = (number + turn) % 2
                tensor = TENSOR | {"data": [sign - 0.5, 0.0, 0.0]}
                answer = client.post(INFER, json={"id": name, "inputs": [tensor]}).json()
                if (answer["id"], answer["outputs"][0]["data"]) != (name, [sign]):
                    wrong.append(answer)

    threads = [threading.Thread(target=caller, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_requests_are_counted(server: Running) -> None:
    def count() -> float:
        lines = httpx.get(server.url + "/metrics").text.splitlines()
        name = 'stratum_requests_total{model="sums",version="3",code="200"} '
        return next(float(line.removeprefix(name)) for line in lines if line.startswith(name))

    before = count()
    httpx.post(server.url + INFER, content=BODY, headers=JSON)
    httpx.post(server.url + PREDICT, json={"rows": [{"a": 1}]})
    assert count() == before + 2


def test_the_process_is_small_and_knows_no_training_library(server: Running) -> None:
    assert server.memory() < 90_000_000
    maps = Path(f"/proc/{server.process.pid}/maps").read_text()
    for library in ("sklearn", "pandas", "pyarrow", "duckdb", "scipy"):
        assert f"/{library}/" not in maps


def test_a_port_that_is_taken_is_an_error_at_once(server: Running, tmp_path: Path) -> None:
    write_numeric_bundle(tmp_path / "bundle")
    second = launch(tmp_path, server.port)
    assert second.wait(30) == 1
    log = (tmp_path / "log.txt").read_text()
    assert f"port {server.port} of {HOST} is taken" in log
    assert "Traceback" not in log


def test_a_bundle_that_was_changed_is_not_served(tmp_path: Path) -> None:
    write_numeric_bundle(tmp_path / "bundle")
    with (tmp_path / "bundle" / "model.onnx").open("ab") as graph:
        graph.write(b"more")
    assert launch(tmp_path, free_port()).wait(30) == 1
    assert "was changed: model.onnx" in (tmp_path / "log.txt").read_text()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(number: signal.Signals, own: Running) -> None:
    own.process.send_signal(number)
    assert own.process.wait(15) == 0
    log = own.log.read_text()
    assert "serving late 3" in log
    assert "Traceback" not in log


def test_a_request_that_is_being_read_is_answered_before_the_end(own: Running) -> None:
    body = msgspec.json.encode({"rows": [{"scheduled": "2013-09-01T17:30:00Z"}]})
    request = post(body, path="/v1/models/late:predict")
    with own.connect() as connection:
        connection.sendall(request[:-5])
        wait_until(lambda: httpx.get(own.url + "/v2/health/live").is_success, what="the server's loop")
        own.process.send_signal(signal.SIGTERM)
        wait_until(lambda: not _answers(own.url), what="the end of listening")
        connection.sendall(request[-5:])
        answer = connection.recv(65536)
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"connection: close" in answer
    assert own.process.wait(15) == 0
