"""A workspace of its own for each test of a container engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from stratum.testing.containers import DockerSite


@pytest.fixture
def site(docker_host: str, tmp_path: Path) -> Iterator[DockerSite]:
    """Whatever a test starts is gone afterwards, and so are hosts and networks."""
    site = DockerSite(docker_host, tmp_path)
    yield site
    site.finish()
