"""The document of an automatic search: what it found, as a pipeline that anybody could have written."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from stratum.language.syntax.nodes import Node
from stratum.language.syntax.writing import flow, row, table, text, word

if TYPE_CHECKING:
    from stratum.training.logic.drafting import Draft
    from stratum.training.types import SplitSpec

DATA, SPLIT, MODEL, BEST = "data", "split", "model", "best"


@dataclasses.dataclass(frozen=True, slots=True)
class Block:
    """A candidate as a block.

    Attributes:
        name: Unique in its document.
        type: Of the block.
        attributes: Of the block, without its inputs.
        weight: Of its answer, where several answer together.
    """

    name: str
    type: str
    attributes: Mapping[str, object]
    weight: float = 1.0


def source_text(name: str, source: Mapping[str, object]) -> str:
    """A pipeline document of a source alone."""
    return f"stratum: 1\nkind: Pipeline\nname: {flow(text(name))}\nblocks:\n  {DATA}: {flow(_node(source))}\n"


def document_text(
    name: str,
    description: str,
    source: Mapping[str, object],
    draft: "Draft",
    blocks: Sequence[Block],
    seed: int,
) -> str:
    """A pipeline document.

    Args:
        name: Of the pipeline and its model.
        description: What it is.
        source: Type and attributes of the source.
        draft: How it is prepared and divided.
        blocks: The candidate, or those that answer together.
        seed: Of every random choice.
    """
    made: dict[str, Mapping[str, object]] = {DATA: source}
    last = DATA
    for step, attributes in _steps(draft).items():
        made[step] = {"type": attributes["type"], "input": last, **attributes}
        last = step
    made[SPLIT] = {**_divided(draft.split), "input": last}
    for block in blocks:
        made[block.name] = {"type": block.type, "input": SPLIT, **block.attributes}
    result = blocks[0].name
    if len(blocks) > 1:
        result = MODEL
        made[MODEL] = {
            "type": "VotingEnsemble",
            "input": SPLIT,
            "members": [b.name for b in blocks],
            "weights": {b.name: b.weight for b in blocks},
        }
    made[BEST] = {
        "type": "ChooseBest",
        "inputs": [result],
        "target": draft.target,
        "task": draft.task,
        "metric": draft.metric,
        "seed": seed,
        "refit": True,
    }
    head = [
        "stratum: 1",
        "kind: Pipeline",
        f"name: {flow(text(name))}",
        f"description: {flow(text(description))}",
    ]
    body = [f"  {block}: {flow(_node(values))}" for block, values in made.items()]
    return "\n".join([*head, "", "blocks:", *body, ""])


def _divided(split: "SplitSpec") -> Mapping[str, object]:
    """Type and attributes of the block that holds rows out."""
    share = f"{split.fraction:.0%}".replace("%", " %")
    match split.method:
        case "time":
            return {"type": "SplitByTime", "column": split.column, "boundary": split.boundary}
        case "group":
            return {"type": "SplitByGroup", "column": split.column, "fraction": share}
        case _:
            return {"type": "SplitRandom", "fraction": share}


def _steps(draft: "Draft") -> dict[str, Mapping[str, object]]:
    """Type and attributes of each step, in order."""
    where: list[Mapping[str, object]] = [{"column": name, "is": "known"} for name in draft.known]
    where += [{"column": draft.target, "is": "different", "value": value} for value in draft.without]
    found: dict[str, Mapping[str, object]] = {}
    if where:
        found["labelled"] = {"type": "FilterRows", "where": where}
    found["columns"] = {"type": "SelectColumns", "columns": list(draft.kept)}
    if draft.date and draft.parts:
        found["moment"] = {"type": "DateParts", "column": draft.date, "parts": list(draft.parts)}
    if draft.fills:
        found["complete"] = {"type": "FillMissing", "columns": dict(draft.fills)}
    few = [name for name, minimum in draft.codes.items() if minimum == 1]
    many = {name: minimum for name, minimum in draft.codes.items() if minimum > 1}
    if few:
        found["coded"] = {"type": "EncodeCategories", "columns": few}
    for minimum in sorted(set(many.values())):
        names = [name for name, least in many.items() if least == minimum]
        found[f"coded-{minimum}"] = {"type": "EncodeCategories", "columns": names, "minimum": minimum}
    if draft.scaled:
        found["scaled"] = {"type": "ScaleNumbers"}
    return found


def _node(value: object) -> Node:
    if isinstance(value, Mapping):
        return table({str(key): _node(item) for key, item in value.items()})
    if isinstance(value, (list, tuple)):
        return row([_node(item) for item in value])
    return word(value)
