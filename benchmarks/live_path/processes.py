"""Starting and ending the processes of a loop."""

import contextlib
import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

PATIENCE = 60.0


class Processes:
    """The processes of one loop, each with a log in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def component(self, name: str, kind: str, spec: Mapping[str, object]) -> None:
        """Start a component of the platform as the platform does."""
        self.folder.joinpath(name).mkdir(parents=True, exist_ok=True)
        file = self.folder / name / "spec.json"
        file.write_text(json.dumps(spec))
        self.command(name, "-m", "stratum.runtime.component", kind, str(file))

    def command(self, name: str, *arguments: str) -> None:
        """Start a Python process."""
        with (self.folder / f"{name}.log").open("wb") as log:
            self._running[name] = subprocess.Popen([sys.executable, *arguments], stdout=log, stderr=log)

    def finish(self, name: str) -> None:
        """Wait for a process to end well."""
        if self._running.pop(name).wait(PATIENCE):
            raise RuntimeError(f"{name}: {(self.folder / f'{name}.log').read_text()}")

    def ready(self, name: str, url: str) -> None:
        """Wait until ``url`` answers 200."""
        deadline = time.monotonic() + PATIENCE
        while True:
            with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=1):
                return
            if self._running[name].poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{name} is not ready: {(self.folder / f'{name}.log').read_text()}")
            time.sleep(0.02)

    def pids(self) -> Mapping[str, int]:
        """Process ids by name."""
        return {name: process.pid for name, process in self._running.items()}

    def close(self) -> None:
        """End all of them."""
        for process in self._running.values():
            process.terminate()
        for process in self._running.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)


@contextlib.contextmanager
def processes(folder: Path) -> Iterator[Processes]:
    """Processes that end with the context."""
    folder.mkdir(parents=True)
    running = Processes(folder)
    try:
        yield running
    finally:
        running.close()
