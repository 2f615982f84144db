"""``stratum place`` on the example: hosts, reasons, aims, and a conflict with its fix."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from stratum.cli.main import cli
from stratum.core.errors import InvalidInputError, PermanentError
from stratum.testing.repositories import Repository


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
    assert f"(nothing is better as far as {what}s are known, found by cpsat)" in shown.output
    other = place(flights, "--objective", "latency").output
    assert "is known of" not in other
    assert "(nothing is better, found by cpsat)" in other


@pytest.mark.parametrize(("aim", "what"), [("cost", "price"), ("energy", "power")])
def test_nothing_is_claimed_of_a_price_or_power_that_no_host_says(flights: Path, aim: str, what: str) -> None:
    shown = place(flights, "--objective", aim).output
    assert f"{aim}: unknown (no host says its {what}, found by " in shown
    assert "nothing is better" not in shown


SITE = """\
stratum: 1
kind: Infrastructure
name: site
hosts:
  near: {type: EdgeGateway, cpu: 4, memory: 4 GiB, disk: 100 GB, cost: 5 /h}
  far: {type: CloudMachine, cpu: 4, memory: 4 GiB, disk: 100 GB, cost: 1 /h}
links:
  between: {between: [near, far], latency: 5 ms}
"""
HEAD = """\
# rows, and who shows them
stratum: 1
kind: Application
name: app
infrastructure: site.yaml
components:
"""
OPEN = HEAD + (
    '  board: {type: Dashboard , connectsTo: "db"}   # what is seen\n'
    "  db:  # the rows\n"
    "    type: SqliteDatabase\n"
    "\n"
    "  other: {hostedOn:  far, type: SqliteDatabase}\n"
)
ALONE = OPEN.replace("  other: {hostedOn:  far, type: SqliteDatabase}\n", "")
KEPT = HEAD + (
    '  board: {type: Dashboard , connectsTo: "db", hostedOn: far}   # what is seen\n'
    "  db:  # the rows\n"
    "    type: SqliteDatabase\n"
    "    hostedOn: far\n"
    "\n"
    "  other: {hostedOn:  far, type: SqliteDatabase}\n"
)
COST = ("--objective", "cost")


def workspace(folder: Path, application: str) -> Path:
    (folder / ".stratum").mkdir()
    (folder / "site.yaml").write_bytes(SITE.encode())
    (folder / "app.yaml").write_bytes(application.encode())
    return folder


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_hosts_are_written_and_nothing_else_changes(tmp_path: Path, end: str) -> None:
    folder = workspace(tmp_path, OPEN.replace("\n", end))
    written = place(folder, *COST, "--write")
    assert written.exit_code == 0, written.output
    assert written.output.endswith("wrote the hosts of board, db\n")
    assert (folder / "app.yaml").read_bytes() == KEPT.replace("\n", end).encode()
    assert (folder / "site.yaml").read_bytes() == SITE.encode()
    assert sorted(p.name for p in folder.iterdir()) == [".stratum", "app.yaml", "site.yaml"]


def test_what_the_platform_would_choose_otherwise_is_told_until_it_is_written(tmp_path: Path) -> None:
    folder = workspace(tmp_path, ALONE)
    shown = place(folder, *COST).output
    assert "check, export and apply choose otherwise: board on near, db on near; --write keeps" in shown
    assert json.loads(place(folder, *COST, "--json").output)["otherwise"] == {"board": "near", "db": "near"}
    assert "otherwise" not in place(folder).output
    assert "otherwise" not in place(folder, *COST, "--write").output
    told = json.loads(place(folder, "--json").output)
    assert (told["hosts"], told["otherwise"]) == ({"board": "far", "db": "far"}, {})


def test_what_was_written_is_committed_only_where_one_says_so(tmp_path: Path) -> None:
    made = Repository(tmp_path / "ws").begin(site=SITE, app=ALONE)
    assert place(made.root, *COST, "--commit").exit_code == 2
    (made.root / "site.yaml").write_text(SITE + "# not done yet\n")
    (made.root / "app.yaml").write_text(ALONE + "# by hand\n")
    refused = place(made.root, *COST, "--write", "--commit").exception
    assert isinstance(refused, PermanentError)
    assert refused.message.startswith("app.yaml: a commit would have earlier changes too")
    assert (made.root / "app.yaml").read_text() == ALONE + "# by hand\n"
    (made.root / "app.yaml").write_text(ALONE)
    done = place(made.root, *COST, "--write", "--commit")
    assert done.exit_code == 0, done.output
    assert made.git("log", "-1", "--format=%s") in done.output
    assert made.git("show", "--name-only", "--format=", "HEAD") == "app.yaml"
    assert made.git("status", "--porcelain") == " M site.yaml"
    assert place(made.root, *COST, "--write", "--commit").exit_code == 0
    assert made.git("log", "--format=%s").count("\n") == 1


def test_nothing_is_written_twice(tmp_path: Path) -> None:
    folder = workspace(tmp_path, ALONE)
    first = json.loads(place(folder, "--write", "--json").output)
    assert first["written"] == {"board": "near", "db": "near"}
    kept = (folder / "app.yaml").read_bytes()
    again = place(folder, *COST, "--write")
    assert again.exit_code == 0
    assert again.output.endswith("nothing to write: the model says these hosts already\n")
    assert json.loads(place(folder, *COST, "--write", "--json").output)["written"] == {}
    assert (folder / "app.yaml").read_bytes() == kept
    assert "written" not in json.loads(place(folder, "--json").output)


def test_nothing_is_written_where_a_component_has_no_host(tmp_path: Path) -> None:
    folder = workspace(tmp_path, OPEN.replace("type: Dashboard ", "type: Dashboard, requires: {cpu: 9}"))
    before = (folder / "app.yaml").read_bytes()
    assert place(folder, "--write").exit_code == 1
    assert (folder / "app.yaml").read_bytes() == before


def test_nothing_is_written_that_leads_to_an_error(tmp_path: Path) -> None:
    folder = workspace(tmp_path, ALONE.replace("Dashboard ", "Dashboard, port: 9000"))
    there = OPEN.replace("name: app", "name: there").replace('"db"', "db, port: 9000, hostedOn: far")
    (folder / "there.yaml").write_text(
        there.replace("SqliteDatabase\n\n", "SqliteDatabase\n    hostedOn: far\n")
    )
    before = (folder / "app.yaml").read_bytes()
    refused = place(folder, "app", *COST, "--write")
    assert isinstance(refused.exception, InvalidInputError)
    assert "the placement is not written: " in refused.exception.message
    assert "9000" in refused.exception.message
    assert refused.exit_code == 1
    assert (folder / "app.yaml").read_bytes() == before
    assert place(folder, "app", "--write").exit_code == 0


def test_an_empty_host_and_an_abstract_component_get_theirs(tmp_path: Path) -> None:
    folder = workspace(tmp_path, HEAD + "  db: {type: Database, hostedOn: []}\n  more: {type: Database}\n")
    assert place(folder, *COST, "--write").exit_code == 0
    kept = HEAD + "  db: {type: Database, hostedOn: [far]}\n  more: {type: Database, hostedOn: far}\n"
    assert (folder / "app.yaml").read_text() == kept


def test_what_an_alias_repeats_is_not_changed(tmp_path: Path) -> None:
    shared = HEAD + "  db: &rows {type: SqliteDatabase}\n  copy: *rows\n"
    folder = workspace(tmp_path, shared)
    refused = place(folder, "--write")
    assert isinstance(refused.exception, InvalidInputError)
    assert "app.yaml: the placement is not written: " in str(refused.exception)
    assert "rows" in str(refused.exception) + refused.exception.hint
    assert (folder / "app.yaml").read_bytes() == shared.encode()


def test_what_another_application_places_is_shown_and_not_written(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    made = CliRunner().invoke(cli, ["init", str(folder), "--example", "17-shared-broker"])
    assert made.exit_code == 0, made.output
    file = folder / "archive.yaml"
    before = file.read_text()
    told = json.loads(place(folder, "arrivals-archive", "--explain", "--write", "--json").output)
    assert told["hosts"]["bus"] == "fog-1"
    assert told["reasons"]["bus"] == "departure-hub/broker, which is placed in its own application"
    assert told["written"] == {}
    assert file.read_text() == before
