"""What differs between two versions of models: figures, parameters, columns, data, needs."""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Final

from stratum.core.bundles import Column, Manifest
from stratum.core.figures import LOWER_IS_BETTER, NEUTRAL
from stratum.registry.types import ModelVersion

LESS_IS_BETTER: Final = LOWER_IS_BETTER | {"max_error", "median_absolute_error"}
"""Also figures of models that were trained elsewhere."""


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not the same in two versions.

    Attributes:
        part: ``metric``, ``parameter``, ``column``, ``data``, ``package``, ``made`` or ``need``.
        name: Of what differs within the part.
        first: In the first version; None where it has none.
        second: In the second.
        better: Which is better, ``first`` or ``second``; empty where neither is, or nobody can tell.
    """

    part: str
    name: str
    first: object
    second: object
    better: str = ""


Described = tuple[ModelVersion, Manifest]


def compare_versions(first: Described, second: Described) -> tuple[Difference, ...]:
    """Everything that differs between two versions, by part.

    Args:
        first: A version with the manifest of its bundle.
        second: Another.
    """
    (old, its), (new, others) = first, second
    return (
        *_judged("metric", its.metrics, others.metrics, LESS_IS_BETTER),
        *_plain("parameter", its.parameters, others.parameters),
        *_plain("column", _columns(its), _columns(others)),
        *_plain("data", its.lineage.data, others.lineage.data),
        *_plain("package", its.lineage.packages, others.lineage.packages),
        *_plain("made", _made(old, its), _made(new, others)),
        *_judged("need", _needs(old), _needs(new), frozenset(_needs(old))),
    )


def _plain(part: str, first: Mapping[str, object], second: Mapping[str, object]) -> Iterator[Difference]:
    for name in (*first, *(name for name in second if name not in first)):
        if first.get(name) != second.get(name):
            yield Difference(part, name, first.get(name), second.get(name))


def _judged(
    part: str, first: Mapping[str, float], second: Mapping[str, float], less: frozenset[str]
) -> Iterator[Difference]:
    for found in _plain(part, first, second):
        old, new = first.get(found.name), second.get(found.name)
        if old is None or new is None or found.name in NEUTRAL:
            yield found
        else:
            rises = new > old
            is_better = rises != (found.name in less)
            yield dataclasses.replace(found, better="second" if is_better else "first")


def _columns(manifest: Manifest) -> Mapping[str, str]:
    return {column.name: column_words(column) for column in manifest.inputs}


def column_words(column: Column) -> str:
    """A column of a signature in a few words, such as ``number in min, required``."""
    unit = f" in {column.unit}" if column.unit else ""
    return f"{column.type}{unit}{', required' if column.required else ''}"


def _made(version: ModelVersion, manifest: Manifest) -> Mapping[str, object]:
    lineage = manifest.lineage
    return {
        "algorithm": manifest.algorithm,
        "task": manifest.task,
        "pipeline": lineage.pipeline,
        "commit": lineage.commit,
        "seed": lineage.seed,
        "run": version.run,
        "parents": ", ".join(sorted(lineage.parents)),
        **{name: lineage.window[name] for name in sorted(lineage.window)},
    }


def _needs(version: ModelVersion) -> Mapping[str, float]:
    """Memory and size in bytes, times in seconds, of the model as it was trained."""
    profile = version.profiles.get("")
    if profile is None:
        return {}
    rows = {f"p95 of {one.rows} rows": one.p95 for one in profile.latency}
    return {"memory": profile.memory, "size": profile.size, "start": profile.start, **rows}
