"""Shared by all tests: the browser comes last; a container engine for those that ask."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from stratum.testing.engines import lent_engine


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the browser's tests last: its driver keeps an event loop in this thread to the end."""
    items.sort(key=lambda item: "e2e" in Path(item.path).parts)


@pytest.fixture(scope="session")
def docker_host() -> Iterator[str]:
    """Where a container engine listens; one for each process that runs tests."""
    with lent_engine(Path(__file__).parents[1] / ".ci" / "engine", os.getenv("DOCKER_HOST")) as host:
        yield host
