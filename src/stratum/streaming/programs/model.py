"""A model behind the Open Inference Protocol, over HTTP."""

import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence

import httpx

from stratum.core.errors import InvalidInputError, PermanentError, TransientError
from stratum.streaming.logic.tensors import Answer, Signature, infer_request, read_answer, read_signature
from stratum.streaming.types import ModelRef

PATIENCE = 10.0


class Model:
    """Asks one model; knows what it takes."""

    def __init__(self, ref: ModelRef, client: httpx.AsyncClient) -> None:
        self._path = f"{ref.url}/v2/models/{ref.name}"
        self._client = client
        self._signature: Signature | None = None

    async def signature(self) -> Signature:
        """What the model takes; asked once, and again after ``forget``.

        Raises:
            TransientError: If the model is not there or not ready.
        """
        if self._signature is None:
            response = await self._call("GET", self._path)
            if response.status_code != httpx.codes.OK:
                raise TransientError(f"{self._path}: {response.status_code}", "is the model served?")
            try:
                self._signature = read_signature(response.content)
            except PermanentError as error:
                raise TransientError(error.message) from error
        return self._signature

    def forget(self) -> None:
        """Ask for the signature again: another version may be served now."""
        self._signature = None

    async def infer(self, signature: Signature, rows: Sequence[Mapping[str, object]]) -> Answer:
        """What the model says about rows.

        Raises:
            TransientError: If the model is not there, not ready or failed.
            InvalidInputError: If it refuses the rows.
        """
        response = await self._call("POST", f"{self._path}/infer", infer_request(signature, rows))
        if response.is_success:
            return read_answer(response.content, len(rows))
        reason = f"{response.status_code} {response.text[:300]}"
        if response.status_code in {400, 413, 422}:
            raise InvalidInputError(f"the model refused: {reason}")
        raise TransientError(f"{self._path}: {reason}")

    async def _call(self, method: str, url: str, body: bytes | None = None) -> httpx.Response:
        try:
            return await self._client.request(method, url, content=body)
        except httpx.HTTPError as error:
            raise TransientError(
                f"{url}: {type(error).__name__} {error}", "is the model service up?"
            ) from error


@contextlib.asynccontextmanager
async def reached(ref: ModelRef) -> AsyncIterator[Model]:
    """The model with a connection that is kept open; proxies of the environment are not asked."""
    headers = {"content-type": "application/json"}
    async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False, headers=headers) as client:
        yield Model(ref, client)
