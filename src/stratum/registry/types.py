"""What the registry knows of a model, as values."""

import dataclasses
import enum
from collections.abc import Mapping

from stratum.core.bundles import ModelProfile


class Stage(enum.StrEnum):
    """How far a version has come."""

    DRAFT = "draft"
    CHALLENGER = "challenger"
    FINAL = "final"
    CHAMPION = "champion"
    RETIRED = "retired"


@dataclasses.dataclass(frozen=True, slots=True)
class ModelVersion:
    """A version of a model.

    Attributes:
        name: Of the model.
        version: Counted from 1 within the name.
        stage: How far it has come; at most one version of a name is champion.
        digest: Identity of its bundle.
        created: When it was registered, in seconds since 1970-01-01 UTC.
        run: Id of the training run.
        task: ``classification`` or ``regression``.
        algorithm: The algorithm's type name.
        metrics: Held-out figures.
        origin: Why it was trained, where the platform did so by itself: ``trigger``, ``cycle``, ``parent``
            (the version that answered then), ``rows``, ``since``, ``until``; empty where a person did.
        profiles: What it needs, by variant, ``""`` for the model as it was trained; empty where not measured.
        aliases: Names that people gave it, sorted; each names one version of a model at most.
    """

    name: str
    version: int
    stage: Stage
    digest: str
    created: float
    run: str
    task: str
    algorithm: str
    metrics: Mapping[str, float]
    origin: Mapping[str, object] = dataclasses.field(default_factory=dict)
    profiles: Mapping[str, ModelProfile] = dataclasses.field(default_factory=dict)
    aliases: tuple[str, ...] = ()
