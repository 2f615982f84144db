"""A workspace in a notebook: what it answers, and how answers show themselves."""

import re
import subprocess
import sys
from pathlib import Path

import pandas
import pytest

import stratum
from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.core.findings import Finding, Position, Severity
from stratum.deployment.types import Action, Plan, Verb
from stratum.python.answers import Findings, Steps, TrainingRun
from stratum.python.tables import EMPTY, Table
from stratum.runtime.examples import example_files
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.testing.catalogue import write_catalogue
from stratum.training.types import BaselineResult, CandidateResult, Run

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "python.md").read_text()
EVIL = "<script>alert('1')</script>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Parts(Settings(tmp_path / "flights")).workspace.create(example_files("01-flights"), "first")
    return tmp_path / "flights"


@pytest.fixture
def workspace(folder: Path) -> stratum.Workspace:
    return stratum.Workspace(folder)


def edit(folder: Path, old: str, new: str) -> None:
    path = folder / "application.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_importing_the_package_alone_imports_none_of_its_rooms() -> None:
    code = "import sys, stratum; print([m for m in sys.modules if m.startswith('stratum.')], dir(stratum))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert told.strip() == "[] ['Workspace', '__version__']"


def test_what_the_package_does_not_have_is_said_as_python_says_it() -> None:
    name = "workspace_of"
    with pytest.raises(AttributeError, match="no attribute 'workspace_of'"):
        getattr(stratum, name)


def test_documents_have_file_kind_and_name(workspace: stratum.Workspace) -> None:
    told = {row["file"]: (row["kind"], row["name"]) for row in workspace.documents()}
    assert told["application.yaml"] == ("Application", "flight-delays")
    assert told["pipeline.yaml"] == ("Pipeline", "delay-risk")


def test_a_folder_below_names_the_same_workspace(folder: Path) -> None:
    (folder / "notebooks").mkdir()
    assert stratum.Workspace(folder / "notebooks").root == folder
    assert repr(stratum.Workspace(folder)) == f"Workspace({str(folder)!r})"


def test_a_check_reads_what_an_editor_wrote(workspace: stratum.Workspace, folder: Path) -> None:
    assert workspace.check().ok
    edit(folder, "type: ModelService", "type: ModelServise")
    found = workspace.check()
    assert not found.ok
    assert [row["code"] for row in found.errors] == ["unknown-type"]
    assert "ModelServise" in found._repr_html_()
    assert repr(found).endswith("1 error")
    assert workspace.check(at="HEAD").ok


def test_a_placement_gives_each_component_a_host(workspace: stratum.Workspace) -> None:
    answer = workspace.place(objective="cost")
    assert answer.objective == "cost"
    assert set(answer.hosts) == {row["component"] for row in answer}
    assert answer.hosts["scorer"]
    assert list(answer.frame().columns) == ["component", "host", "why"]


def test_an_unknown_objective_is_answered_with_the_known_ones(workspace: stratum.Workspace) -> None:
    with pytest.raises(InvalidInputError) as caught:
        workspace.place(objective="beauty")
    assert "latency" in caught.value.hint


def test_history_is_told_and_merged(workspace: stratum.Workspace, folder: Path) -> None:
    versions = workspace.versions
    edit(folder, "flight-delays", "late-flights")
    assert "late-flights" in repr(versions.diff())
    made = versions.commit("Rename")
    assert made["commit"]
    log = versions.log()
    assert [row["message"] for row in log] == ["Rename", "first"]
    assert len(versions.diff(str(log[1]["id"]), str(log[0]["id"]))) >= 1
    told = versions.merge("main")
    line = next(line for line in PAGE.splitlines() if "`.versions.merge(" in line)
    assert re.findall(r"`(\w+)`", line.split("|")[2]) == list(told)


def test_a_model_shows_itself_as_a_table(folder: Path) -> None:
    write_catalogue(folder)
    model = stratum.Workspace(folder).model("late@2")
    assert (model.registered.name, model.registered.version) == ("late", 2)
    assert repr(model).splitlines()[:3] == ["name       value", "name       late", "version    2"]
    assert "<td>late</td>" in model._repr_html_()
    assert {row["name"]: row["value"] for row in model}["roc_auc"] == model.registered.metrics["roc_auc"]


def test_models_runs_and_status_of_a_new_workspace_are_empty(workspace: stratum.Workspace) -> None:
    assert len(workspace.models()) == len(workspace.runs()) == len(workspace.status()) == 0
    assert repr(workspace.models()) == EMPTY
    for ask in (lambda: workspace.model("none"), lambda: workspace.run("none")):
        with pytest.raises(NotFoundError):
            ask()


def test_a_table_is_a_sequence_a_text_and_a_frame() -> None:
    table = Table([{"a": 1, "b": 0.123456, "hidden": 1}, {"a": None, "b": ["x", 2.0]}], ("a", "b"))
    assert (len(table), table[0]["a"], len(table[:1]), [row["a"] for row in table]) == (2, 1, 1, [1, None])
    assert repr(table).splitlines() == ["a  b", "1  0.1235", "-  x, 2"]
    assert isinstance(table.frame(), pandas.DataFrame)
    assert list(table.frame().columns) == ["a", "b", "hidden"]
    assert list(Table([], ("a", "b")).frame().columns) == ["a", "b"]


def test_nothing_of_a_model_is_html() -> None:
    finding = Finding(EVIL, Severity.ERROR, EVIL, EVIL, Position(EVIL, 1, 1), EVIL, EVIL, EVIL)
    candidate = CandidateResult(EVIL, EVIL, {}, EVIL)
    run = Run(
        EVIL, EVIL, "regression", EVIL, 0.0, candidates=(candidate,), baselines=(BaselineResult(EVIL, {}),)
    )
    shown = [
        Findings([finding])._repr_html_(),
        Table([{EVIL: EVIL}])._repr_html_(),
        TrainingRun(run)._repr_html_(),
        Steps(Plan("a", (Action(Verb.START, EVIL, EVIL),)))._repr_html_(),
    ]
    for html in shown:
        assert html.startswith("<table>")
        assert "<script" not in html
        assert "&lt;script&gt;" in html


def test_a_run_has_a_row_per_candidate_with_both_figures() -> None:
    candidate = CandidateResult("tree", "Tree", {}, "ok", metrics={"r2": 0.5}, validation={"r2": 0.25})
    run = Run("r-1", "p", "regression", "r2", 0.0, status="failed", chosen="tree", candidates=(candidate,))
    frame = TrainingRun(run).candidates.frame()
    assert frame.loc[0, ["r2", "validation_r2", "chosen"]].tolist() == [0.5, 0.25, True]
    assert repr(TrainingRun(run)).startswith("r-1: failed\nname")
