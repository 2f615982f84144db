"""``/api/models/…`` and ``/api/services``: versions, their stages, their files, and asking models."""

import contextlib
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final

import msgspec
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from stratum.api.answers import answer
from stratum.api.bodies import json_value
from stratum.api.routes.data import bench
from stratum.api.routes.operating import PAGE
from stratum.core.errors import InvalidInputError
from stratum.runtime.views import Json, Wish

LARGEST: Final = 256 << 20
"""Bytes of a file with a model."""
ARCHIVE: Final = "application/zip"
_HINT: Final = f"send the file as {ARCHIVE}"


class Staged(msgspec.Struct, forbid_unknown_fields=True):
    """The stage that a version is moved to."""

    stage: str


class RolledBack(msgspec.Struct, forbid_unknown_fields=True):
    """The model whose champion before is to be champion again."""

    model: str


class Asked(msgspec.Struct, forbid_unknown_fields=True):
    """Rows that a model is asked about, by column name."""

    rows: list[dict[str, str | int | float | bool | None]]


def version(request: Request) -> Response:
    """A version in detail."""
    return answer(bench(request.app).version(_reference(request)))


def lineage(request: Request) -> Response:
    """Where a version comes from, and who uses it."""
    return answer(bench(request.app).lineage(_reference(request)))


def differences(request: Request) -> Response:
    """What differs between two versions."""
    query = request.query_params
    return answer(bench(request.app).differences(query.get("first", ""), query.get("second", "")))


def exposure(request: Request) -> Response:
    """What exposing a version takes."""
    query = request.query_params
    wish = Wish(*(query.get(name, "") for name in ("application", "service", "host", "infrastructure")))
    return answer(bench(request.app).exposure(_reference(request), wish))


def bundle(request: Request) -> Response:
    """A version as one file."""
    folder = Path(tempfile.mkdtemp(prefix="stratum-model-"))
    path = folder / "model.zip"
    try:
        with path.open("xb") as file:
            name = bench(request.app).export(_reference(request), file)
    except BaseException:
        shutil.rmtree(folder)
        raise
    headers = {"Content-Disposition": f'attachment; filename="{name}.stratum-model.zip"'}
    done = BackgroundTask(shutil.rmtree, folder)
    return FileResponse(
        path, media_type=ARCHIVE, headers={"Cache-Control": "no-store", **headers}, background=done
    )


async def stage(request: Request) -> Response:
    """Move a version to a stage."""
    asked = await json_value(request, Staged, 'send {"stage": "champion"} as application/json')
    told = await run_in_threadpool(bench(request.app).promote, _reference(request), asked.stage, _by(request))
    return answer(told)


async def rollback(request: Request) -> Response:
    """Make the champion before champion again."""
    asked = await json_value(request, RolledBack, 'send {"model": …} as application/json')
    return answer(await run_in_threadpool(bench(request.app).roll_back, asked.model, _by(request)))


async def take_in(request: Request) -> Response:
    """Register the model of a file."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != ARCHIVE:
        raise InvalidInputError("a model is sent as a file", _HINT)
    with tempfile.TemporaryFile() as file:
        await _received(request, file.write)
        file.seek(0)
        return answer(await run_in_threadpool(_taken, request, file))


def services(request: Request) -> Response:
    """Every model service that runs."""
    return answer(bench(request.app).services())


def prediction_lineage(request: Request) -> Response:
    """The version, data and commit behind a stored prediction."""
    return answer(bench(request.app).prediction_lineage(request.query_params.get("id", "")))


def behind(request: Request) -> Response:
    """The versions that a service runs, with data and commit behind each."""
    told = request.path_params
    return answer(bench(request.app).behind(told["application"], told["service"]))


async def try_service(request: Request) -> Response:
    """Ask a service about rows."""
    told = request.path_params
    rows = await _rows(request)
    ask = bench(request.app).try_service
    return answer(await run_in_threadpool(ask, told["application"], told["service"], rows))


async def try_version(request: Request) -> Response:
    """Ask a registered version about rows."""
    rows = await _rows(request)
    return answer(await run_in_threadpool(bench(request.app).try_version, _reference(request), rows))


def _by(request: Request) -> str:
    return request.scope["who"].name or PAGE


def _reference(request: Request) -> str:
    return f"{request.path_params['model']}@{request.path_params['version']}"


async def _rows(request: Request) -> list[dict[str, str | int | float | bool | None]]:
    asked = await json_value(request, Asked, 'send {"rows": [{COLUMN: VALUE}]} as application/json')
    return asked.rows


def _taken(request: Request, file: BinaryIO) -> Json:
    return bench(request.app).take_in(file, request.scope["who"].name)


async def _received(request: Request, write: Callable[[bytes], object]) -> None:
    """Write the body of a request, which is not too large.

    Raises:
        InvalidInputError: If it is.
    """
    size = 0
    async with contextlib.aclosing(request.stream()) as parts:
        async for part in parts:
            size += len(part)
            if size > LARGEST:
                raise InvalidInputError(f"a file with a model has at most {LARGEST} bytes", _HINT)
            write(part)


_VERSION: Final = "/api/models/{model}/{version}"
_SERVICE: Final = "/api/services/{application}/{service}"
ROUTES = [
    Route("/api/models/differences", differences),
    Route("/api/models/import", take_in, methods=["POST"]),
    Route("/api/models/rollback", rollback, methods=["POST"]),
    Route(_VERSION, version),
    Route(f"{_VERSION}/lineage", lineage),
    Route(f"{_VERSION}/exposure", exposure),
    Route(f"{_VERSION}/bundle", bundle),
    Route(f"{_VERSION}/stage", stage, methods=["POST"]),
    Route(f"{_VERSION}/try", try_version, methods=["POST"]),
    Route("/api/services", services),
    Route("/api/predictions/lineage", prediction_lineage),
    Route(f"{_SERVICE}/behind", behind),
    Route(f"{_SERVICE}/try", try_service, methods=["POST"]),
]
