"""The command line: exit statuses, tables for people, JSON for programs, what to do next."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from stratum.cli.main import COMMANDS, cli
from stratum.testing.repositories import git


def stratum(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments, catch_exceptions=True)


@pytest.fixture
def flights(tmp_path: Path) -> Path:
    made = stratum("init", str(tmp_path / "flights"))
    assert made.exit_code == 0, made.output
    return tmp_path / "flights"


def edit(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    shown = stratum(command, "--help")
    assert shown.exit_code == 0
    assert "Usage:" in shown.output
    assert len(shown.output.splitlines()) > 4


def test_init_says_what_comes_next(tmp_path: Path) -> None:
    made = stratum("init", str(tmp_path / "new"))
    assert "next: stratum check" in made.output
    assert (tmp_path / "new" / "pipeline.yaml").is_file()
    assert (tmp_path / "new" / ".git").is_dir()


def test_init_gives_documents_that_are_in_no_repository_a_history(flights: Path) -> None:
    shutil.rmtree(flights / ".git")
    (flights / "data.csv").write_text("a\n1\n")
    chosen = stratum("init", str(flights), "--example", "01-flights")
    assert "is not empty" in str(chosen.exception)
    made = stratum("init", str(flights))
    assert made.exit_code == 0, made.output
    assert git(flights, "ls-files").split() == [
        ".gitignore", "application.yaml", "departures.sql", "infrastructure.yaml", "pipeline.yaml"
    ]  # fmt: skip
    assert (flights / ".gitignore").read_text() == "/.stratum/\n"
    assert "is not empty" in str(stratum("init", str(flights)).exception)


def test_wrong_usage_is_status_2(flights: Path) -> None:
    assert stratum("check", str(flights), "--format", "xml").exit_code == 2
    assert stratum("fly").exit_code == 2


def test_a_misspelt_command_is_answered_with_the_nearest() -> None:
    shown = stratum("aply")
    assert shown.exit_code == 2
    assert "did you mean 'apply'?" in shown.output


def test_an_empty_registry_says_what_to_do(flights: Path) -> None:
    empty = stratum("models", "list", "-w", str(flights))
    assert "next: stratum train" in empty.output
    assert json.loads(stratum("models", "list", "-w", str(flights), "--json").output) == []


def test_status_of_nothing_says_what_to_do(flights: Path) -> None:
    shown = stratum("status", "-w", str(flights))
    assert shown.exit_code == 0, shown.output
    assert "next: stratum apply" in shown.output


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "stratum", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_failure_goes_to_standard_error_with_its_hint(flights: Path) -> None:
    done = run("plan", "-w", str(flights))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "error:" in done.stderr
    assert "hint:" in done.stderr
    assert "train one" in done.stderr


def test_a_model_with_errors_is_refused_before_anything_runs(flights: Path) -> None:
    edit(flights, "application.yaml", "memory: 384 MiB", "memory: 2 GiB")
    done = run("apply", "-w", str(flights))
    assert done.returncode == 1
    assert "application.yaml:" in done.stderr
    assert not (flights / ".stratum" / "deployments").exists()
