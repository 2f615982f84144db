"""A container engine for tests: the one that the environment names, else one of its own."""

import contextlib
import os
import select
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from stratum.deployment.backends.docker_api import Engine
from stratum.testing.waiting import wait_until

_PATIENCE = 120.0


@contextlib.contextmanager
def lent_engine(script: Path, named: str | None) -> Iterator[str]:
    """Where an engine listens, as in ``DOCKER_HOST``; skips the test where none can be had.

    Args:
        script: Starts and stops an engine in a folder.
        named: An engine that is there already.
    """
    if named and not Engine(named).problem():
        yield named
        return
    # Paths of sockets are short: not in the folder that pytest gives.
    with tempfile.TemporaryDirectory(prefix="engine-") as folder:
        try:
            yield _started(script, folder)
        finally:
            _run(script, "stop", folder)


def _started(script: Path, folder: str) -> str:
    done = _run(script, "start", folder)
    name, _, host = done.stdout.strip().partition("=")
    if done.returncode != 0 or name != "DOCKER_HOST":
        pytest.skip(f"{done.stderr.strip() or 'no container engine'}")
    return host


def halt_engine(host: str) -> None:
    """End an engine of its own in good order, as the machine's service manager would; its data stay."""
    pid = int(_folder(host).joinpath("pid").read_text(encoding="utf-8"))
    file = os.pidfd_open(pid)
    try:
        signal.pidfd_send_signal(file, signal.SIGTERM)
        wait_until(lambda: select.select([file], [], [], 0)[0], _PATIENCE, "the end of the engine")
    finally:
        os.close(file)


def resume_engine(script: Path, host: str) -> None:
    """Start it again where it was."""
    _run(script, "start", str(_folder(host)))


def _folder(host: str) -> Path:
    return Path(host.removeprefix("unix://")).parent


def _run(script: Path, verb: str, folder: str) -> "subprocess.CompletedProcess[str]":
    """Start or stop the engine of a folder; a script that hangs or is missing has failed."""
    try:
        return subprocess.run(
            [str(script), verb, folder], capture_output=True, text=True, check=False, timeout=_PATIENCE
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess([], 1, "", f"{script} {verb}: {error}")
