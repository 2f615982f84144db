"""A workspace in a notebook trains on small data, applies what it trained, and ends it."""

from pathlib import Path

import pytest

import stratum
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.testing.small_flights import APPLICATION, write_small_flights
from stratum.testing.small_flights import stratum as command


@pytest.mark.slow
def test_a_notebook_trains_applies_and_ends(tmp_path: Path) -> None:
    Parts(Settings(tmp_path)).workspace.create({}, "first")
    write_small_flights(tmp_path)
    workspace = stratum.Workspace(tmp_path)
    run = workspace.train()
    assert run.model is not None
    assert (run.model.name, run.model.version, run.run.status) == ("delay-risk", 1, "ok")
    assert {"logistic", "tree"} < {row["name"] for row in run.candidates}
    assert workspace.run(run.id).id == run.id
    assert workspace.model("delay-risk").registered.run == run.id
    try:
        steps = workspace.apply(wait=120.0)
        started = {row["component"] for row in steps if row["verb"] == "start"}
        assert started == {row["name"] for row in workspace.status()}
        assert {row["state"] for row in workspace.status()} <= {"ready", "done"}
        assert len(workspace.apply()) == 0
    finally:
        command(tmp_path, "destroy", APPLICATION)
    assert len(workspace.status()) == 0
