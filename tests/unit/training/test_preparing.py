"""What is learned of rows before anything is fitted."""

import dataclasses
from pathlib import Path

import pytest

from stratum.data.sources.files import FileSource
from stratum.data.types import StepSpec
from stratum.testing.pipelines import BOUNDARY, visits_pipeline, write_visits
from stratum.training.preparing import Prepared, prepare


def prepared(folder: Path, *, missing_before: str, missing_from: str) -> Prepared:
    """Visits whose price is missing between two times."""
    path = write_visits(folder / "visits.csv")
    header, *lines = path.read_text().splitlines()
    cells = [line.split(",") for line in lines]
    told = [[*c[:3], "NA", *c[4:]] if missing_from <= c[1] < missing_before else c for c in cells]
    path.write_text("\n".join([header, *(",".join(c) for c in told)]) + "\n")
    return prepare(visits_pipeline(path), {"csv": FileSource()}, folder / "cache")


def test_a_word_among_numbers_is_told(tmp_path: Path) -> None:
    path = write_visits(tmp_path / "visits.csv")
    header, first, *rest = path.read_text().splitlines()
    place = header.split(",").index("price")
    cells = first.split(",")
    cells[place] = "free"
    path.write_text("\n".join([header, ",".join(cells), *rest]) + "\n")
    spec = visits_pipeline(path)
    steps = (StepSpec("coded", "encode", ("visits",), {"columns": ["price", "shop"], "method": "onehot"}),)
    found = prepare(
        dataclasses.replace(spec, steps=steps, baselines=()), {"csv": FileSource()}, tmp_path / "cache"
    )
    (told,) = found.remarks
    assert told.startswith("price holds numbers in 599 of 600 rows and text such as 'free'")


@pytest.mark.parametrize(
    ("start", "end", "required"),
    [(BOUNDARY[:19], "2025", True), ("2024-01-02", "2024-01-03", False), ("2025", "2026", True)],
)
def test_held_out_rows_say_nothing_of_what_may_be_missing(
    tmp_path: Path, start: str, end: str, required: bool
) -> None:
    found = prepared(tmp_path, missing_from=start, missing_before=end)
    told = {c.name: c.required for c in found.data.plan.inputs}
    assert told["price"] is told["twice"] is required
    assert (told["queue"], told["visited"]) == (False, True)
    assert found.rows == {"train": 336, "test": 264}


def test_rows_that_each_step_left_are_facts_of_the_run(tmp_path: Path) -> None:
    spec = visits_pipeline(write_visits(tmp_path / "visits.csv"))
    some = StepSpec("some", "sample", ("visits",), {"share": 0.9})
    coded = StepSpec("coded", "encode", ("some",), {"columns": ["shop"], "method": "onehot"})
    found = prepare(
        dataclasses.replace(spec, steps=(some, coded), baselines=()),
        {"csv": FileSource()},
        tmp_path / "cache",
    )
    assert found.facts()["left"] == {"some": sum(found.rows.values())}
