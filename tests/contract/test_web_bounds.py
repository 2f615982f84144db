"""Where downloads may lead: redirections, names that change their address, certificates."""

import http.server
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from stratum.core.errors import DeniedError, InvalidInputError, TransientError
from stratum.core.outside import read_bounds
from stratum.data.access import SETTING, Access
from stratum.data.sources.web import download
from stratum.runtime.clock import SystemClock
from stratum.testing.certificates import authority

HOST = "127.0.0.1"
NAME = "data.example.org"
Told = list[tuple[str, dict[str, str]]]


class Web(http.server.ThreadingHTTPServer):
    """A web server whose paths say where they lead; ``told`` is what it was asked, path and headers."""

    def __init__(self) -> None:
        super().__init__((HOST, 0), Handler)
        self.told: Told = []
        self.leads: dict[str, str] = {}


class Handler(http.server.BaseHTTPRequestHandler):
    server: Web

    def do_GET(self) -> None:
        self.server.told.append((self.path, dict(self.headers)))
        target = self.server.leads.get(self.path)
        self.send_response(302 if target else 200)
        if target:
            self.send_header("Location", target)
        self.send_header("Content-Length", "0" if target else "4")
        self.end_headers()
        self.wfile.write(b"" if target else b"a\n1\n")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name that is inherited
        """Nothing is logged."""


def serving(server: Web) -> Iterator[Web]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def web() -> Iterator[Web]:
    yield from serving(Web())


@pytest.fixture
def other() -> Iterator[Web]:
    yield from serving(Web())


def access(*hosts: str) -> Access:
    return Access(SystemClock(), read_bounds(SETTING, ",".join(hosts)))


def at(server: Web, path: str = "/rows", host: str = HOST, scheme: str = "http") -> str:
    return f"{scheme}://{host}:{server.server_port}{path}"


class Names:
    """Answers for the resolver of the machine: addresses of ``NAME``, one list for each time it is asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> None:
        self.asked = 0
        self._answers = answers
        self._known = socket.getaddrinfo
        monkeypatch.setattr(socket, "getaddrinfo", self)

    def __call__(self, host: Any, port: Any, *args: Any, **more: Any) -> Any:
        if host != NAME:
            return self._known(host, port, *args, **more)
        found = self._answers[min(self.asked, len(self._answers) - 1)]
        self.asked += 1
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]


@pytest.mark.parametrize(
    "target", ["http://169.254.169.254/latest", "http://[::1]:1/x", "http://10.0.0.1/x", "http://127.1.2.3/x"]
)
def test_a_redirection_into_the_inside_is_refused(web: Web, tmp_path: Path, target: str) -> None:
    web.leads["/rows"] = target
    with pytest.raises(DeniedError, match="nothing is sent to"):
        download(access(f"{HOST}:{web.server_port}"), "visits", at(web), {}, tmp_path / "x")
    assert not (tmp_path / "x").exists()


def test_a_redirection_to_another_port_of_an_allowed_host_is_refused(
    web: Web, other: Web, tmp_path: Path
) -> None:
    web.leads["/rows"] = at(other)
    with pytest.raises(DeniedError, match=f"{other.server_port}"):
        download(access(f"{HOST}:{web.server_port}"), "visits", at(web), {}, tmp_path / "x")
    assert other.told == []


def test_credentials_stay_with_the_first_origin(web: Web, other: Web, tmp_path: Path) -> None:
    web.leads |= {"/rows": "/near", "/near": at(other)}
    download(access(HOST), "visits", at(web), {"Authorization": "Bearer word"}, tmp_path / "x")
    assert [headers.get("Authorization") for _, headers in web.told] == ["Bearer word", "Bearer word"]
    assert [headers.get("Authorization") for _, headers in other.told] == [None]
    assert (tmp_path / "x").read_bytes() == b"a\n1\n"


def test_a_circle_ends(web: Web, tmp_path: Path) -> None:
    web.leads["/rows"] = "/rows"
    with pytest.raises(InvalidInputError, match="leads on and on"):
        download(access(HOST), "visits", at(web), {}, tmp_path / "x")
    assert len(web.told) == 6


def test_a_name_is_looked_up_once_and_that_is_spoken_to(
    web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = Names(monkeypatch, [HOST], ["127.0.0.9"])
    download(access(NAME), "visits", at(web, host=NAME), {}, tmp_path / "x")
    assert names.asked == 1
    assert [headers["Host"] for _, headers in web.told] == [f"{NAME}:{web.server_port}"]


def test_a_name_that_leads_elsewhere_the_second_time_is_judged_again(
    web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Names(monkeypatch, [HOST], ["169.254.169.254"])
    web.leads["/rows"] = at(web, "/next", host=NAME)
    with pytest.raises(DeniedError, match=r"169\.254\.169\.254"):
        download(access(NAME), "visits", at(web, host=NAME), {}, tmp_path / "x")
    assert [path for path, _ in web.told] == ["/rows"]


def test_one_inner_address_among_others_is_enough_to_refuse(
    web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Names(monkeypatch, ["93.184.216.34", HOST])
    with pytest.raises(DeniedError, match="this machine"):
        download(access(), "visits", at(web, host=NAME), {}, tmp_path / "x")
    assert web.told == []


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return authority(tmp_path, x509.DNSName(NAME), x509.IPAddress(ipaddress.ip_address("127.0.0.2")))


@pytest.fixture
def secure(keys: Path) -> Iterator[Web]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(keys / "server.pem")
    server = Web()
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    yield from serving(server)


def test_a_certificate_names_the_host_and_not_its_address(
    secure: Web, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(keys / "ca.pem"))
    Names(monkeypatch, [HOST])
    download(access(NAME), "visits", at(secure, host=NAME, scheme="https"), {}, keys / "x")
    assert (keys / "x").read_bytes() == b"a\n1\n"


def test_a_certificate_of_another_host_is_refused(
    secure: Web, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(keys / "ca.pem"))
    with pytest.raises(TransientError, match="cannot be reached"):
        download(access(HOST), "visits", at(secure, scheme="https"), {}, keys / "x")
    assert secure.told == []


def test_a_certificate_of_an_unknown_authority_is_refused(
    secure: Web, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Names(monkeypatch, [HOST])
    with pytest.raises(TransientError, match="cannot be reached"):
        download(access(NAME), "visits", at(secure, host=NAME, scheme="https"), {}, keys / "x")
    assert secure.told == []


def test_encryption_is_not_left(secure: Web, web: Web, keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(keys / "ca.pem"))
    Names(monkeypatch, [HOST])
    secure.leads["/rows"] = at(web)
    with pytest.raises(DeniedError, match="without encryption"):
        download(access(NAME, HOST), "visits", at(secure, host=NAME, scheme="https"), {}, keys / "x")
    assert web.told == []
