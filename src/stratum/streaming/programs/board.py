"""The board: a small page, and the same figures as JSON, from the archive."""

import asyncio
import signal
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import jinja2
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from stratum.core.clock import Clock
from stratum.core.errors import PermanentError, TransientError
from stratum.core.specs import read_spec
from stratum.streaming.logic.board import board_figures
from stratum.streaming.programs.archive import read_board
from stratum.streaming.types import BoardSpec

TEMPLATE = Path(__file__).with_name("board.html")


def main(spec: Mapping[str, object], directory: Path, clock: Clock) -> int:
    """Serve the board until SIGTERM.

    Raises:
        InvalidInputError: If the specification is wrong.
        PermanentError: If the port is taken.
    """
    del directory, clock  # it keeps nothing
    wanted = read_spec(BoardSpec, spec)
    # uvicorn ends in order on SIGTERM and then raises it again for the handler that was there before.
    signal.signal(signal.SIGTERM, lambda *_: None)
    config = uvicorn.Config(
        board_app(wanted), host=wanted.address, port=wanted.port, log_level="warning", access_log=False
    )
    try:
        uvicorn.Server(config).run()
    except SystemExit as error:
        raise PermanentError(
            f"board cannot listen on {wanted.address}:{wanted.port}", "choose another port"
        ) from error
    return 0


def board_app(spec: BoardSpec) -> Starlette:
    """The board as an ASGI application: ``/``, ``/api/board`` and ``/ready``."""
    environment = jinja2.Environment(autoescape=True)
    environment.filters["clock"] = _clock_time
    page = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))

    async def figures() -> Mapping[str, object]:
        readings = await asyncio.to_thread(read_board, Path(spec.database))
        return board_figures(spec.title, readings)

    async def show(_: Request) -> Response:
        return HTMLResponse(page.render(await figures()))

    async def tell(_: Request) -> Response:
        return JSONResponse(await figures())

    async def ready(_: Request) -> Response:
        await figures()
        return PlainTextResponse("ready\n")

    routes = [Route("/", show), Route("/api/board", tell), Route("/ready", ready)]
    return Starlette(routes=routes, exception_handlers={TransientError: _not_now})


async def _not_now(_: Request, error: Exception) -> Response:
    return PlainTextResponse(f"{error}\n", status_code=503, headers={"retry-after": "1"})


def _clock_time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%H:%M:%S")
