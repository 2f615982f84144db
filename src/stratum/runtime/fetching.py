"""Asking web servers that somebody named, without being led elsewhere."""

import base64
import contextlib
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import quote, urlsplit

import httpx

from stratum.core.errors import DeniedError, TransientError
from stratum.core.outside import Address, Zone, zone
from stratum.effects.hosts import PORTS, pin, resolve

_TIMEOUT: Final = 5.0
_LARGEST: Final = 1_000_000


class Fetching:
    """Satisfies ``accounts.ports.Web``.

    A name is looked up once, and what was looked up is what is spoken to, so that a name that changes its
    address in between gains nothing. Proxies of the environment are not used.
    """

    def get(self, address: str, provider: str, bearer: str = "") -> bytes:
        """As the port says."""
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        status, body = _ask("GET", address, provider, headers, {})
        if status != httpx.codes.OK:
            hint = "look at the address of the provider"
            raise TransientError(f"{_plain(address)} answered {status}", hint)
        return body

    def post(
        self, address: str, provider: str, form: Mapping[str, str], basic: tuple[str, str] | None
    ) -> tuple[int, bytes]:
        """As the port says."""
        headers = {}
        if basic is not None:
            shown = ":".join(quote(part, safe="") for part in basic)
            headers["Authorization"] = f"Basic {base64.b64encode(shown.encode()).decode()}"
        return _ask("POST", address, provider, headers, form)


def _ask(
    method: str, address: str, provider: str, headers: Mapping[str, str], form: Mapping[str, str]
) -> tuple[int, bytes]:
    with _explained(address):
        found = allowed(address, provider)
        sent = {**headers, "Accept": "application/json"}
        request = httpx.Request(method, address, headers=sent, data=dict(form) or None)
        request.extensions["timeout"] = httpx.Timeout(_TIMEOUT).as_dict()
        pin(request, lambda _host, _port: str(found))
        with httpx.Client(follow_redirects=False, trust_env=False) as client:
            answer = client.send(request, stream=True)
            return answer.status_code, _read(address, answer)


def allowed(address: str, provider: str) -> Address:
    """Where an address leads, if something may be sent there for a provider.

    Addresses of the internet are; one of this machine or of a network inside is where the provider's own name
    leads to the same kind of place; those that machines of a cloud are told their secrets at never are.

    Raises:
        DeniedError: If it is not.
        TransientError: If the name leads nowhere.
        ValueError: If one is no address of a web server.
    """
    home = [zone(found) for found in _resolved(provider)]
    found = _resolved(address)
    for one in found:
        if zone(one) is Zone.NEVER or (zone(one) is not Zone.INTERNET and zone(one) not in home):
            hint = "the provider may only name addresses of the internet, or of the network that it is in"
            raise DeniedError(f"nothing is sent to {_plain(address)}: it leads to {one}", hint)
    return found[0]


def _resolved(address: str) -> list[Address]:
    parts = urlsplit(address)
    if parts.scheme not in PORTS:
        raise ValueError(f"{_plain(address)} is no address of a web server")
    return resolve(parts.hostname or "", parts.port or PORTS[parts.scheme])


def _read(address: str, answer: httpx.Response) -> bytes:
    body = b""
    for part in answer.iter_bytes():
        body += part
        if len(body) > _LARGEST:
            raise TransientError(f"{_plain(address)} answered with too much", "look at the address")
    return body


@contextlib.contextmanager
def _explained(address: str) -> Iterator[None]:
    try:
        yield
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        hint = "look at the network, and at the address of the provider"
        raise TransientError(f"{_plain(address)} cannot be reached ({type(error).__name__})", hint) from error


def _plain(address: str) -> str:
    """An address as it may be told: without what may be secret."""
    return address.partition("?")[0][:200]
