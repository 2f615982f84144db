"""A publisher that replays recorded rows."""

import dataclasses

from stratum.compiler.attributes import flag, group, groups, number, text
from stratum.compiler.blocks import choice_of
from stratum.compiler.paths import resolve
from stratum.compiler.pipeline import boundary, model_columns
from stratum.compiler.programs.context import Context, Program, watched
from stratum.core.errors import InvalidInputError
from stratum.deployment.types import Mount
from stratum.language.tree import Document, Element


def replay(context: Context, element: Element) -> Program:
    """Rows of a dataset over MQTT, and their outcomes when they become known.

    Without ``after`` in the model it begins where the training rows end.
    """
    values = element.attributes
    pipeline = context.pipeline(text(values, "pipeline"))
    choice = choice_of(pipeline, context.metamodel).attributes
    broker = context.partner(element, "broker").name
    dataset = _dataset(context, element)
    program = watched(
        context,
        element,
        {
            "broker": {"host": context.address(broker), "port": context.ports[broker]["mqtt"]},
            "dataset": dataset,
            "where": group(values, "where"),
            "topic": text(values, "publishes"),
            "rate": float(number(values, "rate")),
            "speed": float(number(values, "speed", 0.0)),
            "load": sorted(groups(values, "load"), key=lambda swing: str(swing["after"])),
            "identifier": text(choice, "identifier", "id"),
            "time": text(values, "time"),
            "after": text(values, "after", "") or boundary(pipeline, context.metamodel) or None,
            "columns": list(model_columns(pipeline, context.metamodel)),
            "loop": flag(values, "loop", default=True),
            **_outcomes(element, pipeline, context),
        },
    )
    return dataclasses.replace(program, mounts=(Mount(dataset),))


def _outcomes(element: Element, pipeline: Document, context: Context) -> dict[str, str | None]:
    """What is said of outcomes; all None where the model wants none."""
    topic = text(element.attributes, "outcomes", "")
    if not topic:
        return {"outcomes": None, "target": None, "outcome_time": None}
    return {
        "outcomes": topic,
        "target": text(choice_of(pipeline, context.metamodel).attributes, "target"),
        "outcome_time": text(element.attributes, "outcomeTime"),
    }


def _dataset(context: Context, element: Element) -> str:
    file = resolve(context.application.file, text(element.attributes, "pipeline"))
    block = text(element.attributes, "dataset")
    if (file, block) not in context.resolved.datasets:
        raise InvalidInputError(f"{element.position}: rows of {block} in {file} are not prepared")
    return context.resolved.datasets[file, block]
