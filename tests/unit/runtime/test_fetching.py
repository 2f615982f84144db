"""Where a provider's addresses may lead, and what is read of answers; no name server is needed."""

import http.server
import threading
from collections.abc import Iterator

import pytest

from stratum.core.errors import DeniedError, TransientError
from stratum.runtime.fetching import Fetching, allowed

PUBLIC = "https://93.184.216.34"
INSIDE = "https://10.1.2.3"
HERE = "http://127.0.0.1:1"
ALIKE = [(PUBLIC, PUBLIC), (INSIDE, INSIDE), (HERE, HERE), (PUBLIC, INSIDE)]


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:8080/", "https://[::1]/", "https://10.1.2.3/", "https://192.168.0.1/", "https://172.16.0.1/",
        "http://169.254.169.254/latest/meta-data", "https://[fe80::1]/", "https://[fd00:ec2::254]/", "https://0.0.0.0/",
        "https://[::ffff:127.0.0.1]/", "https://[::ffff:169.254.169.254]/", "https://224.0.0.1/", "https://100.64.0.1/",
        "http://2130706433/", "http://0x7f.1/",
    ],
)  # fmt: skip
def test_a_provider_of_the_internet_leads_nowhere_inside(address: str) -> None:
    with pytest.raises(DeniedError, match="nothing is sent"):
        allowed(address, PUBLIC)


@pytest.mark.parametrize("provider", [PUBLIC, INSIDE, HERE])
def test_nobody_is_led_to_where_machines_are_told_their_secrets(provider: str) -> None:
    with pytest.raises(DeniedError):
        allowed("http://169.254.169.254/latest/meta-data", provider)


@pytest.mark.parametrize(("address", "provider"), ALIKE)
def test_a_provider_inside_is_spoken_to_inside(address: str, provider: str) -> None:
    assert str(allowed(address, provider)) in address


def test_a_provider_in_the_network_leads_not_to_this_machine() -> None:
    with pytest.raises(DeniedError):
        allowed(HERE, INSIDE)


class Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(302 if self.path == "/moved" else 200)
        self.send_header("Location", "/")
        self.end_headers()
        told = {
            "/": b"{}",
            "/large": b"x" * 1_000_001,
            "/auth": self.headers.get("Authorization", "").encode(),
        }
        self.wfile.write(told.get(self.path, b""))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(400)
        self.end_headers()
        self.wfile.write(
            body + b" " + self.headers["Authorization"].encode() + b" " + self.headers["Host"].encode()
        )

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_page_is_read(site: str) -> None:
    assert Fetching().get(f"{site}/", site) == b"{}"
    assert Fetching().get(f"{site}/auth", site, "at") == b"Bearer at"


def test_a_redirection_is_not_followed(site: str) -> None:
    with pytest.raises(TransientError, match="answered 302"):
        Fetching().get(f"{site}/moved", site)


def test_an_answer_without_end_is_cut_off(site: str) -> None:
    with pytest.raises(TransientError, match="too much"):
        Fetching().get(f"{site}/large", site)


def test_a_form_is_sent_with_the_secret_in_the_header(site: str) -> None:
    status, body = Fetching().post(f"{site}/token", site, {"code": "a b"}, ("me", "p:w"))
    host = site.removeprefix("http://")
    assert (status, body.decode()) == (400, f"code=a+b Basic bWU6cCUzQXc= {host}")


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:1/?code=hush", "http://[::1", "http://no.such.host.invalid/"]
)
def test_what_cannot_be_reached_is_told_without_what_may_be_secret(address: str) -> None:
    with pytest.raises(TransientError) as caught:
        Fetching().get(address, address)
    assert "hush" not in caught.value.message
