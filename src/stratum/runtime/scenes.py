"""What a decision about a model looks at, from the deployment, the registry, samples and monitors."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from stratum.core.errors import PermanentError
from stratum.core.journal import Journal
from stratum.deployment.service import Deployments
from stratum.deployment.types import Artifact, ServiceState
from stratum.lifecycle.logic.plan import Plan
from stratum.lifecycle.logic.scene import Known, Reading, Scene, reading
from stratum.lifecycle.records import Job, Life, Stage
from stratum.monitoring.store import SampleStore
from stratum.registry.ports import Registry
from stratum.registry.types import Stage as Rank
from stratum.runtime.jobs import Jobs
from stratum.runtime.monitors import Monitors
from stratum.runtime.plans import Planbook

SECONDS: Final = 30.0
"""How a version answers is read from so many seconds."""
_METRICS: Final = {
    "version_requests_per_second": "requests",
    "version_errors_per_second": "errors",
    "version_latency_p95_seconds": "latency",
}
_WITH_JOB: Final = frozenset({Stage.TRAINING, Stage.ENDING})
_TRIALS: Final = frozenset({Stage.SHADOW, Stage.CANARY})


@dataclasses.dataclass(frozen=True, slots=True)
class Means:
    """What the keeper works with.

    Attributes:
        journal: The events.
        deployments: Tells the services and changes their routes.
        registry: The versions.
        samples: How versions answer.
        jobs: The trainings.
        monitors: What is known of the models.
        plans: How they are kept.
        root: The workspace.
    """

    journal: Journal
    deployments: Deployments
    registry: Registry
    samples: SampleStore
    jobs: Jobs
    monitors: Monitors
    plans: Planbook
    root: Path


@dataclasses.dataclass(frozen=True, slots=True)
class Kept:
    """A service in one round.

    Attributes:
        application: Name of its application.
        state: As the deployment sees it.
        plan: How its model is kept.
    """

    application: str
    state: ServiceState
    plan: Plan

    @property
    def key(self) -> tuple[str, str]:
        """Application and service."""
        return self.application, self.state.spec.name


class Scenes:
    """Looks at services.

    Args:
        means: What the keeper works with.
    """

    def __init__(self, means: Means) -> None:
        self._means = means
        self._bundles: dict[str, Artifact] = {}

    def look(self, kept: Kept, life: Life, now: float) -> Scene:
        """The service as a decision sees it.

        Raises:
            StratumError: If registry, journal or samples cannot be read.
        """
        watch, trouble = None, "the model has no monitor"
        if url := self.monitor(kept):
            watch, trouble = self._means.monitors.watch(url)
        versions = self._versions(kept.plan.model)
        champions = [name for name, known in versions.items() if known.stage == Rank.CHAMPION]
        cycle = life.cycle
        job: Job | None = cycle.job if cycle is not None and cycle.stage in _WITH_JOB else None
        return Scene(
            now,
            kept.plan,
            kept.state,
            versions,
            champion=champions[0] if champions else "",
            watch=watch,
            trouble=trouble,
            readings=version_readings(self._means.samples, kept.key[1], now)
            if cycle is not None and cycle.stage in _TRIALS
            else {},
            job=self._means.jobs.look(job) if job is not None else None,
            busy=cycle is not None and cycle.stage is Stage.BEGUN and self._means.jobs.busy(),
        )

    def monitor(self, kept: Kept) -> str:
        """Address of the service's monitor; empty where there is none."""
        name = f"{kept.key[1]}-monitor"
        specs = self._means.deployments.desired(kept.application)
        found = next((spec for spec in specs if spec.name == name), None)
        return f"http://{found.address}:{found.readiness.port}" if found is not None else ""

    def _versions(self, model: str) -> Mapping[str, Known]:
        found = [version for version in self._means.registry.list() if version.name == model]
        known: dict[str, Known] = {}
        for version in found:
            if version.digest not in self._bundles:
                try:
                    path = self._means.registry.bundle_path(version)
                except PermanentError:
                    continue  # a version without a whole bundle cannot be served
                self._bundles[version.digest] = Artifact(version.digest, str(path))
            artifact = self._bundles[version.digest]
            known[str(version.version)] = Known(version.version, version.stage, artifact)
        return known


def version_readings(samples: SampleStore, service: str, now: float) -> Mapping[str, Reading]:
    """How each version of a service answered in the last seconds."""
    points: dict[str, dict[str, list[float]]] = {}
    for series in samples.series(list(_METRICS), {service}, now - SECONDS):
        version = series.labels.get("version", "")
        values = [value for _, value in series.points]
        points.setdefault(version, {}).setdefault(_METRICS[series.metric], []).extend(values)
    return {version: reading(values) for version, values in points.items()}
