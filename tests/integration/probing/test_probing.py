"""Hosts looked at over a real SSH server; what is found shows in the check and can be written."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from stratum.cli.main import cli
from stratum.testing.sshd import lent_sshd

SITE = """stratum: 1
kind: Infrastructure
name: site
hosts:
  # the one in the cellar
  edge: {type: EdgeGateway, cpu: 1000, memory: 1 MiB, address: door}   # as ordered
  fog: {type: FogServer, cpu: 1, memory: 1 MiB}
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "site.yaml").write_text(SITE, encoding="utf-8")
    return tmp_path


def stratum(workspace: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, [*arguments, "--workspace", str(workspace)])


def test_a_host_is_looked_at_over_ssh_told_by_the_check_and_written(
    workspace: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with lent_sshd(tmp_path_factory.mktemp("sshd")) as door:
        over = ("--ssh-config", str(door.config))
        told = json.loads(stratum(workspace, "probe", "edge", *over, "--json").output)
        checked = stratum(workspace, "check")
        written = stratum(workspace, "probe", "edge", *over, "--write")
    (host,) = told["hosts"]
    assert (host["host"], host["way"], host["place"]) == ("edge", "ssh", "door")
    assert host["facts"]["scores"]["compute"] > 0
    assert "edge is declared with cpu 1000 cores" in checked.output
    assert checked.exit_code == 1
    assert written.exit_code == 0, written.output
    text = (workspace / "site.yaml").read_text(encoding="utf-8")
    assert "  # the one in the cellar\n" in text
    assert "   # as ordered\n" in text
    assert f"cpu: {host['facts']['cores']:g}," in text
    again = stratum(workspace, "check", "--json")
    assert [f for f in json.loads(again.output) if f["severity"] == "error"] == []


def test_a_host_without_an_address_is_told_how_to_be_reached(workspace: Path) -> None:
    result = stratum(workspace, "probe", "fog")
    assert result.exit_code == 1
    assert "fog declares no address" in result.output
    assert "--over local" in result.output


def test_this_machine_stands_for_a_host_until_that_is_forgotten(workspace: Path) -> None:
    assert stratum(workspace, "probe", "fog", "--over", "local").exit_code == 0
    assert "probe-differs" in stratum(workspace, "check").output
    assert "host.probed of fog: looked at fog over local" in stratum(workspace, "why", "fog").output
    assert stratum(workspace, "probe", "fog", "--forget").output == "forgotten: fog\n"
    assert stratum(workspace, "check").output == "no findings\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("probe",), "--all"),
        (("probe", "--all", "edge"), "--all"),
        (("probe", "--all", "--at", "10.0.0.1"), "one host"),
        (("probe", "egde", "--over", "local"), "no host 'egde'"),
    ],
)
def test_wrong_words_are_refused_before_anything_is_looked_at(
    workspace: Path, arguments: tuple[str, ...], said: str
) -> None:
    result = stratum(workspace, *arguments)
    assert result.exit_code != 0
    assert said in f"{result.output}{result.exception}"
    assert not (workspace / ".stratum").exists()
