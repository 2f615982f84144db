"""A workspace with one commit of two files."""

from pathlib import Path

import pytest

from stratum.testing.repositories import Repository


@pytest.fixture
def made(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "ws").begin(a="a: 1\n", b="b: 1\n")
