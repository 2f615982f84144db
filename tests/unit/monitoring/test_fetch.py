"""Fetching small texts over HTTP."""

import http.server
import socket
import threading
from collections.abc import Iterator

import pytest

from stratum.core.errors import PermanentError, TransientError
from stratum.monitoring.fetch import fetch_text


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(500 if self.path == "/wrong" else 200)
        self.end_headers()
        self.wfile.write(f"path {self.path} ü".encode())

    def log_message(self, *args: object, **more: object) -> None:
        """Says nothing."""


@pytest.fixture
def base() -> Iterator[str]:
    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_text_is_fetched_with_its_query(base: str) -> None:
    assert fetch_text(f"{base}/jsz?consumers=true") == "path /jsz?consumers=true ü"
    assert fetch_text(base) == "path / ü"


def test_another_answer_than_200_is_told(base: str) -> None:
    with pytest.raises(TransientError, match="answered 500"):
        fetch_text(f"{base}/wrong")


def test_nobody_there_and_silence_are_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/metrics"
        with pytest.raises(TransientError, match="timed out"):
            fetch_text(url, patience=0.05)
    with pytest.raises(TransientError, match="refused"):
        fetch_text(url)


@pytest.mark.parametrize("url", ["", "file:///etc/passwd", "https://127.0.0.1/", "127.0.0.1:80"])
def test_only_plain_http_is_an_address(url: str) -> None:
    with pytest.raises(PermanentError, match="no http address"):
        fetch_text(url)
