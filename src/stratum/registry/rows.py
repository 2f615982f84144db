"""Versions of models as rows of SQLite: the tables, what goes in, what comes out, what its errors mean."""

import dataclasses
import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path

import msgspec

from stratum.core.bundles import ModelProfile
from stratum.core.errors import PermanentError, StratumError, TransientError
from stratum.registry.types import ModelVersion, Stage

SCHEMA = """
CREATE TABLE IF NOT EXISTS versions (
  name TEXT NOT NULL, version INTEGER NOT NULL, stage TEXT NOT NULL, digest TEXT NOT NULL,
  created REAL NOT NULL, run TEXT NOT NULL, task TEXT NOT NULL, algorithm TEXT NOT NULL,
  metrics TEXT NOT NULL, origin TEXT NOT NULL DEFAULT '{}', profiles TEXT NOT NULL DEFAULT '{}',
  PRIMARY KEY (name, version), UNIQUE (name, digest)
)
"""
ALIASES = (
    "CREATE TABLE IF NOT EXISTS aliases"
    " (name TEXT NOT NULL, alias TEXT NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (name, alias))"
)
_HAS_ALIASES = "SELECT 1 FROM sqlite_master WHERE name = 'aliases'"
HAS_TABLE = "SELECT 1 FROM sqlite_master WHERE name = 'versions'"
COLUMNS = "SELECT name FROM pragma_table_info('versions')"
LATER = ("origin", "profiles")
"""Columns that registries of before do not have."""
ADD = "ALTER TABLE versions ADD COLUMN {} TEXT NOT NULL DEFAULT '{{}}'"
INSERT = (
    "INSERT INTO versions (name, version, stage, digest, created, run, task, algorithm, metrics, origin,"
    " profiles) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
SET_ORIGIN = "UPDATE versions SET origin = ? WHERE name = ? AND version = ?"
SET_PROFILES = "UPDATE versions SET profiles = ? WHERE name = ? AND version = ?"
_PROFILES = msgspec.json.Decoder(dict[str, ModelProfile])
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
# a full disk lets SQLite fail in each of these ways: at the file itself, or at the journal beside it
_FULL = frozenset({
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
})


def explained(file: Path, error: sqlite3.Error) -> StratumError:
    """What an error of SQLite means for whoever uses the registry in ``file``."""
    # the low byte of SQLite's extended code is the kind of failure
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _BUSY:
        return TransientError(f"the registry {file} is busy", "another process writes to it; try again")
    if code in _FULL:
        return PermanentError(f"the registry {file} cannot be written: {error}", "make room on the disk")
    return PermanentError(f"the registry {file} cannot be used: {error}", "restore it from a copy")


def versions_of(database: sqlite3.Connection, name: str | None = None) -> list[ModelVersion]:
    """The versions of a model, or of all, by name and then newest first, with their aliases."""
    rows = database.execute(
        "SELECT * FROM versions WHERE ?1 IS NULL OR name = ?1 ORDER BY name, version DESC", (name,)
    )
    named: dict[tuple[str, int], list[str]] = {}
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


def row_of(version: ModelVersion) -> tuple[object, ...]:
    """The values of ``INSERT`` for a version."""
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
        profiles_text(version.profiles),
    )


def profiles_text(profiles: Mapping[str, ModelProfile]) -> str:
    """Profiles as the column of a row has them."""
    return msgspec.json.encode(profiles).decode()
