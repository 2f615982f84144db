"""What a bundle remembers of its training rows, and what its manifest says."""

import dataclasses
import json
from pathlib import Path

import numpy as np

from stratum.core.bundles import Column, ColumnType, GraphInput, Lineage
from stratum.core.digests import canonical_json, digest_bytes
from stratum.testing.pipelines import number_plan, visits_pipeline
from stratum.training.logic.manifests import make_manifest, manifest_bytes
from stratum.training.logic.profile import QUANTILES, profile_columns
from stratum.training.types import CandidateResult

PLAN = dataclasses.replace(
    number_plan("n"),
    inputs=(
        Column("n", ColumnType.NUMBER),
        Column("c", ColumnType.CATEGORY),
        Column("t", ColumnType.TIMESTAMP),
    ),
)
COLUMNS = {
    "n": np.array([1, 2, 3, np.nan], dtype=np.float32),
    "c": np.array(["b", "a", "b", None], dtype=object),
    "t": np.array(["2024-01-02", "2024-01-01", "NaT", "2024-01-03"], dtype="datetime64[s]"),
}


def described() -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = json.loads(canonical_json(profile_columns(PLAN, COLUMNS)))[
        "columns"
    ]
    return found


def test_numbers_are_described_by_mean_and_quantiles() -> None:
    number = described()["n"]
    quantiles = number.pop("quantiles")
    assert number == {"type": "number", "missing": 0.25, "mean": 2.0, "std": 0.816497}
    assert isinstance(quantiles, list)
    assert (len(quantiles), quantiles[0], quantiles[10], quantiles[-1]) == (21, 1.0, 2.0, 3.0)
    assert len(QUANTILES) == 21


def test_texts_are_described_by_frequencies() -> None:
    assert described()["c"] == {
        "type": "category",
        "missing": 0.25,
        "frequencies": {"a": 0.333333, "b": 0.666667},
    }


def test_times_are_described_by_their_ends() -> None:
    assert described()["t"]["first"] == "2024-01-01T00:00:00Z"
    assert described()["t"]["last"] == "2024-01-03T00:00:00Z"


def test_rows_are_counted() -> None:
    profile = profile_columns(PLAN, COLUMNS)
    assert profile["rows"] == 4
    assert profile["format"] == "stratum.profile/1"


def test_the_manifest_digests_every_file() -> None:
    spec = visits_pipeline(Path("/data/visits.csv"))
    winner = CandidateResult("a", "Tree", {"depth": 3}, "ok", metrics={"f1": 0.5}, labels=("0", "1"))
    origin = (Lineage("p", {}, "c", {}, 7), {"model.onnx": b"x", "profile.json": b"{}"})
    manifest = make_manifest(spec, PLAN, winner, (GraphInput("input", "float32", ("n",)),), origin)
    assert manifest.files == {"model.onnx": digest_bytes(b"x"), "profile.json": digest_bytes(b"{}")}
    assert (manifest.name, manifest.algorithm, manifest.labels) == ("buys", "Tree", ("0", "1"))
    assert digest_bytes(manifest_bytes(manifest)) == manifest.digest()
