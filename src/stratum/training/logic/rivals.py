"""A trained model of a bundle beside a new one, on the same rows."""

import dataclasses
import math
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np

from stratum.core.bundles import MANIFEST, Column, ColumnType, Lineage, Manifest
from stratum.core.errors import InvalidInputError
from stratum.data.logic.rows import Columns, apply_steps
from stratum.training.logic.graphs import run_graph
from stratum.training.logic.judging import answered
from stratum.training.types import Graph, PipelineSpec


def predict(bundle: Path, raw: Columns, task: str, classes: tuple[object, ...], item: str = "") -> np.ndarray:
    """What the model of a bundle says about rows.

    Args:
        bundle: Folder of a verified bundle.
        raw: Columns before preparation, each of shape (rows,).
        task: What is asked.
        classes: Order of the classes in the answer; empty for other tasks.
        item: Of a recommendation, the column of the items; empty for other tasks.

    Returns:
        Answers as ``judging`` has them; the probability of a class that the model does not know is 0.

    Raises:
        InvalidInputError: If the model answers another question, or takes columns that are not there.
    """
    manifest = _manifest(bundle)
    _check(manifest, raw, task)
    graph = Graph((bundle / manifest.graph).read_bytes(), manifest.graph_inputs, manifest.form)
    outputs = run_graph(graph, apply_steps(manifest.preparation, raw))
    if not classes:
        return answered(task, outputs, raw.get(item))
    places = {label: place for place, label in enumerate(manifest.labels)}
    shares = np.asarray(outputs[1])
    columns = [
        shares[:, places[str(c)]] if str(c) in places else np.zeros(len(shares), shares.dtype)
        for c in classes
    ]
    return np.column_stack(columns)


def check_lists(task: str, mine: np.ndarray, other: np.ndarray) -> None:
    """Check that recommendations of two models are lists of one length: figures at k are of one k.

    Args:
        task: What both do.
        mine: Answers of the one, as ``judging`` has them.
        other: Answers of the other.

    Raises:
        InvalidInputError: If one recommends more items than the other.
    """
    if task == "recommendation" and mine.shape[1] != other.shape[1]:
        told = f"the champion lists {other.shape[1] - 2} items and the new model {mine.shape[1] - 2}"
        raise InvalidInputError(f"{told}: figures of lists of two lengths are not compared")


def fairness(bundle: Path, lineage: Lineage, *, by_chance: bool) -> str:
    """Whether the model of a bundle may have learned from rows that a run with this lineage holds out.

    Args:
        bundle: Folder of a verified bundle.
        lineage: Of the run.
        by_chance: Whether the seed says which rows are held out.
    """
    other = _manifest(bundle).lineage
    same = (other.pipeline, other.data) == (lineage.pipeline, lineage.data)
    if same and (other.seed == lineage.seed or not by_chance) and not other.window and not lineage.window:
        return "neither model has learned from the held-out rows"
    return (
        "the champion came from another pipeline, other data or another draw of rows: it may have learned "
        "from some of the held-out rows, which flatters it"
    )


def check_schema(bundle: Path, spec: PipelineSpec, columns: Sequence[Column]) -> None:
    """Check that the data still have the columns that the model of a bundle learned from.

    A pipeline that was changed since may take other columns.

    Args:
        bundle: Folder of a verified bundle.
        spec: What is trained now.
        columns: Of the rows that are trained on.

    Raises:
        InvalidInputError: On the first column that is gone, or holds something else.
    """
    manifest = _manifest(bundle)
    if manifest.lineage.pipeline != spec.digest:
        return
    now = {column.name: column.type for column in columns}
    for was in manifest.inputs:
        if was.name in now and _alike(was.type, now[was.name]):
            continue
        found = f"is {now[was.name]}" if was.name in now else "is gone"
        raise InvalidInputError(
            f"pipeline {spec.name!r}: column {was.name!r} was {was.type} when {manifest.name} was trained, "
            f"and {found} now",
            "correct the data; if it is meant so, say it in the schema of the source",
        )


def settled(manifest: Manifest, bundle: Path, digest: str) -> Manifest:
    """The manifest of a new model; one that is the champion over again is told to come from where that came.

    So equal training still gives equal bundles, and a model never descends from itself. It is the champion
    also where only that one's manifest tells no licences, as those of before do, or others.

    Args:
        manifest: Of the new model.
        bundle: Folder of the champion's bundle.
        digest: Identity of that bundle.
    """
    champion = _manifest(bundle)
    lineage = dataclasses.replace(manifest.lineage, parents=champion.lineage.parents)
    again = dataclasses.replace(manifest, lineage=lineage)
    alike = (again, dataclasses.replace(again, licences=champion.licences))
    return next((one for one in alike if one.digest() == digest), manifest)


def _alike(was: ColumnType, now: ColumnType) -> bool:
    """Whole numbers are numbers."""
    numbers = {ColumnType.NUMBER, ColumnType.INTEGER}
    return was is now or {was, now} <= numbers


def _manifest(bundle: Path) -> Manifest:
    return msgspec.json.decode((bundle / MANIFEST).read_bytes(), type=Manifest)


def _check(manifest: Manifest, raw: Columns, task: str) -> None:
    if manifest.task != task:
        raise InvalidInputError(f"the champion does {manifest.task}, which has other figures")
    missing = [column.name for column in manifest.inputs if column.name not in raw]
    if missing:
        names = ", ".join(missing)
        raise InvalidInputError(f"the champion takes columns that this pipeline does not have: {names}")


def summary(gain: np.ndarray) -> dict[str, float]:
    """Rows, mean gain and its standard error."""
    rows = len(gain)
    spread = float(np.std(gain, ddof=1)) / math.sqrt(rows) if rows > 1 else 0.0
    return {"rows": float(rows), "difference": float(np.mean(gain)), "standard_error": spread}
