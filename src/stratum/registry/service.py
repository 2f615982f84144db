"""The registry on disk: SQLite for versions, a folder for each bundle, named by its content."""

import builtins
import dataclasses
import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec

from stratum.core.bundles import MANIFEST, SIGNATURE, Manifest, ModelProfile
from stratum.core.clock import Clock
from stratum.core.digests import digest_bytes, digest_value
from stratum.core.errors import InvalidInputError, NotFoundError, PermanentError, StratumError, TransientError
from stratum.registry.keys import Signer
from stratum.registry.logic.bundles import check_files, parse_manifest
from stratum.registry.logic.promotion import plan_promotion
from stratum.registry.logic.references import check_alias, find_version, split_reference
from stratum.registry.types import ModelVersion, Stage

_SCHEMA = """
CREATE TABLE IF NOT EXISTS versions (
  name TEXT NOT NULL, version INTEGER NOT NULL, stage TEXT NOT NULL, digest TEXT NOT NULL,
  created REAL NOT NULL, run TEXT NOT NULL, task TEXT NOT NULL, algorithm TEXT NOT NULL,
  metrics TEXT NOT NULL, origin TEXT NOT NULL DEFAULT '{}', profiles TEXT NOT NULL DEFAULT '{}',
  PRIMARY KEY (name, version), UNIQUE (name, digest)
)
"""
_ALIASES = (
    "CREATE TABLE IF NOT EXISTS aliases"
    " (name TEXT NOT NULL, alias TEXT NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (name, alias))"
)
_HAS_ALIASES = "SELECT 1 FROM sqlite_master WHERE name = 'aliases'"
_HAS_TABLE = "SELECT 1 FROM sqlite_master WHERE name = 'versions'"
_COLUMNS = "SELECT name FROM pragma_table_info('versions')"
_LATER = ("origin", "profiles")
"""Columns that registries of before do not have."""
_ADD = "ALTER TABLE versions ADD COLUMN {} TEXT NOT NULL DEFAULT '{{}}'"
_INSERT = (
    "INSERT INTO versions (name, version, stage, digest, created, run, task, algorithm, metrics, origin)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_SET_ORIGIN = "UPDATE versions SET origin = ? WHERE name = ? AND version = ?"
_SET_PROFILES = "UPDATE versions SET profiles = ? WHERE name = ? AND version = ?"
_PROFILES = msgspec.json.Decoder(dict[str, ModelProfile])
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
# a full disk lets SQLite fail in each of these ways: at the file itself, or at the journal beside it
_FULL = frozenset({
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
})


class FileRegistry:
    """Satisfies ``Registry``. Holds no connection open; may be used from several threads and processes.

    Args:
        root: Folder of ``registry.db`` and ``bundles/``; made where needed.
        clock: Says when a version was registered.
        patience: Seconds to wait for another process that writes.
        signer: Signs what was trained here; without one nothing is signed.
    """

    def __init__(
        self, root: Path, clock: Clock, patience: float = 10.0, signer: Signer | None = None
    ) -> None:
        self._file = root / "registry.db"
        self._bundles = root / "bundles"
        self._clock = clock
        self._patience = patience
        self._signer = signer

    def register(self, bundle: Path, run: str) -> ModelVersion:
        """Take a copy of a bundle; the same content again gives the version that it has.

        What comes of a run is signed; what was taken in keeps the signatures that it came with.

        Raises:
            NotFoundError: If there is no bundle.
            InvalidInputError: If it differs from its manifest.
            PermanentError: If the disk is full or cannot be written.
            TransientError: If another process keeps the registry locked.
        """
        manifest, digest = _verified(bundle)
        self._keep(bundle, manifest, digest)
        if run:
            self._sign(manifest.name, digest)
        with self._writing() as database:
            known = _versions(database, manifest.name)
            same = [v for v in known if v.digest == digest]
            if same:
                return same[0]
            number = max((v.version for v in known), default=0) + 1
            version = self._version_of(manifest, digest, run, number)
            database.execute(_INSERT, _row(version))
        return version

    def list(self) -> tuple[ModelVersion, ...]:
        """All versions, by name and then newest first."""
        return self._known()

    def get(self, reference: str) -> ModelVersion:
        """The version that ``name``, ``name@3`` or ``name@champion`` means.

        Raises:
            NotFoundError: If there is none.
            InvalidInputError: If the reference is no reference.
        """
        name, _ = split_reference(reference)
        return find_version(self._known(name), reference)

    def promote(self, name: str, version: int, stage: Stage) -> ModelVersion:
        """Change a version's stage; a new champion makes the old one final.

        Raises:
            NotFoundError: If there is no such version.
        """
        with self._writing() as database:
            versions = _versions(database, name)
            found = find_version(versions, f"{name}@{version}")
            for changed in plan_promotion(versions, version, stage):
                key = (changed.stage, changed.name, changed.version)
                database.execute("UPDATE versions SET stage = ? WHERE name = ? AND version = ?", key)
        return self.get(f"{found.name}@{found.version}")

    def trace(self, name: str, version: int, origin: Mapping[str, object]) -> ModelVersion:
        """Say why a version was trained; what was said before is replaced.

        Raises:
            NotFoundError: If there is no such version.
        """
        return self._change(_SET_ORIGIN, name, version, json.dumps(dict(origin)))

    def measure(self, name: str, version: int, profiles: Mapping[str, ModelProfile]) -> ModelVersion:
        """Keep what a version needs, as it was measured; what was kept before is replaced.

        Raises:
            NotFoundError: If there is no such version.
        """
        return self._change(_SET_PROFILES, name, version, msgspec.json.encode(profiles).decode())

    def bundle_path(self, version: ModelVersion) -> Path:
        """Folder of the version's bundle, after comparing every file with its digest.

        Raises:
            NotFoundError: If the bundle is gone.
            InvalidInputError: If it is damaged; the message names the file.
        """
        folder = self._bundles / version.digest
        if _verified(folder)[1] != version.digest:
            raise InvalidInputError(
                f"{folder}: the manifest is damaged (its digest differs)", "register it again from its run"
            )
        return folder

    def alias(self, name: str, alias: str, version: int | None) -> None:
        """Let an alias name a version, instead of the one that it named; None takes the alias away.

        Raises:
            NotFoundError: If there is no such version.
            InvalidInputError: If it is no name for an alias.
        """
        check_alias(alias)
        with self._writing() as database:
            if version is None:
                find_version(_versions(database, name), f"{name}@{alias}")
                database.execute("DELETE FROM aliases WHERE name = ? AND alias = ?", (name, alias))
            else:
                find_version(_versions(database, name), f"{name}@{version}")
                database.execute("INSERT OR REPLACE INTO aliases VALUES (?, ?, ?)", (name, alias, version))

    def sign(self, version: ModelVersion) -> Path:
        """Vouch for a version with the key of the workspace; gives the folder of its bundle.

        Raises:
            InvalidInputError: If the bundle is damaged, or the key is none.
            PermanentError: If there is no room, or no key to be had.
        """
        folder = self.bundle_path(version)
        self._sign(version.name, version.digest)
        return folder

    def _sign(self, name: str, digest: str) -> None:
        if self._signer is None:
            return
        target = self._bundles / digest / SIGNATURE
        try:
            before = target.read_bytes() if target.is_file() else None
            content = self._signer.sign(before, name, digest)
            if content != before:
                _replace(target, content)
        except OSError as error:
            raise _unwritable(target, error) from error

    def _change(self, statement: str, name: str, version: int, text: str) -> ModelVersion:
        with self._writing() as database:
            found = find_version(_versions(database, name), f"{name}@{version}")
            database.execute(statement, (text, found.name, found.version))
        return self.get(f"{found.name}@{found.version}")

    def _version_of(self, manifest: Manifest, digest: str, run: str, number: int) -> ModelVersion:
        return ModelVersion(
            name=manifest.name,
            version=number,
            stage=Stage.DRAFT,
            digest=digest,
            created=self._clock.now(),
            run=run,
            task=manifest.task,
            algorithm=manifest.algorithm,
            metrics=manifest.metrics,
        )

    def _keep(self, bundle: Path, manifest: Manifest, digest: str) -> None:
        target = self._bundles / digest
        if _is_intact(target):
            return
        try:
            self._bundles.mkdir(parents=True, exist_ok=True)
            part = Path(tempfile.mkdtemp(prefix=".part-", dir=self._bundles))
        except OSError as error:
            raise _unwritable(self._bundles, error) from error
        try:
            kept = (SIGNATURE,) if (bundle / SIGNATURE).is_file() else ()
            for name in (MANIFEST, *manifest.files, *kept):
                _copy(bundle / name, part / name)
            part.chmod(0o755)
            shutil.rmtree(target, ignore_errors=True)
            part.rename(target)
        except OSError as error:
            shutil.rmtree(part, ignore_errors=True)
            if not _is_intact(target):  # else another process was faster
                raise _unwritable(self._bundles, error) from error

    def _known(self, name: str | None = None) -> tuple[ModelVersion, ...]:
        """Versions as recorded. Nothing is written, so that a full or read-only disk can be read."""
        if not self._file.is_file():
            return ()
        with self._connected("rw") as database:
            return tuple(_versions(database, name)) if database.execute(_HAS_TABLE).fetchone() else ()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unwritable(self._file.parent, error) from error
        with self._connected("rwc") as database:
            database.execute(_SCHEMA)
            database.execute(_ALIASES)
            with database:
                database.execute("BEGIN IMMEDIATE")
                known = {row["name"] for row in database.execute(_COLUMNS)}
                for name in _LATER:
                    if name not in known:
                        database.execute(_ADD.format(name))
                yield database

    @contextmanager
    def _connected(self, mode: str) -> Iterator[sqlite3.Connection]:
        address = f"{self._file.absolute().as_uri()}?mode={mode}"
        try:
            with closing(sqlite3.connect(address, uri=True, timeout=self._patience)) as database:
                database.row_factory = sqlite3.Row
                yield database
        except sqlite3.Error as error:
            raise explained(self._file, error) from error


def explained(file: Path, error: sqlite3.Error) -> StratumError:
    """What an error of SQLite means for whoever uses the registry in ``file``."""
    # the low byte of SQLite's extended code is the kind of failure
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _BUSY:
        return TransientError(f"the registry {file} is busy", "another process writes to it; try again")
    if code in _FULL:
        return PermanentError(f"the registry {file} cannot be written: {error}", "make room on the disk")
    return PermanentError(f"the registry {file} cannot be used: {error}", "restore it from a copy")


def _verified(folder: Path) -> tuple[Manifest, str]:
    """The manifest of a bundle that is as it says, and its identity.

    The identity is of what the manifest says, not of what this version of the platform would make of it:
    fields that came later must not change the name of a bundle of before.
    """
    place = str(folder)
    if not (folder / MANIFEST).is_file():
        raise NotFoundError(f"{place} holds no {MANIFEST}", "train a model first")
    content = (folder / MANIFEST).read_bytes()
    manifest = parse_manifest(place, content)
    check_files(place, manifest, {name: _digest(folder / name) for name in manifest.files})
    return manifest, digest_value(json.loads(content))


def _is_intact(folder: Path) -> bool:
    try:
        return _verified(folder)[1] == folder.name
    except (NotFoundError, InvalidInputError):
        return False


def _digest(path: Path) -> str | None:
    return digest_bytes(path.read_bytes()) if path.is_file() else None


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as content, target.open("wb") as copy:
        shutil.copyfileobj(content, copy)
        copy.flush()
        os.fsync(copy.fileno())


def _replace(target: Path, content: bytes) -> None:
    """Write a file, whole or not at all."""
    handle, part = tempfile.mkstemp(prefix=".part-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(part).chmod(0o644)
        Path(part).replace(target)
    except OSError:
        Path(part).unlink(missing_ok=True)
        raise


def _unwritable(folder: Path, error: OSError) -> PermanentError:
    return PermanentError(f"cannot write to {folder}: {error.strerror or error}", "make room on the disk")


def _versions(database: sqlite3.Connection, name: str | None = None) -> builtins.list[ModelVersion]:
    rows = database.execute(
        "SELECT * FROM versions WHERE ?1 IS NULL OR name = ?1 ORDER BY name, version DESC", (name,)
    )
    named: dict[tuple[str, int], builtins.list[str]] = {}
    if database.execute(_HAS_ALIASES).fetchone():
        for row in database.execute("SELECT name, version, alias FROM aliases ORDER BY alias"):
            named.setdefault((row["name"], row["version"]), []).append(row["alias"])
    found = [_version(row) for row in rows]
    return [dataclasses.replace(v, aliases=tuple(named.get((v.name, v.version), ()))) for v in found]


def _version(row: sqlite3.Row) -> ModelVersion:
    told = dict(row)
    return ModelVersion(
        name=told["name"],
        version=told["version"],
        stage=Stage(told["stage"]),
        digest=told["digest"],
        created=told["created"],
        run=told["run"],
        task=told["task"],
        algorithm=told["algorithm"],
        metrics=json.loads(told["metrics"]),
        origin=json.loads(told.get("origin", "{}")),
        profiles=_PROFILES.decode(told.get("profiles", "{}")),
    )


def _row(version: ModelVersion) -> tuple[object, ...]:
    return (
        version.name,
        version.version,
        version.stage,
        version.digest,
        version.created,
        version.run,
        version.task,
        version.algorithm,
        json.dumps(dict(version.metrics)),
        json.dumps(dict(version.origin)),
    )
