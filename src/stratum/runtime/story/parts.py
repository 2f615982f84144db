"""Routes, versions and drift of a service as JSON data."""

import bisect
import datetime
import itertools
import math
from collections.abc import Iterable, Mapping, Sequence

from stratum.deployment.types import Route, ServiceState, State
from stratum.registry.types import ModelVersion
from stratum.runtime.story.points import DataClock
from stratum.runtime.story.readings import VERSION, Readings
from stratum.runtime.story.reigns import Reign
from stratum.runtime.views import Json

_MOST_VERSIONS = 40
_ERRORS = "error"
_KINDS = {"age": "age", "score": "prediction"}


def routes_view(state: ServiceState) -> list[Json]:
    """Each route of a service with its replicas that answer."""
    return [_route(state, route) for route in state.routes]


def _route(state: ServiceState, route: Route) -> Json:
    own = [one for one in state.replicas if one.route == route.name and not one.leaving]
    return {
        "name": route.name,
        "version": route.version,
        "host": route.host,
        "replicas": route.replicas,
        "ready": sum(one.state is State.READY for one in own),
        "weight": route.weight,
        "mirror": route.mirror,
        "cpu": route.limits.cpu,
        "memory": route.limits.memory,
    }


def versions_view(
    versions: Iterable[ModelVersion], model: str, readings: Readings, reigns: Sequence[Reign]
) -> list[Json]:
    """The newest versions of a model with how they do and where they came from; newest first.

    Args:
        versions: Of all models, newest first within each.
        model: Name of the model.
        readings: Of the service.
        reigns: Which version answered; its age tells up to when it was trained where its origin does not.
    """
    trained = _trained(readings, reigns)
    accuracy = readings.last_by("model_accuracy_ratio", VERSION)
    outcomes = readings.last_by("model_outcomes", VERSION)
    found = [one for one in versions if one.name == model][:_MOST_VERSIONS]
    return [
        {
            "version": str(one.version),
            "stage": one.stage.value,
            "created": one.created,
            "digest": one.digest,
            "run": one.run,
            "algorithm": one.algorithm,
            "heldOut": one.metrics.get("accuracy"),
            "liveAccuracy": accuracy.get(str(one.version)),
            "outcomes": outcomes.get(str(one.version)),
            "trainedUntil": moment_in(one.origin.get("until")) or trained.get(str(one.version)),
            "parent": str(one.origin.get("parent", "")),
            "why": str(one.origin.get("trigger", "")),
        }
        for one in found
    ]


def _trained(readings: Readings, reigns: Sequence[Reign]) -> Mapping[str, float]:
    """Up to which moment of the data each version was trained, from its age while it answered."""
    clock, found = DataClock(readings.plain("data_time_seconds")), {}
    ages = readings.plain("model_age_seconds")
    for reign, after in itertools.pairwise((*reigns, Reign(math.inf, ""))):
        index = bisect.bisect_left(ages, (after.since,)) - 1
        moment = clock.at(ages[index][0]) if index >= 0 and ages[index][0] >= reign.since else None
        if moment is not None:
            found[reign.version] = moment - ages[index][1]
    return found


def moment_in(text: object) -> float | None:
    """A moment in ISO 8601 as seconds since 1970-01-01 UTC; None for anything else."""
    try:
        read = datetime.datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return (read if read.tzinfo else read.replace(tzinfo=datetime.UTC)).timestamp()


def drift_view(readings: Readings) -> list[Json]:
    """The newest statistic of each detector and column beside its threshold; the closest to it first."""
    thresholds = readings.labelled("drift_threshold")
    found = [
        (statistic / bound if (bound := thresholds[labels]) else 0.0, dict(labels), statistic, bound)
        for labels, statistic in readings.labelled("drift_statistic").items()
        if labels in thresholds
    ]
    return [_drift(*one) for one in sorted(found, key=lambda one: (-one[0], str(one[1])))]


def _drift(share: float, labels: Mapping[str, str], statistic: float, threshold: float) -> Json:
    detector, column = labels.get("detector", ""), labels.get("column", "")
    return {
        "detector": detector,
        "column": column,
        "kind": "input" if column else _KINDS.get(detector, _ERRORS),
        "statistic": statistic,
        "threshold": threshold,
        "share": share,
        "drifted": statistic > threshold,
    }
