"""How large a database is on its disk."""

import sqlite3
from pathlib import Path

import pytest

from stratum.core.errors import TransientError
from stratum.monitoring.collectors.files import FilesCollector
from stratum.monitoring.types import Target


def test_the_write_ahead_log_is_part_of_the_size(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    target = Target("files", "archive", path=str(path))
    with pytest.raises(TransientError, match="archive"):
        FilesCollector().collect(target, 5.0)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE t (x)")
    connection.execute("INSERT INTO t VALUES (zeroblob(1000000))")
    connection.commit()
    (sample,) = FilesCollector().collect(target, 5.0).samples
    connection.close()
    assert (sample.metric, sample.subject, sample.time) == ("database_bytes", "archive", 5.0)
    assert 1_000_000 <= sample.value <= 3_000_000
