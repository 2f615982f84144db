"""Small pipelines over made-up visits to shops, for tests of training and of what follows it."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from stratum.core.bundles import Column, ColumnType
from stratum.data.types import SourceSpec, StepSpec
from stratum.training.types import CandidateSpec, FeaturePlan, PipelineSpec, SplitSpec

BOUNDARY = "2024-01-15T00:00:00Z"
_SHOPS = ("north", "south", "east", "kiosk")
QUERY = "SELECT *, price * 2 AS twice FROM visits ORDER BY id"
_HEADER = "id,visited,shop,price,queue,bought\n"
PREPARED_VISITS = f"""
stratum: 1
kind: Pipeline
name: buys
blocks:
  visits: {{type: CsvSource, path: visits.csv}}
  known: {{type: SelectColumns, input: visits, columns: [id, visited, shop, price, bought]}}
  coded: {{type: EncodeCategories, input: known, columns: [shop], method: onehot}}
  split: {{type: SplitByTime, input: coded, column: visited, boundary: "{BOUNDARY}"}}"""
"""The document of a pipeline over ``visits.csv`` up to its split, without models; others follow after it."""


def write_visits(path: Path, rows: int = 600, seed: int = 1) -> Path:
    """A CSV of visits, one each hour of January 2024 on; ``queue`` is missing now and then.

    ``bought`` (0 or 1) depends on price, shop and hour, so that it can be learned, with chance on top.
    """
    chance = np.random.default_rng(seed)
    lines = [_HEADER]
    for number in range(rows):
        day, hour = divmod(number % 744, 24)
        shop, price = _SHOPS[int(chance.integers(0, 4))], round(float(chance.uniform(1, 9)), 1)
        queue = "NA" if chance.random() < 0.1 else str(int(chance.integers(0, 12)))
        wish = 5 - price + 2 * (shop == "north") + (hour > 12) + float(chance.normal())
        moment = f"2024-01-{day + 1:02d}T{hour:02d}:00:00"
        lines.append(f"v{number},{moment},{shop},{price},{queue},{int(wish > 0)}\n")
    path.write_text("".join(lines), encoding="utf-8")
    return path


def visit_steps() -> tuple[StepSpec, ...]:
    """A query, a filter, a selection, and one step of each kind that belongs to the model."""
    return (
        StepSpec("asked", "sql", ("visits",), {"query": QUERY}),
        StepSpec("known", "filter", ("asked",), {"where": [{"column": "bought", "is": "known"}]}),
        StepSpec(
            "narrow",
            "select",
            ("known",),
            {"columns": ["id", "visited", "shop", "price", "twice", "queue", "bought"]},
        ),
        StepSpec("moment", "date_parts", ("narrow",), {"column": "visited", "parts": ["hour", "weekday"]}),
        StepSpec("full", "fill", ("moment",), {"columns": {"queue": "median", "shop": "unknown"}}),
        StepSpec("coded", "encode", ("full",), {"columns": ["shop"], "method": "onehot", "minimum": 5}),
        StepSpec("scaled", "scale", ("coded",), {"columns": "all", "method": "standard"}),
    )


def visits_pipeline(path: Path, candidates: Mapping[str, str] | None = None) -> PipelineSpec:
    """A pipeline over a file of ``write_visits``.

    Args:
        path: The CSV file.
        candidates: Algorithm by name of the candidate; a linear one and a tree by default.
    """
    chosen = candidates or {"linear": "LogisticRegression", "tree": "DecisionTreeClassifier"}
    return PipelineSpec(
        name="buys",
        description="Will a visitor buy?",
        sources=(SourceSpec("visits", "csv", {"path": str(path)}),),
        steps=visit_steps(),
        target="bought",
        task="classification",
        identifier="id",
        split=SplitSpec("time", "visited", BOUNDARY),
        candidates=tuple(CandidateSpec(n, "sklearn", a, {}) for n, a in chosen.items()),
        metric="roc_auc",
        baselines=("majority", "price"),
        seed=7,
        digest="0" * 64,
    )


def with_step(spec: PipelineSpec, name: str, **attributes: object) -> PipelineSpec:
    """The pipeline with other attributes of one step."""
    steps = tuple(
        dataclasses.replace(s, attributes={**s.attributes, **attributes}) if s.name == name else s
        for s in spec.steps
    )
    return dataclasses.replace(spec, steps=steps)


def number_plan(*numbers: str) -> FeaturePlan:
    """A plan of numeric features without any treatment."""
    return FeaturePlan(
        inputs=tuple(Column(name, ColumnType.NUMBER) for name in numbers),
        preparation=(),
        numbers=numbers,
        categories=(),
        imputation={},
        encoding={},
        minimum={},
        scaling={},
    )
