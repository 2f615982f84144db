"""From a specification to rows that may be trained on: read, planned, divided, checked."""

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow.parquet as arrow_parquet

from stratum.core.bundles import Column, ColumnType, Forecast
from stratum.core.errors import InvalidInputError
from stratum.data.logic.chains import blocks_by_name, table_end
from stratum.data.logic.forecasting import in_order
from stratum.data.logic.rows import Columns
from stratum.data.logic.tables import describe, near_matches, require_columns
from stratum.data.ports import Source
from stratum.data.sampling import keep_sample
from stratum.data.service import SourceFacts, TableService
from stratum.training.dividing import Dataset, learned_rows, raw_columns, read_raw, taken
from stratum.training.logic import checks, forecasts
from stratum.training.logic.features import bind_plan, plan_features
from stratum.training.logic.hindsight import check_hindsight
from stratum.training.logic.splits import held_out
from stratum.training.types import MAJORITY, RULES, FeaturePlan, PipelineSpec

MOST_VALUES: Final = 20_000_000
"""Rows times columns that are trained on: some 2 GB in all processes together."""


@dataclasses.dataclass(frozen=True, slots=True)
class Prepared:
    """Checked rows.

    Attributes:
        data: For the workers.
        columns: Of the last plain table.
        training: Raw columns of the rows that the model learned from: all of them where it is fitted again.
        sources: Facts of each source by name.
        rows: Number of ``train`` and ``test`` rows.
        left: Number of rows that each step before the split left, by name.
        sampled: How many of how many rows were taken; None for all.
        remarks: What should be known of the columns and of the classes, for people.
        made: Columns that the model takes and no source brings: blocks before it make them.
    """

    data: Dataset
    columns: tuple[Column, ...]
    training: Columns
    sources: Mapping[str, SourceFacts]
    rows: Mapping[str, int]
    left: Mapping[str, int]
    sampled: tuple[int, int] | None = None
    remarks: tuple[str, ...] = ()
    made: tuple[str, ...] = ()

    def facts(self) -> dict[str, object]:
        """Sources and columns as ``run.json`` has them."""
        return {
            "sources": {name: dataclasses.asdict(facts) for name, facts in self.sources.items()},
            "left": dict(self.left),
            "columns": [{"name": c.name, "type": str(c.type)} for c in self.columns],
            **({"made": list(self.made)} if self.made else {}),
            **({"sampled": {"rows": self.sampled[0], "of": self.sampled[1]}} if self.sampled else {}),
        }

    def told(self) -> str:
        """How many rows there are, in words."""
        told = f"{self.rows['train']} rows to train, {self.rows['test']} to test"
        return f"{told}; sampled: {self.sampled[0]} of {self.sampled[1]} rows" if self.sampled else told


def prepare(
    spec: PipelineSpec, readers: Mapping[str, Source], cache: Path, most: int = MOST_VALUES
) -> Prepared:
    """Read, plan, divide and check the rows of a pipeline.

    Args:
        spec: The pipeline.
        readers: The source plug-in of each kind.
        cache: Folder of cached tables.
        most: Values that are trained on; of a table with more a random sample of its rows.

    Raises:
        NotFoundError: If a source does not exist.
        InvalidInputError: If a step or the data are wrong; see ``training.logic.checks``.
    """
    check_hindsight(spec)
    tables = TableService(spec.sources, spec.steps, readers, cache)
    last = spec.steps[-1].name if spec.steps else spec.sources[-1].name
    block, tail = table_end(blocks_by_name(spec.sources, spec.steps), last)
    path = tables.materialise(block)
    _check_units(spec, tables)
    columns = describe(arrow_parquet.read_schema(path))
    draft = forecasts.drafted(spec, block)
    plan = plan_features(spec, columns, tail)
    _check_baselines(spec, plan)
    slices = spec.evaluation.slices
    _check_slices(spec, columns)
    extra = (*slices, *_history(draft, [c.name for c in columns]))
    wanted = raw_columns(plan, spec.target, spec.split, extra)
    every = path
    if draft is None:  # a sample would tear gaps into series
        path = keep_sample(path, max(1, most // len(wanted)), spec.seed)
    raw = read_raw(path, wanted, spec.target)
    plan, train, test = _divided(spec, draft, plan, raw)
    known = (*checks.mistaken_columns(plan, raw), *checks.rare_classes(spec, raw, test))
    training = taken(raw, np.flatnonzero(train))
    plan = bind_plan(plan, training, checks.missing_columns(plan, training))
    if spec.window is not None or spec.refit:
        training = raw
    data = Dataset(path.resolve(), plan, spec.target, spec.task, spec.split, spec.seed, extra)
    rows = {"train": int(train.sum()), "test": int(test.sum())}
    sampled = None if path == every else (len(test), arrow_parquet.read_metadata(every).num_rows)
    of_tables = tables.facts(block), rows, tables.rows(block)
    return Prepared(data, columns, training, *of_tables, sampled, known, _made(plan, tables.brought(block)))


def _made(plan: FeaturePlan, brought: Collection[str]) -> tuple[str, ...]:
    """Columns that the model takes and no source brings."""
    return tuple(column.name for column in plan.asked if column.name not in brought)


def _divided(
    spec: PipelineSpec, draft: Forecast | None, plan: FeaturePlan, raw: Columns
) -> tuple[FeaturePlan, np.ndarray, np.ndarray]:
    """The plan with what rows say of forecasts, and the masks of training and test rows, all checked."""
    checks.check_task(spec)
    if spec.target:
        checks.check_target(spec, raw[spec.target])
    checks.check_finite(spec, raw)
    test = held_out(spec.split, raw, spec.seed)
    ordered = None if draft is None else in_order(draft, raw)
    if draft is not None and ordered is not None:
        forecast = forecasts.completed(draft, plan.features, raw, ordered, test)
        plan = dataclasses.replace(plan, forecast=forecast)
    checks.check_training(spec, plan, raw, test)
    return plan, learned_rows(plan, ordered, test), test


def _history(draft: Forecast | None, known: Sequence[str]) -> tuple[str, ...]:
    """Further columns that a forecast reads."""
    if draft is None:
        return ()
    names = dict.fromkeys(filter(None, (draft.series, *(str(w["of"]) for w in draft.windows))))
    require_columns("the choice", list(names), list(known))
    return tuple(names)


def _check_units(spec: PipelineSpec, tables: TableService) -> None:
    for block, units in spec.units.items():
        names = arrow_parquet.read_schema(tables.materialise(block)).names
        for column in units:
            if column not in names:
                raise InvalidInputError(
                    f"pipeline {spec.name!r}: units of {block!r} name column {column!r}, which is not there",
                    near_matches(column, names),
                )


def _check_slices(spec: PipelineSpec, columns: tuple[Column, ...]) -> None:
    known = {c.name: c.type for c in columns}
    for name in spec.evaluation.slices:
        if name not in known:
            raise InvalidInputError(
                f"pipeline {spec.name!r}: slices name {name!r}, no column of the rows before the split",
                near_matches(name, known),
            )
        if known[name] is ColumnType.TIMESTAMP:
            raise InvalidInputError(
                f"pipeline {spec.name!r}: slices name {name!r}, which holds times",
                "add a DateParts block, and name one of its columns",
            )


def _check_baselines(spec: PipelineSpec, plan: FeaturePlan) -> None:
    rule = RULES.get(spec.task, MAJORITY)
    for name in spec.baselines:
        if name not in {rule, *plan.features}:
            raise InvalidInputError(
                f"pipeline {spec.name!r}: baseline {name!r} is neither {rule!r} nor a feature",
                near_matches(name, plan.features),
            )
