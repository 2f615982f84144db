"""Changes of stage: one champion at a time."""

import dataclasses
from collections.abc import Sequence

from stratum.registry.types import ModelVersion, Stage


def plan_promotion(versions: Sequence[ModelVersion], version: int, stage: Stage) -> tuple[ModelVersion, ...]:
    """The versions that change, as they are afterwards; none where nothing changes.

    A new champion makes the old one final.

    Args:
        versions: All versions of one name.
        version: The one that is promoted.
        stage: What it becomes.
    """
    after = [dataclasses.replace(v, stage=_stage_after(v, version, stage)) for v in versions]
    return tuple(new for old, new in zip(versions, after, strict=True) if old != new)


def _stage_after(item: ModelVersion, version: int, stage: Stage) -> Stage:
    if item.version == version:
        return stage
    if stage is Stage.CHAMPION and item.stage is Stage.CHAMPION:
        return Stage.FINAL
    return item.stage
