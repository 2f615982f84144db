"""In which order components depend on each other."""

import pytest

from stratum.core.errors import InvalidInputError
from stratum.deployment.logic.order import dependency_order


@pytest.mark.parametrize(
    ("needs", "order"),
    [
        ({}, ()),
        ({"b": (), "a": ()}, ("a", "b")),
        ({"a": ("b",), "b": ("c",), "c": ()}, ("c", "b", "a")),
        ({"d": ("b", "c"), "c": ("a",), "b": ("a",), "a": ()}, ("a", "b", "c", "d")),
        ({"a": ("elsewhere",), "b": ("a",)}, ("a", "b")),
    ],
)
def test_each_comes_after_what_it_needs(needs: dict[str, tuple[str, ...]], order: tuple[str, ...]) -> None:
    assert dependency_order(needs) == order
    assert dependency_order(dict(reversed(needs.items()))) == order


@pytest.mark.parametrize(
    ("needs", "walk"),
    [({"a": ("a",)}, {"a → a"}), ({"a": ("b",), "b": ("a",), "c": ()}, {"a → b → a", "b → a → b"})],
)
def test_a_circle_is_refused_and_walked(needs: dict[str, tuple[str, ...]], walk: set[str]) -> None:
    with pytest.raises(InvalidInputError, match="circle") as caught:
        dependency_order(needs)
    assert caught.value.message.rpartition(": ")[2] in walk
