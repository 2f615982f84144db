"""Figures over several rows, made before the rows are divided: none may tell a row what came later."""

from collections.abc import Iterator, Mapping, Sequence

from stratum.core.errors import InvalidInputError
from stratum.data.types import StepSpec
from stratum.training.types import PipelineSpec


def check_hindsight(spec: PipelineSpec) -> None:
    """Refuse figures by which training rows would see test rows, or outcomes that were not known yet.

    Columns are known by their names: what a query or code calls otherwise is not seen.

    Raises:
        InvalidInputError: On the first one.
    """
    for step in spec.steps:
        if step.kind == "past":
            _check_past(spec, step)
        elif step.kind == "group" and spec.target:
            _check_groups(spec, step)


def _check_past(spec: PipelineSpec, step: StepSpec) -> None:
    """Figures of the past need rows divided by their time or by their key."""
    keys, time = step.attributes.get("by", ()), step.attributes.get("time")
    own = spec.split.method == "group" and isinstance(keys, Sequence) and spec.split.column in keys
    if not spec.split.moment and not own:
        raise InvalidInputError(
            f"block {step.name!r} gives training rows figures of test rows: the split travels in time",
            "divide the rows with SplitByTime, or with SplitByGroup by a column that the block has in by",
        )
    if spec.split.moment and time != spec.split.moment:
        raise InvalidInputError(
            f"block {step.name!r} looks back in {time!r}, and the rows are divided by {spec.split.moment!r}: "
            "training rows would get figures of test rows",
            f"set time: {spec.split.moment} in {step.name!r}, or divide the rows by {time!r}",
        )
    for figure in _figures(step, "features"):
        if spec.outcome_time and figure.get("of") == spec.target:
            raise InvalidInputError(
                f"block {step.name!r}: {figure.get('name')!r} is a figure of the target {spec.target!r} in "
                f"earlier rows, whose outcome becomes known later, in {spec.outcome_time!r}",
                "take figures of other columns",
            )


def _check_groups(spec: PipelineSpec, step: StepSpec) -> None:
    """A figure of the target over a group, if it is not the target itself, holds that of test rows."""
    for figure in _figures(step, "figures"):
        if figure.get("of") == spec.target != figure.get("name"):
            raise InvalidInputError(
                f"block {step.name!r}: {figure.get('name')!r} is a figure of the target {spec.target!r} over "
                "all rows of a group: training rows would get that of test rows, and rows their own",
                "take figures of other columns, or of earlier rows with a WindowFeatures block",
            )


def _figures(step: StepSpec, attribute: str) -> Iterator[Mapping[str, object]]:
    given = step.attributes.get(attribute, ())
    if isinstance(given, Sequence):
        yield from (figure for figure in given if isinstance(figure, Mapping))
