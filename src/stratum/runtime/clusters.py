"""Training clusters of applications: who gets a certificate, and where whoever trains finds the scheduler."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from stratum.core.errors import NotFoundError
from stratum.deployment.types import ComponentSpec
from stratum.runtime.wiring import Parts
from stratum.training.ports import Meeting

SCHEDULER: Final = "training-scheduler"
CLIENT: Final = "client"
"""Whoever trains, beside the parts that are named as components."""


def cluster_folder(parts: Parts, application: str) -> Path:
    """Folder of the certificates of an application's cluster."""
    return parts.state / "clusters" / application


def enrol_parts(parts: Parts, specs: Iterable[ComponentSpec]) -> None:
    """Give each part of a cluster that has none yet its certificate and key.

    Raises:
        PermanentError: If ``cryptography`` is not installed.
    """
    root = parts.state / "clusters"
    for folder in [Path(mount.path) for spec in specs for mount in spec.mounts]:
        if folder.is_relative_to(root):
            from stratum.training.cluster.trust import enrol

            enrol(folder.parents[1], folder.name, parts.clock)


def meeting(parts: Parts, application: str) -> Meeting:
    """Where the cluster of an application is, with a certificate for whoever trains.

    Raises:
        NotFoundError: If none is deployed.
    """
    from stratum.training.cluster.trust import enrol

    for spec in parts.deployments.desired(application):
        if SCHEDULER in spec.command:
            credentials = enrol(cluster_folder(parts, application), CLIENT, parts.clock)
            return Meeting(f"tls://{spec.address}:{spec.ports['port']}", credentials)
    raise NotFoundError(
        f"no training cluster of {application!r} is deployed",
        f"give it a TrainingScheduler and workers, then: stratum apply {application}",
    )
