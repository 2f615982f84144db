"""A server of a workspace as a process of its own, which can be killed and started again.

``python -m stratum.testing.live_server FOLDER PORT PAGE`` prints its port once it takes requests; 0 takes
a free one, and PAGE is ``page`` to serve the built page too.
"""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from stratum.api.app import create_app
from stratum.api.routes.comments import discuss
from stratum.api.routes.page import packaged_page
from stratum.api.server import bind, serve
from stratum.runtime.platform import Platform
from stratum.runtime.session import live_session
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts


class LiveServer:
    """Serves a workspace from another process.

    Args:
        root: The workspace.
        page: Whether the built page is served too.
    """

    def __init__(self, root: Path, *, page: bool = False) -> None:
        self._root = root
        self._page = "page" if page else ""
        self._port = 0
        self._process: subprocess.Popen[str] | None = None

    @property
    def address(self) -> str:
        """Where it answers, after the first start."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def pid(self) -> int:
        """Of the process; 0 while none runs."""
        return self._process.pid if self._process else 0

    def start(self) -> None:
        """Answer, again on the same port; returns once requests are taken."""
        command = [
            sys.executable,
            "-m",
            "stratum.testing.live_server",
            str(self._root),
            str(self._port),
            self._page,
        ]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        said = self._process.stdout
        self._port = int(said.readline()) if said else 0

    def kill(self) -> None:
        """End it at once (SIGKILL); nothing happens where it does not run."""
        self._end(subprocess.Popen.kill)

    def stop(self) -> None:
        """End it in good order; nothing happens where it does not run."""
        self._end(subprocess.Popen.terminate)

    def _end(self, how: Callable[[subprocess.Popen[str]], None]) -> None:
        if self._process is not None:
            how(self._process)
            self._process.wait()
            if self._process.stdout is not None:
                self._process.stdout.close()
        self._process = None


def main(root: Path, port: int, *, page: bool) -> None:
    """Serve until it is ended."""
    parts = Parts(Settings(root))
    listener = bind("127.0.0.1", port)
    app = create_app(Platform(parts), packaged_page() if page else None, session=live_session(parts))
    discuss(app, parts.comments)

    def ready() -> None:
        sys.stdout.write(f"{listener.getsockname()[1]}\n")
        sys.stdout.flush()

    serve(app, listener, ready)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), page=sys.argv[3] == "page")
