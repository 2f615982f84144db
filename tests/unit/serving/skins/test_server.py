import socket
from pathlib import Path
from typing import Any

import pytest

from stratum.core.errors import InvalidInputError, NotFoundError, PermanentError
from stratum.serving.listening import listen
from stratum.serving.logic.specs import read_spec
from stratum.serving.skins.server import main
from stratum.serving.types import ServerSpec
from stratum.testing.fakes import ManualClock

SPEC = {"name": "m", "version": "1", "bundle": "bundle"}


def test_a_short_specification_has_defaults() -> None:
    assert read_spec(ServerSpec, SPEC) == ServerSpec("m", "1", "bundle", "127.0.0.1", 8080, "", 16 * 2**20)
    assert read_spec(ServerSpec, SPEC | {"address": "10.3.0.1", "port": 9}).port == 9


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ({"name": "m"}, "required field `version`"),
        (SPEC | {"port": "8080"}, "Expected `int`"),
        (SPEC | {"address": "0.0.0.0"}, "not that of one host"),
        (SPEC | {"address": "localhost"}, "does not appear to be"),
        (SPEC | {"runtime": "pickle"}, "no runtime 'pickle'"),
    ],
)
def test_a_wrong_specification_is_refused(spec: dict[str, Any], message: str, tmp_path: Path) -> None:
    with pytest.raises((InvalidInputError, NotFoundError), match=message):
        main(spec, tmp_path, ManualClock())


def test_a_bundle_is_looked_for_beside_the_specification(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=str(tmp_path / "bundle")):
        main(SPEC, tmp_path, ManualClock())


def test_a_port_that_is_taken_is_named(bundle: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PermanentError, match=f"port {port} of 127.0.0.1 is taken"):
            main(SPEC | {"bundle": str(bundle), "port": port}, bundle, ManualClock())


def test_an_address_that_cannot_be_used_is_named() -> None:
    with pytest.raises(PermanentError, match=r"cannot listen on 192\.0\.2\.1:80"):
        listen("192.0.2.1", 80)


def test_a_listener_takes_connections() -> None:
    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()) as caller:
        assert caller.getpeername() == listener.getsockname()


def test_a_server_asks_for_a_signature_before_it_reads_a_model(bundle: Path) -> None:
    spec = SPEC | {"bundle": str(bundle), "signers": ["ssh-ed25519 AAAA"]}
    with pytest.raises(PermanentError, match="is not signed") as caught:
        main(spec, bundle, ManualClock())
    assert "stratum models sign" in caught.value.hint
