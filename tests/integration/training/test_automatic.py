"""Automatic training from a file to a registered model, and the document it leaves."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import pytest

from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.runtime.automatic import train_automatically
from stratum.runtime.finding import SEARCH
from stratum.runtime.learning import Trained, train_pipeline
from stratum.runtime.modelling import load
from stratum.runtime.settings import Settings
from stratum.runtime.trainings import Trainings
from stratum.runtime.wiring import Parts
from stratum.testing.pipelines import write_visits
from stratum.training.logic.progress import Progress
from stratum.training.orders import Order, Wish
from stratum.training.records import RunFolder

BUDGET = 6.0


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    """A workspace with a file of visits."""
    write_visits(tmp_path / "visits.csv")
    return Parts(Settings(tmp_path))


def silent(_step: Progress) -> None:
    """For those who do not listen."""


def trained(parts: Parts, **wanted: Any) -> Trained:
    wish = Wish("visits.csv", "bought", BUDGET, **wanted)
    return train_automatically(parts, Order("inline", 7, wish=wish), silent)


@pytest.mark.slow
def test_a_file_and_a_target_give_a_pipeline_that_trains_to_the_same_model(parts: Parts) -> None:
    found = trained(parts)
    run, search = found.result.run, cast("dict[str, Any]", found.result.run.search)
    checked = load(parts)
    assert checked.findings == ()
    assert run.pipeline == search["document"].removesuffix(".yaml") == "visits-bought"
    assert {t["family"] for t in search["tried"]} >= {"linear"}
    assert run.candidates[0].metrics["roc_auc"] > 0.6
    assert any("id is left out" in note for note in search["notes"])
    assert run.profiles == found.version.profiles
    assert run.profiles
    report = (found.result.directory / "report.html").read_text()
    assert "What the model needs" in report
    assert f"{len(search['tried'])} candidates were tried in an automatic search" in report
    again = train_pipeline(parts, checked, "visits-bought", silent, Order("inline"))
    assert again.version.digest == found.version.digest


@pytest.mark.slow
def test_what_was_found_is_replaced_and_what_people_wrote_is_not(parts: Parts, tmp_path: Path) -> None:
    trained(parts, metric="accuracy", name="visits")
    assert trained(parts, metric="log_loss", name="visits").version.version == 2
    mine = (tmp_path / "visits.yaml").read_text() + "# mine\n"
    (tmp_path / "visits.yaml").write_text(mine)
    with pytest.raises(InvalidInputError, match="people wrote or changed it"):
        trained(parts, name="visits")
    assert (tmp_path / "visits.yaml").read_text() == mine


@pytest.mark.slow
def test_what_people_write_while_it_searches_stays_and_what_was_found_is_kept(
    parts: Parts, tmp_path: Path
) -> None:
    mine = "stratum: 1\nkind: Pipeline\nname: visits\ndescription: Found automatically\nblocks: {}\n"

    def edit(step: Progress) -> None:
        if (step.stage, step.name) == ("started", SEARCH):
            (tmp_path / "visits.yaml").write_text(mine)

    wish = Wish("visits.csv", "bought", BUDGET / 2, name="visits")
    with pytest.raises(InvalidInputError, match="people wrote or changed it") as caught:
        train_automatically(parts, Order("inline", 7, wish=wish), edit)
    assert (tmp_path / "visits.yaml").read_text() == mine
    (kept,) = parts.runs_root.glob("visits-*/found.yaml")
    assert str(kept) in caught.value.hint
    assert "name: visits" in kept.read_text()


@pytest.mark.slow
def test_the_command_tells_its_search_and_its_model_as_json(parts: Parts, tmp_path: Path) -> None:
    asked = ["--auto", "visits.csv", "--target", "bought", "--budget", f"{BUDGET:.0f}s", "--name", "visits"]
    command = [sys.executable, "-m", "stratum", "train", *asked, "--json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    assert set(told) == {"run", "search", "model"}
    (version,) = parts.registry.list()
    assert told["model"]["digest"] == version.digest
    assert (told["model"]["name"], told["model"]["version"]) == ("visits", 1)
    assert told["model"]["run"] == told["run"]["id"] == Path(told["run"]["folder"]).name
    search = told["search"]
    assert (search["data"], search["budget"], search["document"]) == ("visits.csv", BUDGET, "visits.yaml")
    assert {one["status"] for one in search["tried"]} >= {"ok"}
    assert search["members"]
    assert any("id is left out" in note for note in search["notes"])
    assert (tmp_path / search["document"]).is_file()


def time_of(run: Path, stage: str) -> float:
    """When a run last told a stage."""
    told = RunFolder(run).told()
    assert told is not None
    return max(step.time for step in told[1] if step.stage == stage)


class CrashError(BaseException):
    """The process ends here: nobody lives to record it."""


@pytest.mark.slow
def test_a_search_that_was_cut_off_goes_on_with_its_trials_and_the_time_that_is_left(parts: Parts) -> None:
    told: list[str] = []

    def crash(step: Progress) -> None:
        if step.stage == "ok":
            told.append(step.name)
        if len(told) == 2:
            raise CrashError

    with pytest.raises(CrashError):
        train_automatically(parts, Order("inline", 7, wish=Wish("visits.csv", "bought", BUDGET)), crash)
    (path,) = parts.runs_root.glob("visits-*")
    spent = time_of(path, "ok") - time_of(path, "started")
    order = Trainings(parts).interrupted(path.name, Order())[1]
    found = train_automatically(parts, order, silent).result.run
    search = cast("dict[str, Any]", found.search)
    assert (found.id, [t["family"] for t in search["tried"][:2]]) == (path.name, told)
    settings = [(t["family"], str(t["attributes"])) for t in search["tried"]]
    assert len(settings) == len(set(settings)) > 2
    assert search["seconds"] > spent


def told_until_a_trial(parts: Parts, order: Order) -> list[str]:
    """What a search tells until its first trial of now has ended, which is when its process ends too."""
    told: list[str] = []

    def crash(step: Progress) -> None:
        told.append(step.message)
        if step.stage == "ok":
            raise CrashError

    with pytest.raises(CrashError):
        train_automatically(parts, order, crash)
    return told


@pytest.mark.slow
@pytest.mark.parametrize("changed", ["optuna", "lightgbm"])
def test_trials_are_done_anew_where_a_library_of_theirs_has_changed(
    parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    told_until_a_trial(parts, Order("inline", 7, wish=Wish("visits.csv", "bought", trials=3)))
    (path,) = parts.runs_root.glob("visits-*")
    order = Trainings(parts).interrupted(path.name, Order())[1]
    kept = "finished before"
    assert any(kept in message for message in told_until_a_trial(parts, order))
    told = tmp_path / "other" / f"{changed}-0.1.dist-info" / "METADATA"
    told.parent.mkdir(parents=True)
    told.write_text(f"Metadata-Version: 2.1\nName: {changed}\nVersion: 0.1\n")
    monkeypatch.syspath_prepend(tmp_path / "other")
    assert not any(kept in message for message in told_until_a_trial(parts, order))


@pytest.mark.parametrize(
    ("data", "target", "words"),
    [
        ("visit.csv", "bought", "no file"),
        ("visits.csv", "bougth", "no column 'bougth'"),
        ("x.doc", "a", "neither"),
    ],
)
def test_what_is_not_there_is_said(parts: Parts, data: str, target: str, words: str) -> None:
    wish = Wish(data, target, BUDGET)
    with pytest.raises((InvalidInputError, NotFoundError), match=words) as caught:
        train_automatically(parts, Order("inline", wish=wish), silent)
    assert caught.value.hint
    (run,) = cast("list[dict[str, Any]]", Trainings(parts).runs()["runs"])
    assert (run["status"], run["error"]) == ("failed", caught.value.message)
