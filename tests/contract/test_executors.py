"""The promises of executors over every implementation."""

from collections.abc import Iterator

import pytest

from stratum.runtime.clock import SystemClock
from stratum.testing.contracts.executor import ExecutorContract
from stratum.training.cluster.here import LocalCluster, local_cluster
from stratum.training.executors.dask import DaskExecutor
from stratum.training.executors.inline import InlineExecutor
from stratum.training.executors.processes import ProcessExecutor


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    with local_cluster(2, SystemClock()) as cluster:
        yield cluster


class TestInlineExecutor(ExecutorContract):
    @pytest.fixture
    def executor(self) -> InlineExecutor:
        return InlineExecutor()


class TestProcessExecutor(ExecutorContract):
    @pytest.fixture
    def executor(self) -> ProcessExecutor:
        return ProcessExecutor(2)


class TestDaskExecutor(ExecutorContract):
    @pytest.fixture
    def executor(self, cluster: LocalCluster) -> DaskExecutor:
        return DaskExecutor(1, SystemClock(), cluster.meeting)
