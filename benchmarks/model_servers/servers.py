"""The servers, each started as a user would start it, on one core."""

import dataclasses
import http.client
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import psutil

from model_servers.model import NAME, VERSION, Subject

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
LOCK = ROOT / "requirements" / "bench-mlserver.txt"
SERVER_CORE, LOAD_CORE = 0, 1
START_LIMIT = 60.0


@dataclasses.dataclass(frozen=True)
class Server:
    """A server that can be measured.

    Attributes:
        name: For the table.
        port: Where it listens on 127.0.0.1.
        prepare: Writes its files into a directory and gives the command that starts it there.
    """

    name: str
    port: int
    prepare: Callable[[Subject, Path, int], list[str]]

    @property
    def path(self) -> str:
        """Where requests go."""
        return f"/v2/models/{NAME}/infer"


def pin(core: int, command: list[str]) -> list[str]:
    """``command`` kept on one core, where the machine has that many."""
    if core >= (psutil.cpu_count() or 1) or shutil.which("taskset") is None:
        return command
    return ["taskset", "-c", str(core), *command]


def install_mlserver(directory: Path) -> Path:
    """MLServer's own environment, made where its lock file changed; the Python in it."""
    python, stamp = directory / "bin" / "python", directory / ".lock"
    wanted = LOCK.read_text()
    if not stamp.exists() or stamp.read_text() != wanted:
        uv = str(Path(sys.executable).with_name("uv"))
        subprocess.run(
            [uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(directory)], check=True
        )
        install = [uv, "pip", "sync", "--quiet", "--python", str(python)]
        subprocess.run([*install, "--require-hashes", str(LOCK)], check=True)
        stamp.write_text(wanted)
    return python


def prepare_stratum(subject: Subject, directory: Path, port: int) -> list[str]:
    """The model server of this project, as its deployment starts it."""
    spec = {"address": "127.0.0.1", "port": port, "name": NAME, "version": VERSION}
    file = directory / "spec.json"
    file.write_bytes(msgspec.json.encode(spec | {"bundle": str(subject.bundle.resolve())}))
    return [sys.executable, "-m", "stratum.runtime.component", "model-server", str(file)]


def prepare_reference(subject: Subject, directory: Path, port: int) -> list[str]:
    """The bare loop."""
    del directory
    return [sys.executable, str(HERE / "reference.py"), str(subject.bundle / "model.onnx"), str(port)]


def prepare_mlserver(subject: Subject, directory: Path, port: int) -> list[str]:
    """MLServer with a small ONNX runtime: one process, no access log, its documented options."""
    python = install_mlserver(ROOT / ".bench" / "mlserver")
    settings = {
        "http_port": port, "grpc_port": port + 1, "metrics_port": port + 2, "host": "127.0.0.1",
        "parallel_workers": 0, "debug": False, "use_structured_logging": False,
    }  # fmt: skip
    model = {
        "name": NAME, "implementation": "mlserver_onnx.OnnxModel",
        "parameters": {"uri": str((subject.bundle / "model.onnx").resolve()), "version": VERSION},
    }  # fmt: skip
    (directory / "settings.json").write_bytes(msgspec.json.encode(settings))
    (directory / "model-settings.json").write_bytes(msgspec.json.encode(model))
    shutil.copy(HERE / "mlserver_onnx.py.txt", directory / "mlserver_onnx.py")
    return [str(python.with_name("mlserver")), "start", str(directory)]


@contextmanager
def started(server: Server, subject: Subject, directory: Path) -> Iterator[psutil.Process]:
    """The running server, stopped at the end. Its output goes to ``log.txt``.

    Raises:
        RuntimeError: If it does not answer in a minute.
    """
    directory.mkdir(parents=True, exist_ok=True)
    command = pin(SERVER_CORE, server.prepare(subject, directory, server.port))
    environment = {"OMP_NUM_THREADS": "1", "PATH": "/usr/bin:/bin", "PYTHONPATH": str(directory)}
    with (directory / "log.txt").open("wb") as log:
        process = subprocess.Popen(command, cwd=directory, env=environment, stdout=log, stderr=log)
        try:
            _wait(server, subject, process)
            yield psutil.Process(process.pid)
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def ask(server: Server, subject: Subject) -> dict[str, list[float]]:
    """The outputs for the subject's row, by name.

    Raises:
        OSError: If nobody listens.
        RuntimeError: If the answer is no success.
    """
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        connection.request("POST", server.path, subject.body, {"content-type": "application/json"})
        answer = connection.getresponse()
        content = answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{server.name} answers {answer.status}: {content[:300]!r}")
    return {output["name"]: output["data"] for output in msgspec.json.decode(content)["outputs"]}


def _wait(server: Server, subject: Subject, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_LIMIT
    while process.poll() is None and time.monotonic() < deadline:
        try:
            ask(server, subject)
        except (OSError, RuntimeError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{server.name} does not answer; see log.txt of its directory under .bench")
