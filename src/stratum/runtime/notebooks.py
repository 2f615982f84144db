"""JupyterLab beside a workspace, for the notebooks of its training runs: one server, on loopback.

A process of ours watches it, and starts it again at the same address when it ends, see ``attending``.
The token is passed in the environment and kept in one file that only the user can read, so that the page
can be opened again; it is in no argument list, log or commit. Jupyter's own files stay in the folder too.
"""

import contextlib
import dataclasses
import http.client
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from stratum.core.errors import NotFoundError, TransientError
from stratum.deployment.logic.processes import carried_token, parse_stat
from stratum.runtime.listening import free_port
from stratum.runtime.wiring import new_id, new_secret

ADDRESS: Final = "127.0.0.1"
FOLDER: Final = "jupyter"
"""Folder of the state of a workspace."""
NOTEBOOK: Final = "notebook.ipynb"
VARIABLE: Final = "STRATUM_NOTEBOOK"
PATIENCE: Final = 60.0
"""Seconds in which the server has to answer."""
GRACE: Final = 10.0
"""Seconds that it has to end by itself, with its kernels."""
_TURN: Final = 0.1
_PROC: Final = Path("/proc")
_OWN: Final = {
    "JUPYTER_RUNTIME_DIR": "runtime",
    "JUPYTER_CONFIG_DIR": "config",
    "JUPYTER_DATA_DIR": "data",
    "IPYTHONDIR": "ipython",
}
"""Where Jupyter keeps what it writes, by its variables."""


@dataclasses.dataclass(frozen=True, slots=True)
class Server:
    """A server that was started.

    Attributes:
        mark: What all of its processes carry in their environment.
        pid: Of the process that watches it.
        port: Where it listens.
        token: What opens it.
    """

    mark: str
    pid: int
    port: int
    token: str

    @property
    def address(self) -> str:
        """Where it listens, without the token."""
        return f"http://{ADDRESS}:{self.port}"


class Notebooks:
    """Starts, finds and ends the notebook server of a workspace; any process of its user may.

    Args:
        root: Folder of the copies of the notebooks and of what Jupyter keeps; made where needed.
        runs: Folder of the training runs.
    """

    def __init__(self, root: Path, runs: Path) -> None:
        self._root = root
        self._runs = runs
        self._told = root / "server.json"
        self._child: subprocess.Popen[bytes] | None = None

    def running(self) -> Server | None:
        """The server, where one runs."""
        server = self._kept()
        return server if server is not None and server.pid in _carrying(server.mark) else None

    def _kept(self) -> Server | None:
        """The server that was started last, whatever became of it."""
        try:
            return msgspec.json.decode(self._told.read_bytes(), type=Server)
        except (OSError, msgspec.DecodeError):
            return None

    def open(self, run: str) -> str:
        """Where a copy of a run's notebook opens; changes in it stay. A server is started where none runs.

        Raises:
            NotFoundError: If the run has no notebook, or Jupyter is not installed.
            TransientError: If the server does not answer.
        """
        source = self._runs / run / NOTEBOOK
        known = {folder.name for folder in self._runs.iterdir()} if self._runs.is_dir() else set()
        if run not in known or not source.is_file():
            raise NotFoundError(f"run {run!r} has no notebook", "name a run of: stratum models list")
        copy = self._root / "notebooks" / run / NOTEBOOK
        if not copy.is_file():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, copy)
        server = self.running()
        if server is None:
            self.stop()  # what a watch that was killed has left
            server = self._start()
        return f"{server.address}/lab/tree/{run}/{NOTEBOOK}?token={server.token}"

    def stop(self) -> bool:
        """End the server with its kernels; nothing of it is left. Gives whether one ran."""
        server = self._kept()
        left = _carrying(server.mark) if server is not None else frozenset()
        if server is not None and left:
            for pid in left & {server.pid} or left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGTERM)
            _wait_gone(server.mark)
            for pid in _carrying(server.mark):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        if self._child is not None:
            self._child.wait()
            self._child = None
        self._told.unlink(missing_ok=True)
        shutil.rmtree(self._root / _OWN["JUPYTER_RUNTIME_DIR"], ignore_errors=True)
        return bool(left)

    def _start(self) -> Server:
        if importlib.util.find_spec("jupyterlab") is None:
            raise NotFoundError("Jupyter is not installed", "pip install 'stratum[notebook]'")
        self._root.mkdir(parents=True, exist_ok=True)
        self._root.chmod(0o700)
        mark, token, port = new_id(), new_secret(), free_port(ADDRESS)
        places = {name: str(self._root / folder) for name, folder in _OWN.items()}
        with (self._root / "log").open("wb") as log:
            child = subprocess.Popen(
                _command(self._root / "notebooks", port),
                cwd=self._root,
                env={**os.environ, **places, VARIABLE: mark, "JUPYTER_TOKEN": token},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._child = child
        server = Server(mark, child.pid, port, token)
        self._keep(server)
        try:
            _wait_ready(server, child)
        except TransientError:
            self.stop()
            raise
        return server

    def _keep(self, server: Server) -> None:
        part = self._told.with_suffix(".part")
        part.unlink(missing_ok=True)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            json.dump(dataclasses.asdict(server), file)
        part.replace(self._told)


def _command(root: Path, port: int) -> list[str]:
    options = {
        "ip": ADDRESS,
        "port": port,
        "port_retries": 0,
        "open_browser": False,
        "root_dir": root,
        "allow_root": True,
    }
    told = [f"--ServerApp.{name}={value}" for name, value in options.items()]
    watch = [sys.executable, "-m", "stratum.runtime.attending"]
    return [*watch, sys.executable, "-m", "jupyterlab", "--log-level=WARN", *told]


def _wait_ready(server: Server, child: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + PATIENCE
    while child.poll() is None and time.monotonic() < end:
        if _answers(server):
            return
        time.sleep(_TURN)
    raise TransientError("the notebook server did not start", "see .stratum/jupyter/log, then try again")


def _answers(server: Server) -> bool:
    """Whether it answers to its token, which no other server on the port would."""
    connection = http.client.HTTPConnection(ADDRESS, server.port, timeout=PATIENCE)
    with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
        connection.request("GET", "/api/contents", headers={"Authorization": f"token {server.token}"})
        return connection.getresponse().status == http.client.OK
    return False


def _wait_gone(mark: str) -> None:
    end = time.monotonic() + GRACE
    while _carrying(mark) and time.monotonic() < end:
        time.sleep(_TURN)


def _carrying(mark: str) -> frozenset[int]:
    """Processes that carry a mark and have not ended."""
    return frozenset(_alive(mark))


def _alive(mark: str) -> Iterator[int]:
    for entry in os.scandir(_PROC):
        if not entry.name.isdigit():
            continue
        folder = _PROC / entry.name
        with contextlib.suppress(OSError, ValueError, IndexError):
            if carried_token((folder / "environ").read_bytes(), VARIABLE) == mark:
                process = parse_stat((folder / "stat").read_text(errors="replace"))
                if not process.dead:
                    yield process.pid
