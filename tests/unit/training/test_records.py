"""The folder of a run and its bundle."""

import json
from pathlib import Path

import pytest

from stratum.core.errors import InvalidInputError
from stratum.training.bundling import write_bundle
from stratum.training.logic.records import run_from_json, run_to_json
from stratum.training.records import RunFolder
from stratum.training.types import BaselineResult, CandidateResult, ModelName, Parity, Run

RUN = Run(
    id="run-1",
    pipeline="buys",
    task="classification",
    metric="roc_auc",
    started=1.5,
    rows={"train": 3, "test": 1},
    model=ModelName("buys", 2, "a" * 64),
    candidates=(
        CandidateResult("a", "Any", {"C": 0.5}, "ok", None, 1.0, {"f1": 0.5}, Parity(1.0, 1e-7, 9)),
        CandidateResult("b", "Any", {}, "failed", "why", curves={"roc": [(0.0, 1.0)]}, confusion=[[1, 2]]),
        CandidateResult("c", "Any", {}, "ok", validation={"f1": 0.25}),
    ),
    baselines=(BaselineResult("majority", {"f1": 0.0}),),
    data={"columns": [{"name": "x", "type": "number"}]},
)


def test_a_run_reads_back_from_json() -> None:
    again = run_from_json(run_to_json(RUN))
    assert run_to_json(again) == run_to_json(RUN)
    assert again.candidates[0].parity == Parity(1.0, 1e-7, 9)
    assert json.loads(run_to_json(RUN))["candidates"][2]["validation"] == {"f1": 0.25}
    assert json.loads(run_to_json(RUN))["candidates"][1]["curves"] == {"roc": [[0.0, 1.0]]}


@pytest.mark.parametrize("content", [b"", b"{}", b'{"id": 3}', b"[1]", b'{"id": "\xff"}'])
def test_a_broken_record_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidInputError, match=r"no run\.json") as caught:
        run_from_json(content)
    assert caught.value.hint


def test_a_folder_saves_and_loads(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "run-1")
    folder.open()
    folder.save(RUN)
    assert folder.load().id == "run-1"
    assert folder.work.is_dir()


def test_a_closed_folder_holds_nothing_but_its_record(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "run-1")
    folder.open()
    (folder.work / "0.onnx").write_bytes(b"x")
    folder.save(RUN)
    folder.close()
    folder.close()
    assert [p.name for p in folder.path.iterdir()] == ["run.json"]


def test_documents_lie_beside_the_record(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    assert folder.write_document("report.html", "grün").read_bytes() == "grün".encode()
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]


def test_a_bundle_replaces_the_one_before(tmp_path: Path) -> None:
    write_bundle(tmp_path / "bundle", b"{}", {"model.onnx": b"1", "old": b""})
    write_bundle(tmp_path / "bundle", b"{}", {"model.onnx": b"2"})
    assert sorted(p.name for p in (tmp_path / "bundle").iterdir()) == ["manifest.json", "model.onnx"]
    assert (tmp_path / "bundle" / "model.onnx").read_bytes() == b"2"


def test_half_a_bundle_is_none(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="such file"):
        write_bundle(tmp_path / "bundle", b"{}", {"model.onnx": b"1", "no/folder": b""})
    assert list(tmp_path.iterdir()) == []
