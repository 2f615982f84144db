"""What a bundle remembers of its training rows, and what its manifest says."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np

from stratum.core.bundles import Column, ColumnType, GraphInput, Lineage
from stratum.core.digests import canonical_json, digest_bytes
from stratum.data.logic.rows import Columns
from stratum.data.types import SourceSpec
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


def described(columns: Columns = COLUMNS, moment: str = "") -> dict[str, dict[str, Any]]:
    profile = json.loads(canonical_json(profile_columns(PLAN, columns, moment)))
    found: dict[str, dict[str, Any]] = profile["columns"]
    return found


def test_numbers_are_described_by_mean_and_quantiles() -> None:
    number = described()["n"]
    quantiles = number.pop("quantiles")
    assert number.pop("sample") == [1.0, 2.0, 3.0]
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


def test_many_numbers_leave_a_sample_at_even_ranks() -> None:
    columns = {**COLUMNS, "n": np.arange(100_000, 0, -1, dtype=np.float64)}
    sample = described(columns)["n"]["sample"]
    assert (len(sample), sample[0], sample[-1]) == (500, 1.0, 100_000.0)
    assert sample == sorted(sample)
    assert max(np.diff(sample)) < 202


def test_the_moment_by_which_rows_were_divided_is_described_too() -> None:
    columns = {**COLUMNS, "when": COLUMNS["t"]}
    when = described(columns, "when")["when"]
    assert (when["type"], when["last"]) == ("timestamp", "2024-01-03T00:00:00Z")


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


def test_a_unit_follows_its_column_into_the_manifest() -> None:
    winner = CandidateResult("a", "Tree", {}, "ok")
    units = {"visits": {"n": "min", "c": "km", "t": "d"}, "other": {"c": "m"}, "asked": {"t": "h"}}
    visits = visits_pipeline(Path("/data/visits.csv"))
    sources = (*visits.sources, SourceSpec("other", "csv", {}))
    spec = dataclasses.replace(visits, sources=sources, units=units)
    manifest = make_manifest(spec, PLAN, winner, (), (Lineage("p", {}, "c", {}, 7), {}))
    found = {column.name: column.unit for column in manifest.inputs}
    assert found == {"n": "min", "c": "", "t": "h"}
