"""An engine that cannot be reached: a finding of ``check``, an error of ``plan`` and ``apply``."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from stratum.cli.main import cli
from stratum.runtime.settings import read_settings


@pytest.fixture
def flights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace, and an environment that names an engine that is not there."""
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/none.sock")
    made = CliRunner().invoke(cli, ["init", str(tmp_path / "flights")])
    assert made.exit_code == 0, made.output
    return tmp_path / "flights"


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, [*arguments, "--workspace", str(folder)])


def test_check_finds_that_the_engine_does_not_answer(flights: Path) -> None:
    found = run(flights, "check", "--engine", "docker", "--json")
    assert found.exit_code == 1
    (finding,) = json.loads(found.output)
    assert (finding["code"], finding["severity"]) == ("engine-unreachable", "error")
    assert (finding["element"], finding["position"]["file"]) == ("flight-delays", "application.yaml")
    assert f"{flights.parent}/none.sock does not answer" in finding["message"]


def test_check_asks_the_engine_of_the_settings(flights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(flights, "check").exit_code == 0
    monkeypatch.setenv("STRATUM_ENGINE", "docker")
    assert "engine-unreachable" in run(flights, "check").output


@pytest.mark.parametrize("command", ["plan", "apply"])
def test_nothing_is_prepared_for_an_engine_that_does_not_answer(flights: Path, command: str) -> None:
    refused = run(flights, command, "--engine", "docker")
    assert refused.exit_code != 0
    assert "engine docker: the container engine at" in str(refused.exception)
    assert not (flights / ".stratum/state.db").exists()


def test_an_unknown_engine_is_named_with_those_that_are_known(flights: Path) -> None:
    refused = run(flights, "check", "--engine", "nomad")
    assert refused.exit_code != 0
    assert "docker, local" in str(refused.exception)


def test_the_environment_says_where_the_engine_listens(
    flights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read_settings(str(flights)).engines == {"docker": f"unix://{flights.parent}/none.sock"}
    monkeypatch.delenv("DOCKER_HOST")
    assert read_settings(str(flights)).engines == {}
