"""``stratum notebook`` where no JupyterLab runs."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from stratum.cli.main import cli
from stratum.testing.catalogue import write_catalogue


def said(workspace: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["notebook", *arguments, "-w", str(workspace)])


def test_it_says_whether_one_runs(tmp_path: Path) -> None:
    assert said(tmp_path, "status").output == "JupyterLab does not run\n"
    assert json.loads(said(tmp_path, "status", "--json").output) == {"running": False, "address": ""}
    assert said(tmp_path, "stop").output == "JupyterLab did not run\n"


def test_a_run_without_a_notebook_is_not_opened(tmp_path: Path) -> None:
    write_catalogue(tmp_path)
    assert "run 'run-2' has no notebook" in str(said(tmp_path, "open").exception)
    assert "run '../x' has no notebook" in str(said(tmp_path, "open", "../x").exception)


def test_without_any_run_it_says_what_to_do(tmp_path: Path) -> None:
    assert "stratum train" in str(said(tmp_path, "open").exception)
