"""The model server as a process: the entry point ``model-server``."""

import errno
import gc
import ipaddress
import logging
import signal
import socket
from collections.abc import Mapping
from pathlib import Path
from types import FrameType

import msgspec
import uvicorn

import stratum
from stratum.core.clock import Clock
from stratum.core.errors import InvalidInputError, PermanentError
from stratum.serving.loader import load_runtime
from stratum.serving.service import DataPlane, load_model
from stratum.serving.skins.http import Application
from stratum.serving.skins.protocol import ModelProtocol
from stratum.serving.types import ServerSpec

BACKLOG = 2048
KEEP_ALIVE = 75
GRACE = 10
_LOOPBACK = ipaddress.ip_network("127.0.0.0/8")
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
        PermanentError: If the bundle does not verify or load, or the port is taken.
    """
    server = read_spec(spec)
    model = load_model(server.name, server.version, directory / server.bundle, load_runtime(server.runtime))
    application = Application(DataPlane([model]), clock, stratum.__version__, server.body_limit)
    with listen(server.address, server.port) as listener:
        logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
        _logger.info("serving %s %s on http://%s:%d", model.name, model.version, *listener.getsockname())
        _run(application, listener)
    return 0


def read_spec(spec: Mapping[str, object]) -> ServerSpec:
    """The specification, typed.

    Raises:
        InvalidInputError: If a field is missing or wrong, or the address is not on this machine.
    """
    try:
        server = msgspec.convert(spec, ServerSpec)
        local = ipaddress.ip_address(server.address) in _LOOPBACK
    except ValueError as error:
        raise InvalidInputError(f"the server's specification is wrong: {error}") from None
    if not local:
        raise InvalidInputError(f"address {server.address} is not on this machine", "take one of 127.0.0.0/8")
    return server


def listen(address: str, port: int) -> socket.socket:
    """A listening socket.

    Raises:
        PermanentError: If the port is taken or the address cannot be used.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        # Connections of the server that ran before may linger; another listener still refuses.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PermanentError(
                f"port {port} of {address} is taken", "stop what listens there, or choose another port"
            ) from None
        raise PermanentError(f"cannot listen on {address}:{port}: {error.strerror}") from None
    return listener


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
