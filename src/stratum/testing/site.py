"""The API and the page on a free loopback port, for tests that look at them from outside."""

import threading
from collections.abc import Callable
from pathlib import Path

from stratum.api.app import create_app, operate
from stratum.api.door import Door
from stratum.api.editing import Editing
from stratum.api.routes.comments import discuss
from stratum.api.server import PageServer, bind
from stratum.comments.service import Comments
from stratum.runtime.operating.service import OperatingView
from stratum.runtime.views import LearningView, PlatformView

PATIENCE = 10.0


class Site:
    """A server in a thread; it can be stopped and started again on the same port.

    Args:
        view: What is served.
        static: The built page; None serves the API alone.
        interval: Seconds between two looks of the live feed.
        session: Makes where the documents are edited, at each start; None where they are only shown.
        door: Who may ask; None where only the person at the machine can.
        bench: Where data and models are worked with; None where they are not.

    Attributes:
        comments: Where people comment from the next start on; None where they do not.
        operations: Operates the applications from the next start on; None where they are only shown.
    """

    def __init__(
        self,
        view: PlatformView,
        static: Path | None,
        interval: float = 0.2,
        session: Callable[[], Editing] | None = None,
        door: Door | None = None,
        bench: LearningView | None = None,
    ) -> None:
        self._view = view
        self._static = static
        self._interval = interval
        self._session = session
        self._door = door
        self._bench = bench
        self.operations: OperatingView | None = None
        self.comments: Comments | None = None
        self._port = 0
        self._server: PageServer | None = None
        self._thread: threading.Thread | None = None

    @property
    def address(self) -> str:
        """Where it answers, after the first start."""
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Answer; returns once requests are taken.

        Raises:
            TimeoutError: If that does not come about.
        """
        listener = bind("127.0.0.1", self._port)
        self._port = listener.getsockname()[1]
        ready = threading.Event()
        session = self._session() if self._session is not None else None
        app = create_app(self._view, self._static, self._interval, session, self._door, self._bench)
        if self.operations is not None:
            operate(app, self.operations)
        if self.comments is not None:
            discuss(app, self.comments)
        self._server = PageServer(app, ready.set)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listener]})
        self._thread.start()
        if not ready.wait(PATIENCE):
            raise TimeoutError("the server did not start")

    def stop(self) -> None:
        """End, with all live feeds. Nothing happens where it does not run.

        Raises:
            TimeoutError: If it goes on.
        """
        if self._server is None or self._thread is None:
            return
        self._server.should_exit = True
        self._thread.join(PATIENCE)
        if self._thread.is_alive():
            raise TimeoutError("the server did not stop")
        self._server = self._thread = None
