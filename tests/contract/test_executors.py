"""The promises of executors over every implementation."""

import pytest

from stratum.testing.contracts.executor import ExecutorContract
from stratum.training.executors.inline import InlineExecutor
from stratum.training.executors.processes import ProcessExecutor


class TestInlineExecutor(ExecutorContract):
    @pytest.fixture
    def executor(self) -> InlineExecutor:
        return InlineExecutor()


class TestProcessExecutor(ExecutorContract):
    @pytest.fixture
    def executor(self) -> ProcessExecutor:
        return ProcessExecutor(2)
