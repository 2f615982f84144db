"""Patterns over names."""

import pytest

from stratum.core.patterns import matches


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("model.stale", "model.stale", True),
        ("model.stale", "model.Stale", False),
        ("model.*", "model.stale", True),
        ("model.*", "model.", True),
        ("*", "", True),
        ("", "", True),
        ("", "a", False),
        ("*.stale", "model.stale", True),
        ("a*b*c", "a-b-b-c", True),
        ("a*b*c", "a-c-b", False),
        ("ab*bc", "abc", False),
        ("/lifecycle/*", "/lifecycle/a\nb", True),
        ("a?c", "abc", False),
        ("*" * 50 + "b", "a" * 200, False),
    ],
)
def test_a_star_stands_for_anything(pattern: str, text: str, *, fits: bool) -> None:
    assert matches(pattern, text) is fits
