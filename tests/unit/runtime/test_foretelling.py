"""From a stored prediction back to the data and the commit."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from stratum.cli.main import cli
from stratum.core.errors import NotFoundError, TransientError
from stratum.runtime.foretelling import prediction_lineage
from stratum.runtime.wiring import Parts
from stratum.streaming.programs.archive import Archive, create
from stratum.testing.catalogue import write_catalogue


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    made = write_catalogue(tmp_path)
    path = made.deployments_root / "shop" / "archive" / "archive.db"
    create(path)
    with Archive(path) as archive:
        archive.store("predictions", [("row-7", "gate", 1.0, 2.0, 3.0, "late", "2", 1, 0.75)])
    return made


def test_data_and_commit_behind_a_prediction(parts: Parts) -> None:
    told = json.loads(json.dumps(prediction_lineage(parts, "row-7")))
    assert (told["application"], told["prediction"]["label"]) == ("shop", 1)
    assert (told["version"]["name"], told["version"]["version"]) == ("late", 2)
    assert told["commit"] == "c" * 40
    assert told["data"] == {"departures": "2" * 64}
    assert ["version", "prediction"] in told["edges"]


def test_the_terminal_tells_it_and_asks_for_one_of_both(parts: Parts) -> None:
    there = ["-w", str(parts.workspace.root)]
    done = CliRunner().invoke(cli, ["models", "lineage", "--prediction", "row-7", *there])
    assert "c" * 40 in done.output
    assert "said 1 of gate" in done.output
    for wrong in ([], ["late", "--prediction", "row-7"]):
        refused = CliRunner().invoke(cli, ["models", "lineage", *wrong, *there])
        assert "name a version, or a prediction" in str(refused.exception)


def test_what_was_not_stored_is_not_found(parts: Parts) -> None:
    for identifier in ("row-8", "' OR 1=1 --"):
        with pytest.raises(NotFoundError, match="no prediction"):
            prediction_lineage(parts, identifier)


def test_a_file_that_is_no_archive_is_skipped_or_told(parts: Parts) -> None:
    other = parts.deployments_root / "shop" / "aaa" / "aaa.db"
    other.parent.mkdir()
    other.touch()
    assert prediction_lineage(parts, "row-7")["application"] == "shop"
    other.unlink()
    other.mkdir()
    with pytest.raises(TransientError, match="cannot be read"):
        prediction_lineage(parts, "row-7")
