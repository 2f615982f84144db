"""The model server as a process: the entry point ``model-server``."""

import gc
import logging
import signal
import socket
from collections.abc import Mapping
from pathlib import Path
from types import FrameType

import uvicorn

import stratum
from stratum.core.clock import Clock
from stratum.data.signing import check_signers
from stratum.serving.listening import listen
from stratum.serving.loader import permitted
from stratum.serving.logic.specs import read_spec
from stratum.serving.service import DataPlane, load_model
from stratum.serving.skins.http import Application
from stratum.serving.skins.protocol import ModelProtocol
from stratum.serving.types import ServerSpec

KEEP_ALIVE = 75
GRACE = 10
_logger = logging.getLogger(__name__)


def main(spec: Mapping[str, object], directory: Path, clock: Clock) -> int:
    """Serve one model until SIGTERM.

    Args:
        spec: A :class:`~stratum.serving.types.ServerSpec` as JSON data.
        directory: What a relative path of the bundle is relative to.
        clock: Times requests.

    Returns:
        0 after SIGTERM or SIGINT, when the requests that were being answered are done.

    Raises:
        InvalidInputError: If the specification is wrong.
        NotFoundError: If there is no bundle or no such runtime.
        PermanentError: If no trusted key signed the bundle, it does not verify or load, the form of its model
            is not allowed, or the port is taken.
    """
    server = read_spec(ServerSpec, spec)
    check_signers(directory / server.bundle, server.signers)
    runtimes = permitted(server.forms, server.runtime)
    model = load_model(server.name, server.version, directory / server.bundle, runtimes, server.variant)
    application = Application(DataPlane([model]), clock, stratum.__version__, server.body_limit)
    with listen(server.address, server.port) as listener:
        logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
        _logger.info("serving %s %s on http://%s:%d", model.name, model.version, *listener.getsockname())
        _run(application, listener)
    return 0


def _stay(number: int, frame: FrameType | None) -> None:
    """Let the process go on, so that it can end by itself with status 0."""
    del number, frame


def _run(application: Application, listener: socket.socket) -> None:
    # uvicorn stops gracefully at a signal, then raises it again for whoever was there before: this.
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, _stay)
    config = uvicorn.Config(
        application,
        http=ModelProtocol,
        loop="uvloop",
        ws="none",
        interface="asgi3",
        lifespan="off",
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_config=None,
        log_level="warning",
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=GRACE,
    )
    gc.collect()
    gc.freeze()  # what was loaded stays: the collector need not walk it again
    uvicorn.Server(config).run(sockets=[listener])
