"""``stratum data``."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from stratum.cli.main import cli
from stratum.testing.small_flights import write_small_flights


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder: Path = tmp_path_factory.mktemp("data")
    write_small_flights(folder)
    return str(folder)


def said(*arguments: str) -> str:
    done = CliRunner().invoke(cli, ["data", *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_list(workspace: str) -> None:
    assert "SelectColumns" in said("list", "-w", workspace)
    assert json.loads(said("list", "--json", "-w", workspace))["pipeline"] == "delay-risk"


def test_preview_of_the_first_source(workspace: str) -> None:
    text = said("preview", "--rows", "1", "-w", workspace)
    assert "departures: 4000 rows" in text
    assert "origin (string)" in text
    assert "d1 " not in text


def test_preview_of_a_step_as_json(workspace: str) -> None:
    told = json.loads(said("preview", "delay-risk", "known", "--json", "-w", workspace))
    assert [name for name, _ in told["columns"]] == ["id", "scheduled", "origin", "load", "wind", "late"]


def test_profile_tells_figures_and_what_to_look_after(workspace: str) -> None:
    text = said("profile", "-w", workspace)
    assert "2013-01-01 00:00" in text
    assert "late: 0 2475, 1 1525" in text
    assert "outliers" in text
    assert "scheduled and landed: rank correlation 1.00" in text
    assert "copy: landed tells what scheduled tells, row by row" in text
