"""The way of artifacts to hosts, beside the supervisor's rounds: nothing waits for a large bundle."""

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Executor, Future
from pathlib import Path

from stratum.core.errors import StratumError
from stratum.deployment.logic.records import Carry
from stratum.deployment.ports import Backend
from stratum.deployment.types import Artifact, ComponentSpec

Key = tuple[str, str]
"""Application and component."""


@dataclasses.dataclass(frozen=True, slots=True)
class Removal:
    """Artifacts that were removed from a host."""

    application: str
    host: str
    digests: tuple[str, ...]


class Carrier:
    """Carries and removes artifacts, one thing after the other in the order asked for.

    What it knows is lost with its process, and does no harm: who asks for what is there gets it at once.

    Args:
        backends: By engine.
        workers: Runs one job at a time.
    """

    def __init__(self, backends: Mapping[str, Backend], workers: Executor) -> None:
        self._backends = backends
        self._workers = workers
        self._carries: dict[Key, Future[None]] = {}
        self._removals: list[Future[Removal]] = []

    def send(self, application: str, engine: str, spec: ComponentSpec, root: Path) -> None:
        """Begin to carry the artifacts of a component to its host, into ``<root>/<host>/<digest>``."""
        backend = self._backends[engine]
        job = self._workers.submit(_carry, backend, spec.artifacts, spec.host, root)
        self._carries[application, spec.name] = job

    def state(self, application: str, component: str) -> Carry | None:
        """How it goes; None where nobody has sent for the component's artifacts."""
        job = self._carries.get((application, component))
        if job is None or not job.done():
            return None if job is None else Carry()
        error = job.exception()
        return Carry(done=True, problem=_said(error) if error else "")

    def forget(self, application: str, component: str) -> None:
        """The component was started, or was not: the next start asks again."""
        job = self._carries.get((application, component))
        if job is not None and job.done():
            del self._carries[application, component]

    def clear(self, application: str, engine: str, host: str, root: Path, keep: Collection[str]) -> None:
        """Begin to remove all artifacts of a host but those to keep."""
        self._removals.append(
            self._workers.submit(_clear, self._backends[engine], application, host, root, frozenset(keep))
        )

    def removed(self) -> Sequence[Removal]:
        """What was removed since the last call."""
        over = [job for job in self._removals if job.done()]
        self._removals = [job for job in self._removals if job not in over]
        return [job.result() for job in over if job.exception() is None and job.result().digests]


def _carry(backend: Backend, artifacts: Sequence[Artifact], host: str, root: Path) -> None:
    for artifact in artifacts:
        backend.carry(artifact, host, root)


def _clear(backend: Backend, application: str, host: str, root: Path, keep: Collection[str]) -> Removal:
    return Removal(application, host, backend.clear(host, root, keep))


def _said(error: BaseException) -> str:
    return error.message if isinstance(error, StratumError) else f"{type(error).__name__}: {error}"
