"""The Docker Engine's API over its socket: requests, versions, errors. No client program is needed."""

import dataclasses
import http.client
import json
import socket
import urllib.parse
from collections.abc import Iterable, Mapping
from typing import TypeVar

import msgspec

from stratum.core.errors import InvalidInputError, StratumError, TransientError
from stratum.deployment.backends.docker_answers import Trouble, Version

DEFAULT_HOST = "unix:///var/run/docker.sock"
NOT_FOUND = 404
CONFLICT = 409
_SCHEME = "unix://"
_OLDEST, _NEWEST = (1, 40), (1, 47)
_CONNECTING, _PATIENCE, _LONG = 3.0, 30.0, 600.0
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


@dataclasses.dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: bytes


class _Connection(http.client.HTTPConnection):
    """HTTP over a socket of this machine, for one request: connecting anew costs nothing here."""

    def __init__(self, host: str, patience: float) -> None:
        super().__init__("engine", timeout=patience)
        if not host.startswith(f"{_SCHEME}/"):
            raise InvalidInputError(f"the container engine's address {host!r} is no socket here", _HINT)
        self._path = host.removeprefix(_SCHEME)

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(_CONNECTING)
        self.sock.connect(self._path)
        self.sock.settimeout(self.timeout)


class Engine:
    """One engine. Safe for several threads; opens no connection before it is asked.

    Every method raises ``EngineGoneError`` if nobody answers and ``RefusedError`` if the answer is no.

    Args:
        host: Where it listens, as in ``DOCKER_HOST``: ``unix://`` and the path of a socket.
    """

    def __init__(self, host: str = DEFAULT_HOST) -> None:
        self.host = host
        self._version = ""

    def read(self, kind: type[Kind], path: str, **query: str | int | bool) -> Kind:
        """What the engine tells of ``path``."""
        return _decode(self._send("GET", path, query), kind)

    def fetch(self, path: str, **query: str | int | bool) -> bytes:
        """The same, as the engine sent it."""
        return self._send("GET", path, query).body

    def make(self, path: str, body: object, **query: str | int | bool) -> bytes:
        """Have the engine do something with what is told; returns its answer."""
        return self._send("POST", path, query, msgspec.json.encode(body)).body

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
        for line in filter(None, answer.body.splitlines()):
            if problem := msgspec.json.decode(line, type=Trouble).error:
                raise RefusedError(f"the engine could not load an image: {problem}", answer.status)

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
    ) -> _Answer:
        answer = self._try(method, f"/v{self._negotiate()}{path}", query, content)
        if answer.status >= _BAD:
            raise RefusedError(f"the engine refused: {_said(answer)}", answer.status)
        return answer

    def _try(self, method: str, path: str, query: Query, content: bytes | Iterable[bytes] | None) -> _Answer:
        whole = content is None or isinstance(content, bytes)
        kind = "application/json" if whole else "application/x-tar"
        connection = _Connection(self.host, _PATIENCE if whole else _LONG)
        told = f"{path}?{urllib.parse.urlencode({name: _word(value) for name, value in query.items()})}"
        try:
            connection.request(method, told, content, {"Content-Type": kind})
            answer = connection.getresponse()
            return _Answer(answer.status, answer.read())
        except (OSError, http.client.HTTPException) as error:
            self._version = ""  # the next one that answers may be another engine
            why = getattr(error, "strerror", None) or str(error) or type(error).__name__
            raise EngineGoneError(
                f"the container engine at {self.host} does not answer: {why}", _HINT
            ) from error
        finally:
            connection.close()

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


def chosen(labels: Mapping[str, str]) -> str:
    """A filter of lists: those with all of these labels; an empty value stands for any."""
    wanted = [f"{name}={value}" if value else name for name, value in labels.items()]
    return json.dumps({"label": wanted})


def _decode(answer: _Answer, kind: type[Kind]) -> Kind:
    try:
        return msgspec.json.decode(answer.body, type=kind)
    except msgspec.DecodeError as error:
        raise RefusedError(f"the engine's answer cannot be read: {error}", answer.status) from error


def _said(answer: _Answer) -> str:
    try:
        return msgspec.json.decode(answer.body, type=Trouble).message or f"status {answer.status}"
    except msgspec.DecodeError:
        return f"status {answer.status}"


def _word(value: str | int | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdecimal())


def _text(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
