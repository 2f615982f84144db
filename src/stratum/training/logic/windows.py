"""A pipeline over the newest labelled rows: what was known at a moment, and nothing that came later."""

import dataclasses

from stratum.core.errors import InvalidInputError
from stratum.data.logic.chains import blocks_by_name, chain_to, table_end
from stratum.data.types import StepSpec
from stratum.training.types import PipelineSpec, Window

_LOOKING = ("group", "past", "python")
"""Kinds of steps whose rows depend on other rows: none may see those that a window leaves out."""
NEWEST = "newest rows"
"""Name of the step that takes them; no block of a model can have it, because of the space."""


def windowed(spec: PipelineSpec, window: Window) -> PipelineSpec:
    """The same pipeline over the rows of a window; those from ``window.held_out`` on test.

    The rows are chosen before a step makes something of several of them, and before a selection drops
    the column that says when an outcome became known.

    Raises:
        InvalidInputError: If the pipeline does not divide its rows by time.
    """
    if spec.split.method != "time":
        raise InvalidInputError(
            f"pipeline {spec.name!r} cannot be trained on a window: its rows have no time",
            "divide them with a block of type SplitByTime",
        )
    step = StepSpec(NEWEST, "filter", (), {"where": _conditions(spec, window)})
    return dataclasses.replace(
        spec,
        steps=_with_step(spec, step),
        split=dataclasses.replace(spec.split, boundary=window.held_out),
        window=window,
    )


def _conditions(spec: PipelineSpec, window: Window) -> list[dict[str, str]]:
    column = spec.split.column
    where = [{"column": column, "is": "below", "value": window.until}]
    if window.since:
        where.append({"column": column, "is": "at-least", "value": window.since})
    if spec.outcome_time:
        where.append({"column": spec.outcome_time, "is": "at-most", "value": window.until})
    return where


def _with_step(spec: PipelineSpec, step: StepSpec) -> tuple[StepSpec, ...]:
    follower = _follower(spec)
    if follower is None:
        last = spec.steps[-1].name if spec.steps else spec.sources[-1].name
        return (*spec.steps, dataclasses.replace(step, inputs=(last,)))
    steps: list[StepSpec] = []
    for each in spec.steps:
        if each.name == follower.name:
            steps.append(dataclasses.replace(step, inputs=each.inputs))
            steps.append(dataclasses.replace(each, inputs=(step.name,)))
        else:
            steps.append(each)
    return tuple(steps)


def _follower(spec: PipelineSpec) -> StepSpec | None:
    """The step that gets the chosen rows: over several rows, without a needed column, or of the model."""
    if not spec.steps:
        return None
    blocks, last = blocks_by_name(spec.sources, spec.steps), spec.steps[-1].name
    end, tail = table_end(blocks, last)
    needed = {spec.split.column, spec.outcome_time} - {""}
    for step in chain_to(blocks, end):
        columns = step.attributes.get("columns", ())
        if step.kind in _LOOKING:
            return step
        if step.kind == "select" and isinstance(columns, (list, tuple)) and not needed <= set(columns):
            return step
    return tail[0] if tail else None
