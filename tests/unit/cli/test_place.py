"""``stratum place`` on the example: hosts, reasons, aims, and a conflict with its fix."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from stratum.cli.main import cli


def place(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["place", "-w", str(folder), *arguments])


@pytest.fixture
def flights(tmp_path: Path) -> Path:
    made = CliRunner().invoke(cli, ["init", str(tmp_path / "flights")])
    assert made.exit_code == 0, made.output
    return tmp_path / "flights"


def test_hosts_and_proof_are_shown(flights: Path) -> None:
    shown = place(flights)
    assert shown.exit_code == 0, shown.output
    assert "scorer" in shown.output
    assert "nothing is better, found by cpsat" in shown.output


def test_reasons_are_told_when_asked_for(flights: Path) -> None:
    told = json.loads(place(flights, "--explain", "--json").output)
    assert told["hosts"]["scorer"] == "fog-1"
    assert "cloud-1: 18 ms > 5 ms to processor" in told["reasons"]["scorer"]
    assert "reasons" not in json.loads(place(flights, "--json").output)


def test_the_aim_is_the_users_choice(flights: Path) -> None:
    told = json.loads(place(flights, "--objective", "moves", "--json").output)
    assert (told["objective"], told["cost"]) == ("moves", 0)


def test_a_conflict_is_shown_with_its_fix(flights: Path) -> None:
    file = flights / "application.yaml"
    file.write_text(file.read_text().replace("tier: [fog, cloud]", "tier: [edge], gpus: 1"))
    refused = place(flights)
    assert refused.exit_code == 1
    assert "these cannot hold together: gpus 1 GPUs of scorer" in refused.output
    assert "fix: give up gpus 1 GPUs of scorer" in refused.output
    assert json.loads(place(flights, "--json").output)["proven"]


def test_other_errors_of_the_model_come_first(flights: Path) -> None:
    file = flights / "application.yaml"
    file.write_text(file.read_text().replace("hostedOn: cloud-1", "hostedOn: cloud-9"))
    assert "cloud-9" in str(place(flights).exception)


@pytest.mark.parametrize(("aim", "what"), [("cost", "price"), ("energy", "power")])
def test_hosts_of_unknown_price_or_power_are_named(flights: Path, aim: str, what: str) -> None:
    file = flights / "infrastructure.yaml"
    said = "".join(f"\n    {line}" for line in ("cost: 1 /h", "idlePower: 2 W", "peakPower: 4 W"))
    file.write_text(file.read_text().replace("fog-1:\n", f"fog-1:{said}\n"))
    shown = place(flights, "--objective", aim)
    (line,) = [line for line in shown.output.splitlines() if line.startswith("no ")]
    assert line.startswith(f"no {what} is known of: ")
    assert "cloud-1" in line
    assert "fog-1" not in line
    assert "cloud-1" in json.loads(place(flights, "--objective", aim, "--json").output)["unknown"]
    assert "is known of" not in place(flights, "--objective", "latency").output
