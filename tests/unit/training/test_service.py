"""A run from specification to bundle."""

import dataclasses
import functools
import json
from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from stratum.core.bundles import GRAPH, MANIFEST, Manifest
from stratum.core.digests import digest_bytes
from stratum.core.errors import InvalidInputError, NotFoundError, PermanentError, StratumError
from stratum.data.logic.rows import apply_steps
from stratum.testing.pipelines import visits_pipeline, with_step, write_visits
from stratum.training.logic.graphs import run_graph
from stratum.training.logic.progress import Progress
from stratum.training.ports import Task, TaskEvent, Tell
from stratum.training.publishing import TrainingResult, publish
from stratum.training.records import RunFolder
from stratum.training.service import Workshop, train
from stratum.training.types import CandidateSpec, Graph, ModelName, PipelineSpec, Run


def manifest_of(result: TrainingResult) -> Manifest:
    return msgspec.json.decode((result.bundle / MANIFEST).read_bytes(), type=Manifest)


def failed(
    spec: PipelineSpec, workshop: Workshop, folder: Path, kind: type[StratumError] = InvalidInputError
) -> tuple[str, Run]:
    """The error of a run that fails, and what it recorded."""
    with pytest.raises(kind) as caught:
        train(spec, workshop, folder, lambda _: None)
    run = RunFolder(folder).load()
    assert run.status == "failed"
    assert not (folder / "bundle").exists()
    assert sorted(p.name for p in folder.iterdir()) == ["run.json"]
    return caught.value.message, run


def test_the_best_candidate_is_chosen(result: TrainingResult) -> None:
    run = result.run
    figures = {c.name: c.validation["roc_auc"] for c in run.candidates}
    metrics = {c.name: c.metrics["roc_auc"] for c in run.candidates}
    assert (run.status, run.error) == ("ok", None)
    assert run.chosen == max(figures, key=lambda name: figures[name])
    assert metrics[str(run.chosen)] > max(b.metrics["roc_auc"] for b in run.baselines)


def test_every_candidate_passes_the_gate(result: TrainingResult) -> None:
    for candidate in result.run.candidates:
        assert candidate.status == "ok"
        assert candidate.parity is not None
        assert candidate.parity.rows == result.run.rows["test"]
        assert set(candidate.curves) == {"roc", "pr", "calibration"}
        assert sum(map(sum, candidate.confusion)) == result.run.rows["test"]


def test_the_record_is_what_was_agreed(result: TrainingResult) -> None:
    record = json.loads((result.directory / "run.json").read_bytes())
    assert list(record)[:13] == [
        *("id", "pipeline", "task", "metric", "started", "finished", "status", "error"),
        *("rows", "boundary", "chosen", "model", "candidates"),
    ]
    assert record["model"] == {"name": "buys", "version": None, "digest": result.digest}
    assert record["rows"] == {"train": 336, "test": 264}
    assert record["data"]["sources"]["visits"]["rows"] == 600
    assert {"name": "price", "type": "number"} in record["data"]["columns"]


def test_the_record_reads_back(result: TrainingResult) -> None:
    assert RunFolder(result.directory).load() == result.run
    with pytest.raises(NotFoundError, match="no run 'nothing'"):
        RunFolder(result.directory / "nothing").load()


def test_steps_are_reported_in_order(result: TrainingResult, steps: list[Progress]) -> None:
    assert result.run.chosen in {"linear", "tree"}
    stages = [(s.stage, s.name) for s in steps]
    told = ("started", "fitting", "scoring", "exporting", "finished")
    assert stages[:6] == [("data", ""), *((stage, "linear") for stage in told)]
    assert stages[-1] == ("chosen", result.run.chosen)
    assert [s.done for s in steps if s.stage == "finished"] == [1, 2, 3, 4]
    assert all(s.score is not None for s in steps if s.stage == "finished")


def test_the_bundle_is_what_its_manifest_says(result: TrainingResult) -> None:
    manifest = manifest_of(result)
    files = {p.name: digest_bytes(p.read_bytes()) for p in result.bundle.iterdir() if p.name != MANIFEST}
    assert files == manifest.files
    assert set(files) == {GRAPH, "profile.json"}
    assert manifest.digest() == result.digest


def test_the_manifest_tells_the_lineage(result: TrainingResult, spec: PipelineSpec) -> None:
    manifest = manifest_of(result)
    assert manifest.labels == ("0", "1")
    assert manifest.lineage.pipeline == spec.digest
    assert manifest.lineage.commit == "c0ffee"
    assert manifest.lineage.seed == 7
    assert manifest.lineage.parents == {}
    assert set(manifest.licences.libraries) == set(manifest.lineage.packages)
    assert {"scikit-learn", "skl2onnx", "onnxruntime"} <= set(manifest.lineage.packages)


def test_the_bundle_alone_predicts(result: TrainingResult) -> None:
    manifest = manifest_of(result)
    graph = Graph((result.bundle / GRAPH).read_bytes(), manifest.graph_inputs)
    row = {
        "visited": np.array(["2024-01-20T15:00:00Z"], dtype=object),
        "shop": np.array([None], dtype=object),
        "price": np.array([1.0], dtype=np.float32),
        "twice": np.array([2.0], dtype=np.float32),
        "queue": np.array([np.nan], dtype=np.float32),
    }
    assert {c.name for c in manifest.inputs} == set(row)
    label, shares = run_graph(graph, apply_steps(manifest.preparation, row))
    assert label.tolist() == [1]
    assert shares.shape == (1, 2)


def test_training_again_gives_the_same_bundle(
    result: TrainingResult, spec: PipelineSpec, workshop: Workshop, tmp_path: Path
) -> None:
    again = train(spec, workshop, tmp_path / "again", lambda _: None)
    assert again.digest == result.digest
    assert (again.bundle / GRAPH).read_bytes() == (result.bundle / GRAPH).read_bytes()


def test_publishing_records_the_version_and_writes_documents(
    result: TrainingResult, spec: PipelineSpec
) -> None:
    run = publish(
        result, spec, 3, {"report": lambda s, r: f"{s.name} {r.model}", "other": lambda _s, _r: "x"}
    )
    assert run.model == ModelName("buys", 3, result.digest)
    assert RunFolder(result.directory).load().model == run.model
    assert (result.directory / "report.html").read_text() == f"buys {run.model}"
    assert (result.directory / "other.txt").read_text() == "x"


def test_documents_that_cannot_be_written_are_an_error(
    spec: PipelineSpec, result: TrainingResult, tmp_path: Path
) -> None:
    (tmp_path / ".report.html.part").mkdir()
    elsewhere = dataclasses.replace(result, directory=tmp_path)
    with pytest.raises(PermanentError, match=f"cannot write to {tmp_path}: Is a directory") as caught:
        publish(elsewhere, spec, 3, {"report": lambda _s, _r: "x"})
    assert caught.value.hint == "make room on the disk and train again"
    assert RunFolder(tmp_path).load().model == ModelName("buys", 3, result.digest)


def test_a_candidate_that_fails_stays_on_the_board(
    spec: PipelineSpec, workshop: Workshop, tmp_path: Path
) -> None:
    neighbours = CandidateSpec("near", "sklearn", "KNeighborsClassifier", {"n_neighbors": 10_000})
    run = train(
        dataclasses.replace(spec, candidates=(neighbours, spec.candidates[0])),
        workshop,
        tmp_path / "run",
        lambda _: None,
    ).run
    assert [(c.name, c.status) for c in run.candidates] == [("near", "failed"), ("linear", "ok")]
    assert "n_neighbors" in str(run.candidates[0].error)
    assert run.chosen == "linear"


def test_no_sound_candidate_is_a_failed_run(spec: PipelineSpec, workshop: Workshop, tmp_path: Path) -> None:
    bad = CandidateSpec("near", "sklearn", "KNeighborsClassifier", {"n_neighbors": 10_000})
    message, run = failed(dataclasses.replace(spec, candidates=(bad,)), workshop, tmp_path / "run")
    assert "no candidate of 'buys' can be chosen: near: ValueError" in message
    assert [c.status for c in run.candidates] == ["failed"]


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "unknown metric": ({"metric": "beauty"}, "has no metric 'beauty'"),
    "unknown task": ({"task": "guessing"}, "unknown task 'guessing'"),
    "no candidates": ({"candidates": ()}, "has no candidates"),
    "unknown framework": (
        {"candidates": (CandidateSpec("a", "abacus", "X", {}),)},
        "candidate 'a': no framework 'abacus'",
    ),
    "unknown algorithm": (
        {"candidates": (CandidateSpec("a", "sklearn", "Oracle", {}),)},
        "candidate 'a': no algorithm 'Oracle'",
    ),
    "unknown baseline": ({"baselines": ("prize",)}, "baseline 'prize' is neither"),
    "unit of no column": (
        {"units": {"visits": {"pric": "EUR"}}},
        "units of 'visits' name column 'pric', which is not there",
    ),
    "unknown target": ({"target": "sold"}, "finds no column 'sold'"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_pipelines_fail_before_fitting(
    case: str, spec: PipelineSpec, workshop: Workshop, tmp_path: Path
) -> None:
    changes, expected = WRONG[case]
    message, run = failed(dataclasses.replace(spec, **changes), workshop, tmp_path / "run")
    assert expected in message
    assert run.candidates == ()
    assert run.error == message


def with_rows(path: Path, change: Callable[[list[str]], list[str]]) -> PipelineSpec:
    """The pipeline over a file whose cells are changed row by row."""
    header, *lines = write_visits(path).read_text().splitlines()
    path.write_text("\n".join([header, *(",".join(change(line.split(","))) for line in lines)]) + "\n")
    return visits_pipeline(path)


INFINITE = "column 'price' is infinite or too large for float32 in 1 of 600 rows, first in row"
BAD_ROWS: dict[str, tuple[Callable[[list[str]], list[str]], str]] = {
    "target missing": (lambda r: [*r[:5], "NA"], "there are no rows to train on"),
    "constant target": (lambda r: [*r[:5], "1"], "is 1 in every training row"),
    "one of a class": (lambda r: [*r[:5], "1" if r[0] == "v0" else "0"], "has one training row"),
    "column missing": (lambda r: [*r[:4], "NA", r[5]], "column 'queue' is missing in all 336 training rows"),
    "infinite in training": (lambda r: [*r[:3], "inf" if r[0] == "v0" else r[3], *r[4:]], INFINITE),
    "infinite in test": (lambda r: [*r[:3], "-inf" if r[0] == "v500" else r[3], *r[4:]], INFINITE),
    "too large": (lambda r: [*r[:3], "1e39" if r[0] == "v0" else r[3], *r[4:]], INFINITE),
    "before the boundary": (lambda r: [r[0], "2020-01-01T00:00:00", *r[2:]], "no test rows"),
}


@pytest.mark.parametrize("task", ["classification", "regression"])
def test_an_infinite_target_is_refused(task: str, workshop: Workshop, tmp_path: Path) -> None:
    spec = with_rows(tmp_path / "bad.csv", lambda r: [*r[:5], "inf" if r[0] == "v1" else r[5]])
    spec = dataclasses.replace(spec, task=task, metric="rmse" if task == "regression" else "roc_auc")
    tree = "DecisionTreeRegressor" if task == "regression" else "DecisionTreeClassifier"
    spec = dataclasses.replace(spec, candidates=(CandidateSpec("tree", "sklearn", tree, {}),), baselines=())
    message, run = failed(spec, workshop, tmp_path / "run")
    assert message == "the target 'bought' is infinite in 1 of 600 rows, first in row 2"
    assert run.candidates == ()


@pytest.mark.parametrize("case", BAD_ROWS)
def test_bad_rows_fail_before_fitting(case: str, workshop: Workshop, tmp_path: Path) -> None:
    change, expected = BAD_ROWS[case]
    message, run = failed(with_rows(tmp_path / "bad.csv", change), workshop, tmp_path / "run")
    assert expected in message
    assert run.candidates == ()


def test_a_missing_column_names_block_and_near_names(
    spec: PipelineSpec, workshop: Workshop, tmp_path: Path
) -> None:
    wrong = with_step(spec, "narrow", columns=["id", "visited", "shopp", "price", "bought"])
    message, run = failed(wrong, workshop, tmp_path / "run")
    assert message == "block 'narrow' finds no column 'shopp'"
    assert run.rows == {}


class BrokenDisk:
    """An executor that finishes one task, and then something breaks."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def run(
        self,
        function: Callable[[Task, Tell], object],
        tasks: Iterable[Task],
        tell: Callable[[int, str], None],
    ) -> Generator[TaskEvent]:
        yield TaskEvent(0, "started")
        yield TaskEvent(0, "finished", function(next(iter(tasks)), functools.partial(tell, 0)))
        raise self.error


def test_finished_candidates_are_kept_when_the_disk_is_full(
    spec: PipelineSpec, workshop: Workshop, tmp_path: Path
) -> None:
    full = dataclasses.replace(workshop, executor=BrokenDisk(OSError(28, "No space left on device")))
    message, run = failed(spec, full, tmp_path / "run", PermanentError)
    assert "No space left on device" in message
    assert [c.name for c in run.candidates] == ["linear"]
    assert run.error == "cannot write to disk: No space left on device"


def test_finished_candidates_are_kept_when_interrupted(
    spec: PipelineSpec, workshop: Workshop, tmp_path: Path
) -> None:
    stopped = dataclasses.replace(workshop, executor=BrokenDisk(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        train(spec, stopped, tmp_path / "run", lambda _: None)
    run = RunFolder(tmp_path / "run").load()
    assert (run.status, run.error) == ("cancelled", "it was told to end")
    assert [c.name for c in run.candidates] == ["linear"]


def test_what_nobody_foresaw_ends_a_run(spec: PipelineSpec, workshop: Workshop, tmp_path: Path) -> None:
    stopped = dataclasses.replace(workshop, executor=BrokenDisk(ValueError("no such thing")))
    with pytest.raises(ValueError, match="no such thing"):
        train(spec, stopped, tmp_path / "run", lambda _: None)
    run = RunFolder(tmp_path / "run").load()
    assert (run.status, run.error) == ("failed", "unexpected ValueError: no such thing")
    assert [c.name for c in run.candidates] == ["linear"]
    assert [p.name for p in (tmp_path / "run").iterdir()] == ["run.json"]


def test_a_killed_run_stays_one_that_has_not_ended(
    spec: PipelineSpec, workshop: Workshop, tmp_path: Path
) -> None:
    seen: list[Run] = []
    train(spec, workshop, tmp_path / "run", lambda _: seen.append(RunFolder(tmp_path / "run").load()))
    assert {run.status for run in seen[:-1]} == {"running"}
    assert {run.error for run in seen[:-1]} == {"the run has not ended"}
    assert seen[-1].status == "ok"
