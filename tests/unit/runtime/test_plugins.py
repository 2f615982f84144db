"""Plug-ins are found by entry point; an unknown one names the known ones."""

import pytest

from stratum.core.errors import NotFoundError
from stratum.runtime import plugins


def test_known_names_are_sorted() -> None:
    names = plugins.names("stratum.deployment.backends")
    assert "local" in names
    assert list(names) == sorted(names)


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(NotFoundError, match="no plug-in 'moon'") as caught:
        plugins.load("stratum.deployment.backends", "moon")
    assert "local" in caught.value.hint
