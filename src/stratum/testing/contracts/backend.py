"""What every deployment backend promises. Subclass, and provide the fixtures ``backend`` and ``other``."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path

import pytest

from stratum.core.bundles import MANIFEST
from stratum.core.digests import canonical_json, digest_bytes, digest_value
from stratum.core.errors import InvalidInputError
from stratum.deployment.logic.records import Handle, Launch, Look
from stratum.deployment.ports import Backend
from stratum.deployment.types import Artifact, Limits
from stratum.testing.waiting import wait_until

LASTING = ("/bin/sleep", "60")
GOOD = ("/bin/true",)
BAD = ("/bin/false",)


def make_launch(
    name: str,
    command: tuple[str, ...],
    place: Path,
    role: str = "main",
    files: Mapping[str, str] | None = None,
) -> Launch:
    """A start in ``place`` whose token no other test uses, not even one that runs beside this one."""
    return Launch(f"{name}@{place}", command, str(place), files or {}, role=role)


def make_artifact(folder: Path, content: bytes = b"graph") -> Artifact:
    """The smallest bundle: a manifest that tells the digest of one file."""
    folder.mkdir(parents=True)
    (folder / "model.onnx").write_bytes(content)
    manifest = {"files": {"model.onnx": digest_bytes(content)}}
    (folder / MANIFEST).write_bytes(canonical_json(manifest))
    return Artifact(digest_value(manifest), str(folder))


def look_at(backend: Backend, handle: Handle) -> Look:
    """One process as it is now."""
    return backend.look([handle])[handle.token]


def wait_for_program(backend: Backend, handle: Handle) -> None:
    """Wait until the component's own program runs."""
    wait_until(lambda: look_at(backend, handle).pid, what="the program")


def wait_for_end(backend: Backend, handle: Handle) -> Look:
    """Wait until a process has ended, and look at it."""
    wait_until(lambda: not look_at(backend, handle).alive, what="the end of the process")
    return look_at(backend, handle)


class BackendContract:
    """The promises of ``stratum.deployment.ports.Backend``.

    Fixtures to provide: ``backend``, whose processes are ended after the test; ``other``, the same machine as
    another program's backend sees it. Commands used are ``LASTING``, ``GOOD`` and ``BAD``. Backends whose
    hosts are no folders of this machine say otherwise in ``live``, ``carried`` and ``damage``.
    """

    def live(self, backend: Backend, handle: Handle, name: str) -> str:
        """What a running process would read from one of its files."""
        del backend
        return (Path(handle.directory) / name).read_text(encoding="utf-8")

    def carried(self, backend: Backend, root: Path, host: str) -> set[str]:
        """Digests of the artifacts that a host has, whole or not."""
        del backend
        folder = root / host
        return {path.name for path in folder.iterdir()} if folder.is_dir() else set()

    def damage(self, backend: Backend, artifact: Artifact) -> None:
        """Change a file of an artifact before it is carried."""
        del backend
        (Path(artifact.path) / "model.onnx").write_bytes(b"other")

    def test_a_started_process_is_alive_and_shows_its_pid(self, backend: Backend, tmp_path: Path) -> None:
        """A started process is alive and shows its pid."""
        handle = backend.start(make_launch("t1", LASTING, tmp_path / "a"))
        wait_for_program(backend, handle)
        look = look_at(backend, handle)
        assert look.alive
        assert look.status is None
        assert look.handle == handle

    def test_the_status_of_an_ended_process_is_kept(self, backend: Backend, tmp_path: Path) -> None:
        """The status of an ended process is kept."""
        good = backend.start(make_launch("t1", GOOD, tmp_path / "a"))
        bad = backend.start(make_launch("t2", BAD, tmp_path / "b"))
        assert wait_for_end(backend, good).status == 0
        assert wait_for_end(backend, bad).status == 1

    def test_the_status_is_of_the_latest_start_in_a_directory(self, backend: Backend, tmp_path: Path) -> None:
        """The status is of the latest start in a directory."""
        first = backend.start(make_launch("t1", BAD, tmp_path))
        assert wait_for_end(backend, first).status == 1
        second = backend.start(make_launch("t2", GOOD, tmp_path))
        assert wait_for_end(backend, second).status == 0

    def test_the_roles_of_a_directory_have_statuses_of_their_own(
        self, backend: Backend, tmp_path: Path
    ) -> None:
        """The roles of a directory have statuses of their own."""
        main = backend.start(make_launch("t1", GOOD, tmp_path))
        hook = backend.start(make_launch("t2", BAD, tmp_path, role="hook"))
        assert wait_for_end(backend, hook).status == 1
        assert wait_for_end(backend, main).status == 0

    def test_preparing_may_be_repeated_and_starts_nothing(self, backend: Backend, tmp_path: Path) -> None:
        """Preparing may be repeated and starts nothing."""
        launch = make_launch("t1", LASTING, tmp_path)
        for _ in range(2):
            backend.prepare([launch.command])
        assert backend.find([launch]) == {}
        assert look_at(backend, backend.start(launch)).alive

    def test_asked_to_end_it_ends_by_sigterm(self, backend: Backend, tmp_path: Path) -> None:
        """Asked to end it ends by sigterm."""
        handle = backend.start(make_launch("t1", LASTING, tmp_path))
        wait_for_program(backend, handle)
        backend.end(handle, force=False)
        assert wait_for_end(backend, handle).status == 143

    def test_ending_by_force_ends_it_and_may_be_repeated(self, backend: Backend, tmp_path: Path) -> None:
        """Ending by force ends it and may be repeated."""
        handle = backend.start(make_launch("t1", LASTING, tmp_path))
        backend.end(handle, force=True)
        assert wait_for_end(backend, handle).status in {None, 137}
        backend.end(handle, force=True)
        backend.end(handle, force=False)
        assert not look_at(backend, handle).alive

    def test_another_program_sees_and_ends_it(self, backend: Backend, other: Backend, tmp_path: Path) -> None:
        """Another program sees and ends it."""
        handle = backend.start(make_launch("t1", LASTING, tmp_path))
        wait_for_program(other, handle)
        other.end(handle, force=False)
        assert wait_for_end(other, handle).status == 143
        assert not look_at(backend, handle).alive

    def test_a_start_is_found_by_its_token(self, backend: Backend, other: Backend, tmp_path: Path) -> None:
        """A start is found by its token."""
        launch = make_launch("t1", LASTING, tmp_path)
        handle = backend.start(launch)
        assert other.find([launch, make_launch("t2", LASTING, tmp_path)]) == {launch.token: handle}

    def test_a_start_that_has_ended_is_found_with_its_status(
        self, backend: Backend, other: Backend, tmp_path: Path
    ) -> None:
        """A start that has ended is found with its status."""
        launch = make_launch("t1", BAD, tmp_path)
        wait_for_end(backend, backend.start(launch))
        found = other.find([launch])[launch.token]
        assert not look_at(other, found).alive
        assert look_at(other, found).status == 1

    def test_a_process_with_another_birth_is_never_touched(self, backend: Backend, tmp_path: Path) -> None:
        """A process with another birth is never touched."""
        handle = backend.start(make_launch("t1", LASTING, tmp_path))
        wait_for_program(backend, handle)
        stranger = Handle("t0", handle.pid, "0/1", handle.directory)
        assert not look_at(backend, stranger).alive
        backend.end(stranger, force=False)
        backend.end(stranger, force=True)
        assert look_at(backend, handle).alive

    def test_a_file_outside_of_the_directory_is_refused(self, backend: Backend, tmp_path: Path) -> None:
        """A file outside of the directory is refused."""
        launch = make_launch("t1", LASTING, tmp_path / "a", files={"../b": "x"})
        with pytest.raises(InvalidInputError, match="outside"):
            backend.start(launch)
        assert backend.find([launch]) == {}
        assert not (tmp_path / "b").exists()

    def test_the_log_tells_of_each_start_and_is_cut_at_the_front(
        self, backend: Backend, tmp_path: Path
    ) -> None:
        """The log tells of each start and is cut at the front."""
        launches = [make_launch(name, GOOD, tmp_path) for name in ("t1", "t2")]
        for launch in launches:
            wait_for_end(backend, backend.start(launch))
        marks = tuple(f"--- start {launch.token}" for launch in launches)
        assert backend.log(tmp_path, 10) == marks
        assert backend.log(tmp_path, 1) == marks[1:]
        assert backend.log(tmp_path / "none", 5) == ()

    def test_trimming_keeps_a_short_log_and_passes_over_a_missing_one(
        self, backend: Backend, tmp_path: Path
    ) -> None:
        """Trimming keeps a short log and passes over a missing one."""
        launch = make_launch("t1", GOOD, tmp_path)
        wait_for_end(backend, backend.start(launch))
        backend.trim(tmp_path)
        backend.trim(tmp_path / "none")
        assert backend.log(tmp_path, 10) == (f"--- start {launch.token}",)
        assert backend.log(tmp_path / "none", 10) == ()

    def test_each_host_has_an_address_that_stays(
        self, backend: Backend, other: Backend, tmp_path: Path
    ) -> None:
        """Each host has an address that stays."""
        first = backend.addresses(str(tmp_path), ["a", "b", "c"])
        assert len(set(first.values())) == 3
        assert other.addresses(str(tmp_path), ["c", "b", "a"]) == first
        assert backend.check() == ""

    def test_other_settings_are_taken_over_by_the_same_process(
        self, backend: Backend, other: Backend, tmp_path: Path
    ) -> None:
        """Other settings are taken over by the same process."""
        launch = make_launch("t1", LASTING, tmp_path / "a")
        launch = dataclasses.replace(launch, live={"routes.yaml": "old"}, limits=Limits(1.0))
        handle = backend.start(launch)
        wait_for_program(backend, handle)
        before = look_at(backend, handle)
        assert self.live(backend, handle, "routes.yaml") == "old"
        changed = dataclasses.replace(launch, live={"routes.yaml": "new"}, limits=Limits(0.5, 64 * 2**20))
        for each in (backend, other, backend):
            each.adjust(handle, changed)
        assert self.live(backend, handle, "routes.yaml") == "new"
        after = look_at(backend, handle)
        assert (after.alive, after.pid) == (True, before.pid)

    def test_adjusting_what_has_ended_does_nothing(self, backend: Backend, tmp_path: Path) -> None:
        """Adjusting what has ended does nothing."""
        launch = dataclasses.replace(make_launch("t1", GOOD, tmp_path / "a"), live={"routes.yaml": "old"})
        handle = backend.start(launch)
        wait_for_end(backend, handle)
        backend.adjust(handle, dataclasses.replace(launch, live={"routes.yaml": "new"}))
        assert self.live(backend, handle, "routes.yaml") == "old"
        assert look_at(backend, handle).status == 0

    def test_an_artifact_is_carried_once_and_whole(
        self, backend: Backend, other: Backend, tmp_path: Path
    ) -> None:
        """An artifact is carried once and whole."""
        artifact, root = make_artifact(tmp_path / "bundle"), tmp_path / "hosts"
        for each in (backend, other):
            each.carry(artifact, "fog-1", root)
        assert self.carried(backend, root, "fog-1") == {artifact.digest}
        assert self.carried(backend, root, "fog-2") == set()

    def test_a_damaged_artifact_is_refused_and_leaves_nothing(self, backend: Backend, tmp_path: Path) -> None:
        """A damaged artifact is refused and leaves nothing."""
        artifact, root = make_artifact(tmp_path / "bundle"), tmp_path / "hosts"
        self.damage(backend, artifact)
        with pytest.raises(InvalidInputError, match="damaged"):
            backend.carry(artifact, "fog-1", root)
        assert self.carried(backend, root, "fog-1") == set()

    def test_artifacts_are_cleared_but_for_those_to_keep(self, backend: Backend, tmp_path: Path) -> None:
        """Artifacts are cleared but for those to keep."""
        root = tmp_path / "hosts"
        kept, gone = (make_artifact(tmp_path / name, name.encode()) for name in ("kept", "gone"))
        for artifact in (kept, gone):
            backend.carry(artifact, "fog-1", root)
        assert backend.clear("fog-1", root, [kept.digest]) == (gone.digest,)
        assert self.carried(backend, root, "fog-1") == {kept.digest}
        assert backend.clear("fog-1", root, [kept.digest]) == backend.clear("fog-2", root, []) == ()
