"""Which artifacts stay on the hosts of an application."""

from collections.abc import Iterator

from stratum.deployment.logic.records import Application
from stratum.deployment.types import Artifact


def kept_artifacts(application: Application) -> frozenset[str]:
    """Digests of all that runs or may run again: the routes in force, what leaves, the last good ones."""
    return frozenset(artifact.digest for artifact in _kept(application))


def _kept(application: Application) -> Iterator[Artifact]:
    for spec in application.desired:
        yield from spec.artifacts
    for service in application.services:
        yield from (route.artifact for route in service.routes)
        for replica in service.replicas:
            yield from replica.spec.artifacts
        if service.before is not None:
            yield service.before
    for former in application.former.services if application.former else ():
        yield from (route.artifact for route in former.routes)
