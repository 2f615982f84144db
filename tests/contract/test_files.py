"""The promises of the files of live editing over every implementation."""

from pathlib import Path

import pytest

from stratum.runtime.examples import example_files
from stratum.runtime.session import WorkspaceFiles
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.testing.contracts.files import FilesContract
from stratum.testing.fakes import ManualClock
from stratum.testing.live import MemoryFiles
from stratum.testing.live_stage import TEXTS


class TestMemoryFiles(FilesContract):
    @pytest.fixture
    def files(self) -> MemoryFiles:
        return MemoryFiles(TEXTS)


class TestWorkspaceFiles(FilesContract):
    @pytest.fixture
    def files(self, tmp_path: Path) -> WorkspaceFiles:
        parts = Parts(Settings(tmp_path / "flights"))
        parts.workspace.create(example_files("01-flights"), "first")
        return WorkspaceFiles(parts, ManualClock(0.0))
