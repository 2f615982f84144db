"""The promises of storages of a journal over every implementation."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from stratum.core.errors import TransientError
from stratum.live.storage import FileStorage
from stratum.testing.contracts.storage import StorageContract
from stratum.testing.live import MemoryStorage


class TestMemoryStorage(StorageContract):
    @pytest.fixture
    def storage(self) -> MemoryStorage:
        return MemoryStorage()

    @pytest.fixture
    def other(self, storage: MemoryStorage) -> MemoryStorage:
        return storage


class TestFileStorage(StorageContract):
    @pytest.fixture
    def storage(self, tmp_path: Path) -> Iterator[FileStorage]:
        storage = FileStorage(tmp_path / "live" / "main.journal")
        yield storage
        storage.close()

    @pytest.fixture
    def other(self, tmp_path: Path) -> FileStorage:
        return FileStorage(tmp_path / "live" / "main.journal")


def test_a_file_that_cannot_be_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "live").write_text("in the way")
    storage = FileStorage(tmp_path / "live" / "main.journal")
    with pytest.raises(TransientError, match=r"main\.journal cannot be used"):
        storage.append(b"x")
    with pytest.raises(TransientError, match=r"main\.journal cannot be used"):
        storage.replace(b"x")


def test_one_server_has_a_journal_alone(tmp_path: Path) -> None:
    first, second = (FileStorage(tmp_path / "main.journal") for _ in range(2))
    first.append(b"x")
    with pytest.raises(TransientError, match="another server"):
        second.append(b"y")
    first.close()
    second.append(b"y")
    assert second.read() == b"xy"
    second.close()
