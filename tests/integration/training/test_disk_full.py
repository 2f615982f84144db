"""``stratum train`` as a process, on a real file system that fills up."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from stratum.testing.disks import MEBIBYTE, small_disk
from stratum.testing.pipelines import PREPARED_VISITS, write_visits

PIPELINE = f"""{PREPARED_VISITS}
  forest: {{type: RandomForest, input: split, trees: 400, depth: 12}}
  best:
    {{type: ChooseBest, inputs: [forest], target: bought, identifier: id, metric: roc_auc,
     baselines: [majority], seed: 7}}
"""
# ext4 keeps half a mebibyte for itself, the run one in reserve; the forest's graph takes 0.9 MB
ROOM_FOR_GRAPH = int(2.9 * MEBIBYTE)  # in the work folder, but not again in the bundle
ROOM_FOR_RESERVE = 2 * MEBIBYTE


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path, 24) as folder:
        yield folder


@pytest.fixture
def workspace(disk: Path) -> Path:
    """A workspace with a pipeline whose only candidate is large."""
    folder = disk / "ws"
    folder.mkdir()
    (folder / "pipeline.yaml").write_text(PIPELINE)
    write_visits(folder / "visits.csv", rows=1200)
    return folder


def fill(disk: Path, room: int) -> Path:
    """A file that leaves so many bytes on the disk."""
    filler = disk / "filler"
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
        while (state := os.statvfs(disk)).f_bfree * state.f_frsize > room:
            file.write(bytes(4096))
    return filler


def trained(workspace: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "stratum", "train", "--workspace", str(workspace)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=240)


def records(workspace: Path) -> list[Mapping[str, Any]]:
    """What each run recorded, the last one first."""
    found = [json.loads(p.read_bytes()) for p in workspace.glob(".stratum/runs/*/run.json")]
    return sorted(found, key=lambda record: -record["started"])


def documents(workspace: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in workspace.iterdir() if p.is_file()}


def refused(workspace: Path) -> str:
    """What is said of a training that ends for want of room."""
    before = documents(workspace)
    done = trained(workspace)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert "make room" in done.stderr
    assert str(workspace / ".stratum") in done.stderr
    assert documents(workspace) == before
    return done.stderr


@pytest.mark.slow
def test_no_room_for_the_bundle(disk: Path, workspace: Path) -> None:
    filler = fill(disk, ROOM_FOR_GRAPH)
    assert "No space left on device" in refused(workspace)
    (failed,) = records(workspace)
    assert (failed["status"], failed["chosen"], failed["model"]) == ("failed", None, None)
    assert "No space left on device" in failed["error"]
    assert [(c["name"], c["status"]) for c in failed["candidates"]] == [("forest", "ok")]
    assert [b["name"] for b in failed["baselines"]] == ["majority"]
    filler.unlink()
    assert trained(workspace).returncode == 0
    assert [r["status"] for r in records(workspace)] == ["ok", "failed"]


@pytest.mark.slow
@pytest.mark.parametrize("room", [0, ROOM_FOR_RESERVE])
def test_no_room_for_a_candidate_or_for_anything(disk: Path, workspace: Path, room: int) -> None:
    filler = fill(disk, room)
    refused(workspace)
    assert {r["status"] for r in records(workspace)} <= {"failed"}
    filler.unlink()
    done = trained(workspace)
    assert done.returncode == 0, done.stderr
    assert "registered buys@1" in done.stdout
