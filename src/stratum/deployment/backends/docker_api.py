"""The Docker Engine's API over its socket: requests, versions, errors. No client program is needed."""

import json
import threading
from collections.abc import Iterable, Mapping
from typing import TypeVar

import httpx
import msgspec

from stratum.core.errors import InvalidInputError, StratumError, TransientError
from stratum.deployment.backends.docker_answers import Trouble, Version

DEFAULT_HOST = "unix:///var/run/docker.sock"
NOT_FOUND = 404
CONFLICT = 409
_SCHEME = "unix://"
_OLDEST, _NEWEST = (1, 40), (1, 47)
_PATIENCE = httpx.Timeout(30.0, connect=3.0)
_LONG = httpx.Timeout(600.0, connect=3.0)
_BAD = 400
_HINT = "start the engine, or say where it listens: DOCKER_HOST=unix:///PATH"

Query = Mapping[str, str | int | bool]
Kind = TypeVar("Kind")


class EngineGoneError(TransientError):
    """The engine cannot be reached."""


class RefusedError(TransientError):
    """The engine answered, and did not do it.

    Args:
        message: What it said.
        status: Status of its answer.
    """

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class Engine:
    """One engine. Safe for several threads; opens no connection before it is first asked.

    Every method raises ``EngineGoneError`` if nobody answers and ``RefusedError`` if the answer is no.

    Args:
        host: Where it listens, as in ``DOCKER_HOST``: ``unix://`` and the path of a socket.
    """

    def __init__(self, host: str = DEFAULT_HOST) -> None:
        self.host = host
        self._client: httpx.Client | None = None
        self._version = ""
        self._lock = threading.Lock()

    def read(self, kind: type[Kind], path: str, **query: str | int | bool) -> Kind:
        """What the engine tells of ``path``."""
        return _decode(self._send("GET", path, query), kind)

    def make(self, path: str, body: object, **query: str | int | bool) -> bytes:
        """Have the engine do something with what is told; returns its answer."""
        return self._send("POST", path, query, msgspec.json.encode(body)).content

    def delete(self, path: str, **query: str | int | bool) -> None:
        """Have the engine remove something; nothing happens where it is gone, going or in use."""
        try:
            self._send("DELETE", path, query)
        except RefusedError as error:
            if error.status not in {NOT_FOUND, CONFLICT}:
                raise

    def load(self, archive: Iterable[bytes]) -> None:
        """Load images."""
        answer = self._send("POST", "/images/load", {"quiet": True}, archive)
        for line in filter(None, answer.content.splitlines()):
            if problem := msgspec.json.decode(line, type=Trouble).error:
                raise RefusedError(f"the engine could not load an image: {problem}", answer.status_code)

    def problem(self) -> str:
        """Why it cannot be used now, for people; empty where it can."""
        try:
            self._version = ""
            self._negotiate()
        except StratumError as error:
            return f"{error.message}; {error.hint}" if error.hint else error.message
        return ""

    def _send(
        self, method: str, path: str, query: Query, content: bytes | Iterable[bytes] | None = None
    ) -> httpx.Response:
        answer = self._try(method, f"/v{self._negotiate()}{path}", query, content)
        if answer.status_code >= _BAD:
            raise RefusedError(f"the engine refused: {_said(answer)}", answer.status_code)
        return answer

    def _try(
        self, method: str, path: str, query: Query, content: bytes | Iterable[bytes] | None
    ) -> httpx.Response:
        whole = content is None or isinstance(content, bytes)
        headers = {"Content-Type": "application/json" if whole else "application/x-tar"}
        patience = _PATIENCE if whole else _LONG
        try:
            return self._connected().request(
                method, path, params=dict(query), content=content, headers=headers, timeout=patience
            )
        except httpx.TransportError as error:
            self._version = ""  # the next one that answers may be another engine
            why = f"the container engine at {self.host} does not answer: {str(error) or type(error).__name__}"
            raise EngineGoneError(why, _HINT) from error

    def _negotiate(self) -> str:
        """The newest version of the interface that both sides speak."""
        if not self._version:
            told = _decode(self._try("GET", "/version", {}, None), Version)
            newest = min(_NEWEST, _numbers(told.newest))
            if newest < max(_OLDEST, _numbers(told.oldest)):
                raise InvalidInputError(
                    f"the container engine at {self.host} speaks versions {told.oldest} to {told.newest} "
                    f"of its interface, this platform {_text(_OLDEST)} to {_text(_NEWEST)}",
                    "install a newer engine"
                    if _numbers(told.newest) < _OLDEST
                    else "install a newer platform",
                )
            self._version = _text(newest)
        return self._version

    def _connected(self) -> httpx.Client:
        with self._lock:
            if self._client is None:
                if not self.host.startswith(f"{_SCHEME}/"):
                    raise InvalidInputError(
                        f"the container engine's address {self.host!r} is no socket of this machine", _HINT
                    )
                # No connection is kept: it costs nothing here, and none is found broken later.
                limits = httpx.Limits(max_keepalive_connections=0)
                transport = httpx.HTTPTransport(uds=self.host.removeprefix(_SCHEME), limits=limits)
                self._client = httpx.Client(transport=transport, base_url="http://engine", trust_env=False)
            return self._client


def chosen(labels: Mapping[str, str]) -> str:
    """A filter of lists: those with all of these labels; an empty value stands for any."""
    wanted = [f"{name}={value}" if value else name for name, value in labels.items()]
    return json.dumps({"label": wanted})


def _decode(answer: httpx.Response, kind: type[Kind]) -> Kind:
    try:
        return msgspec.json.decode(answer.content, type=kind)
    except msgspec.DecodeError as error:
        raise RefusedError(f"the engine's answer cannot be read: {error}", answer.status_code) from error


def _said(answer: httpx.Response) -> str:
    try:
        return msgspec.json.decode(answer.content, type=Trouble).message or f"status {answer.status_code}"
    except msgspec.DecodeError:
        return f"status {answer.status_code}"


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdecimal())


def _text(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
