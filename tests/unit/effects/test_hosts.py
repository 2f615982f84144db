"""Names are looked up once; what was judged is spoken to, and the certificate is asked for the name."""

import socket
from typing import Any

import httpx
import pytest

from stratum.core.errors import DeniedError, TransientError
from stratum.core.outside import read_bounds
from stratum.effects.hosts import pin, reach

INSIDE = read_bounds("STRATUM_SOME_HOSTS", "shop.example:8080")


@pytest.fixture
def lookups(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names that were looked up; each leads to another inner address every time."""
    asked: list[str] = []

    def told(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", (f"10.0.0.{len(asked)}", port))]

    monkeypatch.setattr(socket, "getaddrinfo", told)
    return asked


def test_the_address_that_was_judged_is_the_one_that_is_given(lookups: list[str]) -> None:
    assert reach(INSIDE, "shop.example", 8080) == "10.0.0.1"
    assert lookups == ["shop.example"]
    with pytest.raises(DeniedError, match=r"nothing is sent to shop.example:443: it leads to 10.0.0.2"):
        reach(INSIDE, "shop.example", 443)


def test_a_name_that_leads_nowhere_may_be_tried_again() -> None:
    for name in ("nobody.invalid", "a" * 64 + ".example", "x..example"):
        with pytest.raises(TransientError, match=f"the name {name} leads nowhere"):
            reach(INSIDE, name, 80)


@pytest.mark.parametrize(
    ("url", "asked", "pinned"),
    [
        ("http://shop.example/a?b=c", ("shop.example", 80), "http://192.0.2.7/a?b=c"),
        ("https://shop.example/", ("shop.example", 443), "https://192.0.2.7/"),
        ("https://shop.example:8443/", ("shop.example", 8443), "https://192.0.2.7:8443/"),
    ],
)
def test_a_request_is_led_to_the_address_and_keeps_the_name(
    url: str, asked: tuple[str, int], pinned: str
) -> None:
    request, seen = httpx.Request("GET", url), []

    def judged(host: str, port: int) -> str:
        seen.append((host, port))
        return "192.0.2.7"

    pin(request, judged)
    assert (seen, str(request.url)) == ([asked], pinned)
    assert request.extensions["sni_hostname"] == "shop.example"
    assert request.headers["Host"].partition(":")[0] == "shop.example"
