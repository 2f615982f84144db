"""The registry on disk: SQLite for versions, a folder for each bundle, named by its content."""

import dataclasses
import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from stratum.core.bundles import MANIFEST, MEASURED, SIGNATURE, Manifest, ModelProfile
from stratum.core.clock import Clock
from stratum.core.digests import digest_value
from stratum.core.errors import InvalidInputError, NotFoundError, PermanentError
from stratum.data.signing import VOUCHED, Statement
from stratum.effects.files import digest_file
from stratum.registry import rows
from stratum.registry.folders import bundle_files, needs_of
from stratum.registry.keys import Signer
from stratum.registry.logic.bundles import check_files, parse_manifest
from stratum.registry.logic.measured import measurement
from stratum.registry.logic.promotion import plan_promotion
from stratum.registry.logic.references import check_alias, find_version, split_reference
from stratum.registry.types import ModelVersion, Stage


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

    def register(self, bundle: Path, run: str, trusted: Collection[str] = ()) -> ModelVersion:
        """Take a copy of a bundle; the same content again gives the version that it has.

        What comes of a run is signed; what was taken in keeps the signatures and the measurements that it
        came with.

        Raises:
            NotFoundError: If there is no bundle.
            InvalidInputError: If it differs from its manifest, or its measurements were changed or cannot be.
            PermanentError: If the disk is full or cannot be written.
            TransientError: If another process keeps the registry locked.
        """
        manifest, digest = _verified(bundle)
        measured = needs_of(bundle, manifest, digest, trusted)
        self._keep(bundle, manifest, digest)
        if run:
            self._sign(manifest.name, digest)
        with self._writing() as database:
            known = rows.versions_of(database, manifest.name)
            same = [v for v in known if v.digest == digest]
            if same:
                return same[0]
            number = max((v.version for v in known), default=0) + 1
            made = self._version_of(manifest, digest, run, number)
            version = dataclasses.replace(made, profiles=measured)
            database.execute(rows.INSERT, rows.row_of(version))
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
            versions = rows.versions_of(database, name)
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
        return self._change(rows.SET_ORIGIN, name, version, json.dumps(dict(origin)))

    def measure(self, name: str, version: int, profiles: Mapping[str, ModelProfile]) -> ModelVersion:
        """Keep what a version needs, as it was measured here; what was kept before is replaced.

        Where there is a key it is signed too, and lies beside the bundle, so that it travels with it.

        Raises:
            NotFoundError: If there is no such version.
        """
        found = self._change(rows.SET_PROFILES, name, version, rows.profiles_text(profiles))
        self._sign(found.name, found.digest, MEASURED, measurement(profiles))
        return found

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
                find_version(rows.versions_of(database, name), f"{name}@{alias}")
                database.execute("DELETE FROM aliases WHERE name = ? AND alias = ?", (name, alias))
            else:
                find_version(rows.versions_of(database, name), f"{name}@{version}")
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

    def _sign(self, name: str, digest: str, file: str = SIGNATURE, statement: Statement = VOUCHED) -> None:
        if self._signer is None:
            return
        target = self._bundles / digest / file
        try:
            before = target.read_bytes() if target.is_file() else None
            content = self._signer.sign(before, name, digest, statement)
            if content != before:
                _replace(target, content)
        except OSError as error:
            raise _unwritable(target, error) from error

    def _change(self, statement: str, name: str, version: int, text: str) -> ModelVersion:
        with self._writing() as database:
            found = find_version(rows.versions_of(database, name), f"{name}@{version}")
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
            for name in bundle_files(bundle, manifest):
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
            return (
                tuple(rows.versions_of(database, name)) if database.execute(rows.HAS_TABLE).fetchone() else ()
            )

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unwritable(self._file.parent, error) from error
        with self._connected("rwc") as database:
            database.execute(rows.SCHEMA)
            database.execute(rows.ALIASES)
            with database:
                database.execute("BEGIN IMMEDIATE")
                known = {row["name"] for row in database.execute(rows.COLUMNS)}
                for name in rows.LATER:
                    if name not in known:
                        database.execute(rows.ADD.format(name))
                yield database

    @contextmanager
    def _connected(self, mode: str) -> Iterator[sqlite3.Connection]:
        address = f"{self._file.absolute().as_uri()}?mode={mode}"
        try:
            with closing(sqlite3.connect(address, uri=True, timeout=self._patience)) as database:
                database.row_factory = sqlite3.Row
                yield database
        except sqlite3.Error as error:
            raise rows.explained(self._file, error) from error


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
    there = (name for name in manifest.files if (folder / name).is_file())
    check_files(place, manifest, {name: digest_file(folder / name) for name in there})
    return manifest, digest_value(json.loads(content))


def _is_intact(folder: Path) -> bool:
    try:
        return _verified(folder)[1] == folder.name
    except (NotFoundError, InvalidInputError):
        return False


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
