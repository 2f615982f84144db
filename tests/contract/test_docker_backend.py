"""The backend's promises over a real container engine."""

from collections.abc import Iterator

import pytest

from stratum.deployment.backends.docker import DockerBackend
from stratum.deployment.logic.records import Handle, Launch
from stratum.testing.contracts.backend import BackendContract
from stratum.testing.waiting import wait_until


class CleaningBackend(DockerBackend):
    """Remembers what it started, so that a test leaves nothing behind."""

    started: tuple[Handle, ...] = ()

    def start(self, launch: Launch) -> Handle:
        handle = super().start(launch)
        self.started = (*self.started, handle)
        return handle

    def clean(self) -> None:
        for handle in self.started:
            self.end(handle, force=True)
        wait_until(lambda: not any(look.alive for look in self.look(self.started).values()))


class TestDockerBackend(BackendContract):
    @pytest.fixture
    def backend(self, docker_host: str) -> Iterator[CleaningBackend]:
        backend = CleaningBackend(docker_host)
        yield backend
        backend.clean()

    @pytest.fixture
    def other(self, docker_host: str) -> DockerBackend:
        return DockerBackend(docker_host)
