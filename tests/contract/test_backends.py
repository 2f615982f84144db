"""The backend's promises over every implementation, with and without PID namespaces."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from stratum.deployment.backends.isolation import find_isolation
from stratum.deployment.backends.local import LocalBackend
from stratum.deployment.logic.records import Handle, Launch
from stratum.deployment.ports import Backend
from stratum.deployment.types import Artifact
from stratum.testing.contracts.backend import BackendContract
from stratum.testing.fakes import FakeBackend
from stratum.testing.waiting import wait_until


class CleaningBackend(LocalBackend):
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


class TestFakeBackend(BackendContract):
    @pytest.fixture
    def backend(self) -> FakeBackend:
        return FakeBackend()

    @pytest.fixture
    def other(self, backend: FakeBackend) -> FakeBackend:
        return backend

    def live(self, backend: Backend, handle: Handle, name: str) -> str:
        assert isinstance(backend, FakeBackend)
        return next(p.launch.live[name] for p in backend.processes if p.handle == handle)

    def carried(self, backend: Backend, root: Path, host: str) -> set[str]:
        assert isinstance(backend, FakeBackend)
        return set(backend.carried.get(root / host, set()))

    def damage(self, backend: Backend, artifact: Artifact) -> None:
        assert isinstance(backend, FakeBackend)
        backend.damaged.add(artifact.digest)


class TestLocalBackend(BackendContract):
    @pytest.fixture
    def backend(self) -> Iterator[CleaningBackend]:
        backend = CleaningBackend()
        yield backend
        backend.clean()

    @pytest.fixture
    def other(self) -> LocalBackend:
        return LocalBackend()


class TestLocalBackendWithoutNamespaces(BackendContract):
    @pytest.fixture
    def backend(self) -> Iterator[CleaningBackend]:
        backend = CleaningBackend(isolate=tuple)
        yield backend
        backend.clean()

    @pytest.fixture
    def other(self) -> LocalBackend:
        return LocalBackend(isolate=tuple)


def test_the_way_to_isolate_is_a_prefix_or_nothing() -> None:
    prefix = find_isolation()
    assert prefix == () or (prefix[0], prefix[-1]) == ("unshare", "--")
    assert find_isolation() is prefix
