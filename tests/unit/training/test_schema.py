"""Data that change under a pipeline, and tables that are too large to train on."""

import dataclasses
import json
from pathlib import Path

import pyarrow as pa
import pytest

from stratum.core.bundles import Column, ColumnType
from stratum.core.errors import InvalidInputError
from stratum.data.logic.tables import check_declared
from stratum.data.sources.files import FileSource
from stratum.testing.bundles import write_numeric_bundle
from stratum.testing.pipelines import visits_pipeline, write_visits
from stratum.training.logic.rivals import check_schema
from stratum.training.preparing import prepare

ROWS = pa.table({"age": [1, 2], "name": ["a", "b"], "nothing": pa.array([None, None])})


def test_declared_columns_are_there_and_hold_what_was_said() -> None:
    check_declared("rows", {"age": "number", "name": "text", "nothing": "time"}, ROWS.schema)
    check_declared("rows", None, ROWS.schema)
    with pytest.raises(InvalidInputError, match="'age' was declared text, and is integer"):
        check_declared("rows", {"age": "text"}, ROWS.schema)
    with pytest.raises(InvalidInputError, match="'aged' was declared number, and is not there") as caught:
        check_declared("rows", {"aged": "number"}, ROWS.schema)
    assert "age" in caught.value.hint


def test_a_sample_is_taken_and_said(tmp_path: Path) -> None:
    spec = visits_pipeline(write_visits(tmp_path / "visits.csv"))
    whole = prepare(spec, {"csv": FileSource()}, tmp_path / "cache")
    some = prepare(spec, {"csv": FileSource()}, tmp_path / "cache", most=600)
    again = prepare(spec, {"csv": FileSource()}, tmp_path / "cache", most=600)
    assert whole.sampled is None
    assert "sampled" not in whole.facts()
    assert some.sampled is not None
    taken, of = some.sampled
    assert sum(some.rows.values()) == taken < of == sum(whole.rows.values())
    assert some.facts()["sampled"] == {"rows": taken, "of": of}
    assert some.told().endswith(f"sampled: {taken} of {of} rows")
    assert some.data == again.data


def test_the_champion_has_learned_from_the_same_columns(tmp_path: Path) -> None:
    spec = visits_pipeline(write_visits(tmp_path / "visits.csv"))
    folder = tmp_path / "bundle"
    write_numeric_bundle(folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    spec = dataclasses.replace(spec, digest=manifest["lineage"]["pipeline"])
    columns = [Column(c["name"], ColumnType(c["type"])) for c in manifest["inputs"]]
    check_schema(folder, spec, columns)
    with pytest.raises(InvalidInputError, match=f"'{columns[0].name}' was {columns[0].type} .* is gone now"):
        check_schema(folder, spec, columns[1:])
    changed = [Column(columns[0].name, ColumnType.CATEGORY), *columns[1:]]
    with pytest.raises(InvalidInputError, match="is category now"):
        check_schema(folder, spec, changed)
    check_schema(folder, dataclasses.replace(spec, digest="another"), changed)
