"""``stratum fix``: what is asked, what is written, and what is left."""

import json
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from stratum.cli.main import cli
from stratum.core.errors import PermanentError, TransientError
from stratum.store.writing import replace_text
from stratum.testing.repositories import Repository

SITE = """\
stratum: 1
kind: Infrastructure
name: site
hosts:
  # ü
  fog-1: {type: FogServer, cpu: 2, memory: 2 GiB}
"""
APP = (
    "stratum: 1\r\nkind: Application\r\nname: app\r\ninfrastructure: site.yaml\r\ncomponents:\r\n"
    "  db: {type: SqliteDatabse}   # the rows\r\n  page: {type: Dashboard, connectsTo: dbb}\r\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".stratum").mkdir()
    (tmp_path / "site.yaml").write_text(SITE, encoding="utf-8")
    (tmp_path / "app.yaml").write_bytes(APP.encode())
    return tmp_path


def fix(*arguments: object, answers: str = "") -> Result:
    return CliRunner().invoke(cli, ["fix", *map(str, arguments)], input=answers)


def test_all_that_can_be_fixed_is_and_nothing_else_changes(folder: Path) -> None:
    (folder / "app.yaml").chmod(0o640)
    done = fix(folder, "--all")
    assert done.exit_code == 0, done.output
    assert "set type of db to SqliteDatabase" in done.output
    assert done.output.endswith("2 fixes; left: no findings\n")
    expected = APP.replace("Databse", "Database").replace("dbb", "db")
    assert (folder / "app.yaml").read_bytes() == expected.encode()
    assert (folder / "site.yaml").read_text(encoding="utf-8") == SITE
    assert stat.S_IMODE((folder / "app.yaml").stat().st_mode) == 0o640
    assert sorted(p.name for p in folder.iterdir()) == [".stratum", "app.yaml", "site.yaml"]


def test_what_was_fixed_is_committed_only_where_one_says_so(tmp_path: Path) -> None:
    made = Repository(tmp_path / "ws").begin(site=SITE, app=APP)
    (made.root / "site.yaml").write_text(SITE + "  fog-2: {type: FogServer, cpu: 2, memory: 1 GiB}\n")
    assert fix(made.root, "--dry-run", "--commit").exit_code == 2
    fix(made.root, "--all", "--code", "type-unknown")
    assert made.git("log", "--format=%s") == "begin"
    by_hand = APP + "# by hand\n"
    (made.root / "app.yaml").write_bytes(by_hand.encode())
    refused = fix(made.root, "--all", "--commit").exception
    assert isinstance(refused, PermanentError)
    assert refused.hint == "commit them first: stratum commit app.yaml"
    assert (made.root / "app.yaml").read_bytes() == by_hand.encode()
    made.git("checkout", "-q", "app.yaml")
    done = fix(made.root, "--all", "--commit")
    assert done.exit_code == 0, done.output
    assert made.git("log", "-1", "--format=%s") in done.output
    assert made.git("show", "--name-only", "--format=", "HEAD") == "app.yaml"
    assert made.git("status", "--porcelain") == " M site.yaml"


def test_a_dry_run_writes_nothing(folder: Path) -> None:
    done = fix(folder, "--dry-run")
    assert done.exit_code == 0
    assert "would set type of db to SqliteDatabase\n" in done.output
    assert "+  db: {type: SqliteDatabase}   # the rows" in done.output
    assert (folder / "app.yaml").read_bytes() == APP.encode()


def test_each_fix_is_asked_for(folder: Path) -> None:
    assert fix(folder, answers="n\n").exit_code == 1
    assert (folder / "app.yaml").read_bytes() == APP.encode()
    assert fix(folder, answers="y\nn\n").exit_code == 1
    assert (folder / "app.yaml").read_bytes() == APP.replace("Databse", "Database").encode()


def test_only_some_findings_are_fixed(folder: Path) -> None:
    assert fix(folder, "--all", "--code", "no-such").output.endswith("0 fixes; left: 2 errors\n")
    assert fix(folder, "--all", "--element", "db").output.count("@@") == 2
    assert fix(folder / "site.yaml", "--all").output.startswith("0 fixes")


def test_what_was_done_for_programs(folder: Path) -> None:
    told = json.loads(fix(folder, "--all", "--json").output)
    assert told["fixes"][0]["title"] == "set type of db to SqliteDatabase"
    assert told["findings"] == []
    assert told["diff"].startswith("--- a/app.yaml\n+++ b/app.yaml\n")
    assert fix(folder, "--json").exit_code == 2


def check(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["check", *map(str, arguments)])


TYPES = "stratum: 1\nkind: Types\nname: own\ntypes:\n  Drone: {extends: EdgeGatway, help: Flies.}\n"
GOOD = "stratum: 1\nkind: Application\nname: app\ninfrastructure: site.yaml\ncomponents:\n"
LEFT = {
    "types that are wrong": ("  db: {type: SqliteDatabase}\n", TYPES),
    "no placement of all together": (
        "  a: {type: SqliteDatabase, requires: {memory: 1100 MiB}}\n"
        "  b: {type: SqliteDatabase, requires: {memory: 1100 MiB}}\n",
        "",
    ),
    "what no engine here runs": ("  db: {type: PostgreSql, database: a, user: a, password: env:A}\n", ""),
}


@pytest.mark.parametrize("case", LEFT)
def test_what_is_left_is_what_a_check_finds(folder: Path, case: str) -> None:
    components, types = LEFT[case]
    (folder / "app.yaml").write_text(GOOD + components, encoding="utf-8")
    if types:
        (folder / "types.yaml").write_text(types, encoding="utf-8")
    done, told = fix(folder, "--all"), check(folder)
    assert "no findings" not in done.output
    assert done.output.rpartition("left: ")[2] == told.output.splitlines()[-1] + "\n"
    assert done.exit_code == told.exit_code
    assert json.loads(fix(folder, "--all", "--json").output)["findings"] == json.loads(
        check(folder, "--json").output
    )


def test_only_of_the_place_that_is_named_is_told_what_is_left(folder: Path) -> None:
    assert fix(folder / "site.yaml", "--all").output == "0 fixes; left: no findings\n"
    assert fix(folder / "none.yaml", "--all").exit_code == 2


LOSSY = "  db: {type: SqliteDatabase, zzz: 1}\n"


def test_what_is_written_is_removed_only_where_somebody_says_so(folder: Path) -> None:
    (folder / "app.yaml").write_text(GOOD + LOSSY, encoding="utf-8")
    done = fix(folder, "--all", "--code", "unknown-attribute")
    assert "left out, as it removes what is written: remove zzz of db" in done.output
    assert [f["title"] for f in json.loads(fix(folder, "--all", "--json").output)["losing"]] == [
        "remove zzz of db"
    ]
    assert fix(folder, answers="\n").exit_code == 1
    assert (folder / "app.yaml").read_text(encoding="utf-8") == GOOD + LOSSY
    assert fix(folder, "--code", "unknown-attribute", answers="y\n").exit_code == 0
    assert (folder / "app.yaml").read_text(encoding="utf-8") == GOOD + LOSSY.replace(", zzz: 1", "")


def test_a_misspelt_topic_is_respelt_where_it_is_named(folder: Path) -> None:
    said = (
        "  bus: {type: NatsBroker, topics: [orders]}\n"
        "  from: {type: PublisherApplication, connectsTo: bus, publishes: orders}\n"
        "  into: {type: ConsumerApplication, connectsTo: bus, consumes: odrers}\n"
    )
    (folder / "app.yaml").write_text(GOOD + said, encoding="utf-8")
    fix(folder, "--all")
    assert (folder / "app.yaml").read_text(encoding="utf-8") == GOOD + said.replace("odrers", "orders")


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("new", encoding="utf-8")
    with pytest.raises(TransientError, match="changed meanwhile"):
        replace_text(file, "old", "mine")
    assert file.read_text(encoding="utf-8") == "new"
    assert [p.name for p in tmp_path.iterdir()] == ["a.yaml"]


def test_what_a_link_leads_to_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "real.yaml").write_text("old", encoding="utf-8")
    (tmp_path / "a.yaml").symlink_to("real.yaml")
    replace_text(tmp_path / "a.yaml", "old", "new")
    assert (tmp_path / "a.yaml").is_symlink()
    assert (tmp_path / "real.yaml").read_text(encoding="utf-8") == "new"
