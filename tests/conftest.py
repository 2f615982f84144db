"""Shared by all tests: the browser comes last."""

from pathlib import Path

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the browser's tests last: its driver keeps an event loop in this thread to the end."""
    items.sort(key=lambda item: "e2e" in Path(item.path).parts)
