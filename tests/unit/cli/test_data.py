"""``stratum data``."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from stratum.cli.main import cli
from stratum.core.errors import StratumError
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


@pytest.fixture
def alone(tmp_path: Path) -> str:
    """A folder with a file of rows and no document."""
    rows = "".join(f"{day},{day % 3},{'ab'[day % 2]}\n" for day in range(60))
    (tmp_path / "visits.csv").write_text("day,shop,bought\n" + rows)
    return str(tmp_path)


def test_a_file_is_looked_at_without_a_pipeline(alone: str) -> None:
    assert "data: 60 rows" in said("preview", "visits.csv", "--rows", "2", "-w", alone)
    told = json.loads(said("profile", "visits.csv", "--target", "bought", "--json", "-w", alone))
    assert (told["pipeline"], told["target"]) == ("", "bought")
    assert told["balance"] == [["a", 30], ["b", 30]]
    assert json.loads(said("profile", "visits.csv", "--json", "-w", alone))["target"] == ""
    assert [path.name for path in Path(alone).iterdir() if path.suffix == ".yaml"] == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("visits.csv", "--target", "boght"), "no column 'boght'"),
        (("visit.csv",), "there is no file 'visit.csv'"),
        (("visits.txt",), "visits.txt"),
    ],
)
def test_what_cannot_be_looked_at_is_said(alone: str, arguments: tuple[str, ...], words: str) -> None:
    error = CliRunner().invoke(cli, ["data", "profile", *arguments, "-w", alone]).exception
    assert isinstance(error, StratumError)
    assert words in error.message


def test_a_file_has_no_sources(alone: str) -> None:
    done = CliRunner().invoke(cli, ["data", "preview", "visits.csv", "data", "-w", alone])
    assert done.exit_code == 2
    assert "visits.csv is a file: it has no source data" in done.output


def test_a_target_of_ones_own_takes_the_place_of_the_pipelines(workspace: str) -> None:
    told = json.loads(said("profile", "--target", "origin", "--json", "-w", workspace))
    assert told["target"] == "origin"
