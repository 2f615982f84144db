"""Who may ask, and the headers on every answer."""

from collections.abc import Callable

import httpx
import pytest

from stratum.api.loopback import host_name, objection
from stratum.runtime.listening import is_loopback

Ask = Callable[..., httpx.Response]


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "127.9.8.7", "::1", "lab.localhost"])
def test_names_of_this_machine(name: str) -> None:
    assert is_loopback(name)


@pytest.mark.parametrize(
    "name", ["", "example.org", "10.0.0.1", "0.0.0.0", "127.0.0.1.evil.org", "localhost.evil.org"]
)
def test_names_of_others(name: str) -> None:
    assert not is_loopback(name)


@pytest.mark.parametrize(
    ("authority", "name"),
    [("localhost:80", "localhost"), ("[::1]:80", "::1"), ("127.0.0.1", "127.0.0.1"), ("", ""), ("[::1", "")],
)
def test_host_without_port(authority: str, name: str) -> None:
    assert host_name(authority) == name


def test_objections() -> None:
    assert objection("localhost:7777", None) == ""
    assert objection("localhost:7777", "http://localhost:7777") == ""
    assert "evil.org" in objection("evil.org", None)
    assert "may not ask" in objection("localhost:7777", "http://localhost:8000")
    assert "may not ask" in objection("localhost:7777", "null")


def test_names_that_a_server_was_given() -> None:
    assert objection("lab.org:80", "http://lab.org:80", {"lab.org"}) == ""
    assert "evil.org" in objection("evil.org", None, {"lab.org"}, is_open=True)
    assert objection("10.0.0.7:80", None, is_open=True) == ""
    assert "not this server" in objection("10.0.0.7:80", None)


@pytest.mark.parametrize("headers", [{"Host": "evil.org"}, {"Origin": "https://evil.org"}, {"Host": ""}])
@pytest.mark.parametrize("path", ["/", "/api/workspace"])
def test_strangers_get_nothing(get: Ask, path: str, headers: dict[str, str]) -> None:
    answer = get(path, headers=headers)
    assert answer.status_code == 421
    assert answer.json()["error"]["code"] == "wrong-host"


@pytest.mark.parametrize("path", ["/", "/api/workspace", "/api/nothing", "/assets/index-1a2b.js"])
def test_every_answer_is_protected(get: Ask, path: str) -> None:
    headers = get(path).headers
    assert "script-src 'self';" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
