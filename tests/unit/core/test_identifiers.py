"""Identifiers of other tools."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratum.core.identifiers import identifier, identifiers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("edge-jfk", "edge_jfk"),
        ("NatsBroker broker", "nats_broker_broker"),
        ("2nd", "x_2nd"),
        ("{{ x }}", "x"),
        ("", "x"),
        ("Ärger/..", "rger"),
    ],
)
def test_a_name_becomes_an_identifier(text: str, expected: str) -> None:
    assert identifier(text) == expected


def test_the_separator_is_a_choice() -> None:
    assert identifier("Edge JFK", "-") == "edge-jfk"


@given(st.lists(st.text()))
def test_identifiers_are_plain_and_distinct(texts: list[str]) -> None:
    found = identifiers(texts)
    assert len(set(found.values())) == len(set(texts))
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in found.values())
