"""For all tests: long files first, no deadline for an example, a container engine for those that ask."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import hypothesis
import pytest

from stratum.testing.engines import lent_engine

ROOT = Path(__file__).parent
ESTIMATORS = ROOT.parent / "docs/reference/estimators.md"
LONG = ("integration", "e2e", "contract")

hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Two processes that take a file each (``pytest -n 2 --dist loadfile``) then end together."""
    rooms = {item: item.path.relative_to(ROOT).parts[0] for item in items}
    items.sort(key=lambda item: LONG.index(rooms[item]) if rooms[item] in LONG else len(LONG))


@pytest.fixture(scope="session")
def told_forms() -> Mapping[str, str]:
    """The form that the page of estimators says of each, by the name of its class; none for no block."""
    lines = ESTIMATORS.read_text(encoding="utf-8").splitlines()
    rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| `"))
    return {cells[0].strip("`"): cells[3] for cells in rows if cells[3]}


@pytest.fixture(scope="session")
def docker_host() -> Iterator[str]:
    """Where a container engine listens; one for each process that runs tests."""
    with lent_engine(Path(__file__).parents[1] / ".ci" / "engine", os.getenv("DOCKER_HOST")) as host:
        yield host
