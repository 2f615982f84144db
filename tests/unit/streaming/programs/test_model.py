"""Asking a model, against a small server in process."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx
import msgspec
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from stratum.core.errors import InvalidInputError, StratumError, TransientError
from stratum.streaming.logic.tensors import Signature
from stratum.streaming.programs.model import Model, reached
from stratum.streaming.types import ModelRef

REF = ModelRef("http://127.0.0.1:1", "m")
METADATA = {"name": "m", "versions": ["1"], "inputs": [{"name": "x", "datatype": "FP64", "shape": [-1]}]}


def serving(status: int, infer: object = None, metadata: object = None) -> Starlette:
    async def describe(_: Request) -> Response:
        return JSONResponse(metadata or METADATA, 200 if metadata is None else status)

    async def answer(request: Request) -> Response:
        rows = len(msgspec.json.decode(await request.body())["inputs"][0]["data"])
        told = {
            "outputs": [{"name": "prediction", "shape": [rows], "data": [2.5] * rows}],
            "model_version": "1",
        }
        return JSONResponse(infer or told, status)

    return Starlette(
        routes=[Route("/v2/models/m", describe), Route("/v2/models/m/infer", answer, methods=["POST"])]
    )


def ask(app: Starlette, question: Callable[[Model], Awaitable[object]]) -> object:
    async def run() -> object:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
            return await question(Model(REF, client))

    return asyncio.run(run())


async def infer(model: Model) -> object:
    return (await model.infer(await model.signature(), [{"x": 1.0}, {"x": None}])).probabilities


def test_a_model_is_asked_in_its_own_words() -> None:
    assert ask(serving(200), infer) == [2.5, 2.5]


def test_the_signature_is_asked_once_and_again_after_forgetting() -> None:
    async def question(model: Model) -> list[Signature]:
        first, second = await model.signature(), await model.signature()
        model.forget()
        return [first, second, await model.signature()]

    first, second, third = msgspec.convert(ask(serving(200), question), list[object])
    assert first is second
    assert third is not first
    assert third == first


@pytest.mark.parametrize(
    ("status", "kind"),
    [(422, InvalidInputError), (400, InvalidInputError), (413, InvalidInputError), (500, TransientError),
     (503, TransientError), (404, TransientError), (429, TransientError)],
)  # fmt: skip
def test_a_refusal_says_whether_trying_again_helps(status: int, kind: type[StratumError]) -> None:
    with pytest.raises(kind, match=str(status)):
        ask(serving(status, infer={"error": "no"}), infer)


@pytest.mark.parametrize(("status", "metadata"), [(404, {"error": "none"}), (200, {"error": "none"})])
def test_a_model_that_is_not_there_yet_can_be_waited_for(status: int, metadata: object) -> None:
    with pytest.raises(TransientError):
        ask(serving(status, metadata=metadata), infer)


def test_a_server_that_is_not_there_can_be_waited_for() -> None:
    async def run() -> None:
        async with reached(REF) as model:
            await model.signature()

    with pytest.raises(TransientError, match="ConnectError") as failed:
        asyncio.run(run())
    assert "is the model service up?" in str(failed.value)
