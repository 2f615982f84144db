"""Files that web servers give."""

import contextlib
import functools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

import httpx

from stratum.core.errors import (
    DeniedError,
    InvalidInputError,
    NotFoundError,
    PermanentError,
    TransientError,
)
from stratum.data.access import Access
from stratum.effects.hosts import PORTS, pin

_HOPS: Final = 5
_TIMEOUT: Final = httpx.Timeout(30.0, connect=10.0)
_PIECE: Final = 1 << 20


def download(
    access: Access, source: str, url: str, headers: Mapping[str, str], target: Path, *, follow: bool = True
) -> None:
    """Write what an address gives to a file.

    Each name is looked up once, checked, and what was looked up is what is spoken to; so is that of each
    redirection. Credentials go to the first origin alone. Proxies of the environment are not used; its
    authorities of certificates are (``SSL_CERT_FILE``).

    Args:
        access: What may be reached.
        source: Name of the source, for errors.
        url: The address.
        headers: What is sent, such as credentials.
        target: The file.
        follow: Whether redirections are followed.

    Raises:
        DeniedError: If an address may not be reached, or the server refuses.
        NotFoundError: If there is nothing.
        InvalidInputError: If it is no address, too large, or leads round.
        TransientError: If it cannot be reached now, or the answer ends early.
    """
    deadline = access.deadline()
    for _ in range(_HOPS + 1):
        parts = _parts(source, url)
        with _explained(source, parts), _asked(access, source, parts, headers) as answer:
            if not (follow and answer.is_redirect):
                _check_status(source, parts, answer.status_code)
                _save(access, source, answer, target, deadline)
                return
            following = urljoin(url, answer.headers.get("location", ""))
        if origin_of(source, following) != origin_of(source, url):
            headers = {}
        if parts.scheme == "https" and not following.startswith("https:"):
            raise DeniedError(f"source {source!r}: {parts.netloc} leads to a place without encryption")
        url = following
    raise InvalidInputError(f"source {source!r}: {url} leads on and on", "name the last address")


def _parts(source: str, url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        if parts.scheme in PORTS and parts.hostname and "@" not in parts.netloc and parts.port != 0:
            return parts
    except ValueError:
        pass
    raise InvalidInputError(
        f"source {source!r}: url is no address of a web server", "write https://host/path, no user in it"
    )


def origin_of(source: str, url: str) -> tuple[str, str, int]:
    """Scheme, host and port of an address.

    Raises:
        InvalidInputError: If it is no address of a web server.
    """
    parts = _parts(source, url)
    return parts.scheme, parts.hostname or "", parts.port or PORTS[parts.scheme]


@contextlib.contextmanager
def _asked(
    access: Access, source: str, parts: SplitResult, headers: Mapping[str, str]
) -> Iterator[httpx.Response]:
    request = httpx.Request("GET", parts.geturl(), headers={"Accept-Encoding": "identity", **headers})
    request.extensions["timeout"] = _TIMEOUT.as_dict()
    pin(request, functools.partial(access.address, source))
    with httpx.Client(verify=httpx.create_ssl_context(), follow_redirects=False, trust_env=False) as client:
        answer = client.send(request, stream=True)
        try:
            yield answer
        finally:
            answer.close()


def _check_status(source: str, parts: SplitResult, status: int) -> None:
    what = f"source {source!r}: {parts.netloc}{parts.path} answered {status}"
    if status == httpx.codes.OK:
        return
    if status in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
        raise DeniedError(what, "check the credentials that the source names")
    if status in {httpx.codes.NOT_FOUND, httpx.codes.GONE}:
        raise NotFoundError(what, "check url")
    if status == httpx.codes.TOO_MANY_REQUESTS or status >= httpx.codes.INTERNAL_SERVER_ERROR:
        raise TransientError(what, "try again later")
    raise PermanentError(what, "check url")


def _save(access: Access, source: str, answer: httpx.Response, target: Path, deadline: float) -> None:
    size = 0
    with target.open("wb") as file:
        for piece in answer.iter_raw(_PIECE):
            size += len(piece)
            access.check_size(source, size)
            access.check_time(source, deadline)
            file.write(piece)


@contextlib.contextmanager
def _explained(source: str, parts: SplitResult) -> Iterator[None]:
    try:
        yield
    except httpx.RemoteProtocolError:
        what = f"source {source!r}: {parts.netloc} ended before all of it came"
        raise TransientError(what, "try again") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        what = f"source {source!r}: {parts.netloc} cannot be reached ({type(error).__name__})"
        raise TransientError(what, "check url and the network, and try again") from None
