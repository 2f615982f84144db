"""The registry on disk."""

import dataclasses
import errno
import json
import multiprocessing
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from stratum.core.bundles import FORMAT, GRAPH, MANIFEST, Latency, ModelProfile
from stratum.core.digests import canonical_json, digest_bytes
from stratum.core.errors import InvalidInputError, NotFoundError, PermanentError, TransientError
from stratum.registry.ports import Registry
from stratum.registry.rows import explained
from stratum.registry.service import FileRegistry
from stratum.registry.types import ModelVersion, Stage
from stratum.testing.fakes import ManualClock

MANIFEST_FIELDS = {
    "name": "m",
    "task": "classification",
    "inputs": [],
    "labels": ["0", "1"],
    "preparation": [],
    "graph_inputs": [],
    "algorithm": "Tree",
    "parameters": {},
    "metrics": {"f1": 0.5},
    "lineage": {"pipeline": "p", "data": {}, "commit": "", "packages": {}, "seed": 0},
    "format": FORMAT,
}


def write_bundle(folder: Path, graph: bytes = b"graph", **changes: object) -> Path:
    """A bundle whose graph is any bytes: the registry does not run it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / GRAPH).write_bytes(graph)
    fields = {**MANIFEST_FIELDS, "files": {GRAPH: digest_bytes(graph)}, **changes}
    (folder / MANIFEST).write_bytes(canonical_json(fields))
    return folder


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(100.0)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "registry"


@pytest.fixture
def registry(root: Path, clock: ManualClock) -> Registry:
    return FileRegistry(root, clock)


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    return write_bundle(tmp_path / "bundle")


def test_an_empty_registry(registry: Registry) -> None:
    assert registry.list() == ()
    with pytest.raises(NotFoundError, match="no model 'm'"):
        registry.get("m")


def test_a_bundle_becomes_a_version(registry: Registry, bundle: Path) -> None:
    version = registry.register(bundle, "run-1")
    digest = digest_bytes((bundle / MANIFEST).read_bytes())
    expected = ModelVersion(
        "m", 1, Stage.DRAFT, digest, 100.0, "run-1", "classification", "Tree", {"f1": 0.5}
    )
    assert version == expected
    assert registry.list() == (expected,)


def test_the_bundle_is_copied(registry: Registry, bundle: Path) -> None:
    version = registry.register(bundle, "run-1")
    shutil.rmtree(bundle)
    folder = registry.bundle_path(version)
    assert folder.name == version.digest
    assert (folder / GRAPH).read_bytes() == b"graph"
    assert (folder.stat().st_mode & 0o777) == 0o755


def test_the_same_content_is_the_same_version(registry: Registry, bundle: Path, clock: ManualClock) -> None:
    first = registry.register(bundle, "run-1")
    clock.advance(5)
    assert registry.register(bundle, "run-2") == first
    assert len(registry.list()) == 1


def test_versions_count_within_a_name(registry: Registry, tmp_path: Path) -> None:
    for number, (name, graph) in enumerate([("m", b"1"), ("m", b"2"), ("a", b"3")]):
        registry.register(write_bundle(tmp_path / str(number), graph, name=name), "run")
    assert [(v.name, v.version) for v in registry.list()] == [("a", 1), ("m", 2), ("m", 1)]
    assert registry.get("m").version == 2
    assert registry.get("m@1").version == 1


def test_one_champion_at_a_time(registry: Registry, tmp_path: Path) -> None:
    for number in (1, 2):
        registry.register(write_bundle(tmp_path / str(number), bytes(number)), "run")
    assert registry.promote("m", 1, Stage.CHAMPION).stage is Stage.CHAMPION
    assert registry.get("m").version == 1
    registry.promote("m", 2, Stage.CHAMPION)
    assert [(v.version, str(v.stage)) for v in registry.list()] == [(2, "champion"), (1, "final")]
    with pytest.raises(NotFoundError, match="no version '3'"):
        registry.promote("m", 3, Stage.FINAL)


def test_another_process_sees_the_same(
    registry: Registry, root: Path, bundle: Path, clock: ManualClock
) -> None:
    version = registry.register(bundle, "run-1")
    assert FileRegistry(root, clock).get("m") == version
    assert FileRegistry(root, clock).bundle_path(version).is_dir()


def damage_graph(folder: Path) -> None:
    (folder / GRAPH).write_bytes(b"grapf")


def lose_graph(folder: Path) -> None:
    (folder / GRAPH).unlink()


def cut_manifest(folder: Path) -> None:
    (folder / MANIFEST).write_bytes((folder / MANIFEST).read_bytes()[:40])


def change_manifest(folder: Path) -> None:
    fields = json.loads((folder / MANIFEST).read_bytes())
    (folder / MANIFEST).write_bytes(canonical_json({**fields, "metrics": {"f1": 0.99}}))


DAMAGES: dict[str, tuple[Callable[[Path], None], str]] = {
    "changed graph": (damage_graph, f"file '{GRAPH}' is damaged"),
    "lost graph": (lose_graph, f"file '{GRAPH}' is missing"),
    "cut manifest": (cut_manifest, "the manifest is damaged"),
    "changed manifest": (change_manifest, "the manifest is damaged"),
}


@pytest.mark.parametrize("case", DAMAGES)
def test_damaged_bundles_are_not_handed_out(case: str, registry: Registry, bundle: Path) -> None:
    damage, message = DAMAGES[case]
    version = registry.register(bundle, "run-1")
    damage(registry.bundle_path(version))
    with pytest.raises(InvalidInputError) as caught:
        registry.bundle_path(version)
    assert message in caught.value.message
    assert version.digest in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("case", DAMAGES)
def test_registering_again_heals_a_damaged_bundle(case: str, registry: Registry, bundle: Path) -> None:
    version = registry.register(bundle, "run-1")
    DAMAGES[case][0](registry.bundle_path(version))
    assert registry.register(bundle, "run-1") == version
    assert (registry.bundle_path(version) / GRAPH).read_bytes() == b"graph"


def test_a_bundle_that_is_gone(registry: Registry, bundle: Path) -> None:
    version = registry.register(bundle, "run-1")
    shutil.rmtree(registry.bundle_path(version))
    with pytest.raises(NotFoundError, match=r"holds no manifest\.json"):
        registry.bundle_path(version)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"format": "stratum.bundle/9"}, "has format 'stratum.bundle/9'"),
        ({"files": {}}, "no model of a known form"),
        ({"files": {GRAPH: digest_bytes(b"graph"), "../../evil": "x"}}, "'../../evil', no plain file"),
        ({"files": {GRAPH: digest_bytes(b"graph"), ".hidden": "x"}}, "'.hidden', no plain file"),
        ({"files": {GRAPH: digest_bytes(b"other")}}, "is damaged"),
        ({"labels": 3}, "the manifest is damaged"),
    ],
)
def test_bundles_that_are_not_taken(
    registry: Registry, tmp_path: Path, changes: dict[str, object], message: str
) -> None:
    with pytest.raises(InvalidInputError) as caught:
        registry.register(write_bundle(tmp_path / "bad", b"graph", **changes), "run-1")
    assert message in caught.value.message
    assert registry.list() == ()


def test_no_bundle_at_all(registry: Registry, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"holds no manifest\.json"):
        registry.register(tmp_path / "nothing", "run-1")


def test_a_damaged_database_is_an_error(registry: Registry, root: Path) -> None:
    root.mkdir()
    (root / "registry.db").write_bytes(b"no database " * 100)
    with pytest.raises(PermanentError, match=r"registry\.db cannot be used: file is not a database"):
        registry.list()


def test_a_folder_that_cannot_be_written_is_an_error(registry: Registry, root: Path, bundle: Path) -> None:
    root.mkdir()
    (root / "bundles").write_text("no folder")
    with pytest.raises(PermanentError, match=os.strerror(errno.EEXIST)):
        registry.register(bundle, "run-1")
    assert registry.list() == ()


def test_reading_writes_nothing(registry: Registry, root: Path, bundle: Path) -> None:
    assert registry.list() == ()
    assert not root.exists()
    version = registry.register(bundle, "run-1")
    before = {p: p.stat().st_mtime_ns for p in (root, root / "registry.db")}
    assert (registry.list(), registry.get("m@1")) == ((version,), version)
    assert {p: p.stat().st_mtime_ns for p in before} == before


def test_a_database_without_its_table_is_an_empty_registry(
    registry: Registry, root: Path, bundle: Path
) -> None:
    root.mkdir()
    (root / "registry.db").touch()
    assert registry.list() == ()
    assert registry.register(bundle, "run-1").version == 1


def test_a_registry_in_use_is_busy(registry: Registry, root: Path, bundle: Path) -> None:
    registry.register(bundle, "run-1")
    with closing(sqlite3.connect(root / "registry.db")) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(TransientError, match=r"registry\.db is busy") as caught:
            FileRegistry(root, ManualClock(), patience=0.05).list()
    assert "try again" in caught.value.hint
    assert len(registry.list()) == 1


@pytest.mark.parametrize(
    ("code", "message", "hint"),
    [
        (sqlite3.SQLITE_FULL, "cannot be written: why", "make room on the disk"),
        (sqlite3.SQLITE_IOERR_WRITE, "cannot be written: why", "make room on the disk"),
        (sqlite3.SQLITE_CANTOPEN, "cannot be written: why", "make room on the disk"),
        (sqlite3.SQLITE_CORRUPT, "cannot be used: why", "restore it from a copy"),
    ],
)
def test_what_sqlite_says_is_explained(code: int, message: str, hint: str) -> None:
    error = sqlite3.OperationalError("why")
    error.sqlite_errorcode = code
    found = explained(Path("/ws/registry.db"), error)
    assert isinstance(found, PermanentError)
    assert found.message == f"the registry /ws/registry.db {message}"
    assert found.hint == hint


def test_processes_that_register_at_once_get_versions_of_their_own(root: Path, tmp_path: Path) -> None:
    bundles = [write_bundle(tmp_path / str(n), bytes([n])) for n in range(4)]
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        pool.starmap(FileRegistry(root, ManualClock()).register, [(b, "run") for b in bundles])
    versions = FileRegistry(root, ManualClock()).list()
    assert [v.version for v in versions] == [4, 3, 2, 1]
    assert len({v.digest for v in versions}) == 4


def test_versions_are_values(registry: Registry, bundle: Path) -> None:
    version = registry.register(bundle, "run-1")
    assert dataclasses.replace(version) == version
    assert {str(stage) for stage in Stage} == {"draft", "challenger", "final", "champion", "retired"}


def test_a_version_says_why_it_was_trained(registry: Registry, bundle: Path) -> None:
    registry.register(bundle, "run-1")
    origin = {
        "trigger": "the model is 91.0 d old",
        "parent": "3",
        "rows": 1200,
        "until": "2013-06-01T00:00:00Z",
    }
    assert registry.get("m@1").origin == {}
    assert registry.trace("m", 1, origin).origin == origin
    assert registry.trace("m", 1, origin) == registry.get("m@1")
    with pytest.raises(NotFoundError, match="no version '2'"):
        registry.trace("m", 2, origin)


def test_a_registry_from_before_there_were_origins(registry: Registry, root: Path, bundle: Path) -> None:
    registry.register(bundle, "run-1")
    with closing(sqlite3.connect(root / "registry.db")) as database, database:
        database.execute("ALTER TABLE versions DROP COLUMN origin")
    assert registry.get("m@1").origin == {}
    assert registry.trace("m", 1, {"parent": "0"}).origin == {"parent": "0"}
    assert registry.register(write_bundle(bundle, b"other"), "run-2").version == 2


PROFILE = ModelProfile(2**27, 0.8, (Latency(1, 0.001, 0.002), Latency(8, 0.002, 0.004)), 1.01, 4096)


def test_a_version_keeps_what_was_measured_of_it(registry: Registry, bundle: Path) -> None:
    registry.register(bundle, "run-1")
    assert registry.get("m@1").profiles == {}
    measured = {"": PROFILE, "int8": dataclasses.replace(PROFILE, memory=2**26)}
    assert registry.measure("m", 1, measured).profiles == measured
    assert registry.get("m").profiles == measured
    assert registry.measure("m", 1, {"": PROFILE}).profiles == {"": PROFILE}
    with pytest.raises(NotFoundError):
        registry.measure("m", 2, measured)


@pytest.mark.parametrize("missing", ["origin", "profiles"])
def test_what_a_registry_of_before_lacks_is_added(
    registry: Registry, root: Path, bundle: Path, missing: str
) -> None:
    registry.register(bundle, "run-1")
    with closing(sqlite3.connect(root / "registry.db")) as database, database:
        database.execute(f"ALTER TABLE versions DROP COLUMN {missing}")
    assert (registry.get("m@1").origin, registry.get("m@1").profiles) == ({}, {})
    assert registry.measure("m", 1, {"": PROFILE}).profiles == {"": PROFILE}
    assert registry.trace("m", 1, {"parent": "0"}).profiles == {"": PROFILE}


def test_a_challenger_is_no_champion(registry: Registry, bundle: Path) -> None:
    registry.register(bundle, "run-1")
    registry.promote("m", 1, Stage.CHAMPION)
    registry.register(write_bundle(bundle, b"other"), "run-2")
    registry.promote("m", 2, Stage.CHALLENGER)
    assert [(v.version, v.stage) for v in registry.list()] == [(2, "challenger"), (1, "champion")]
    assert registry.get("m").version == 1
    assert registry.get("m@challenger").version == 2
