"""Conditions in CEL: what they read, and that their work is bounded."""

from collections.abc import Callable

import pytest

from stratum.language.constraints.build import typed_as
from stratum.language.constraints.conditions import (
    Absent,
    Where,
    is_readable,
    on_hosts,
    outcome,
    unbounded,
    variables,
    view,
    wrong,
)
from stratum.language.constraints.context import Typed
from stratum.language.metamodel import Metamodel
from stratum.language.syntax.parse import Parsed

Reader = Callable[[str], Parsed]
HOST = """\
stratum: 1
kind: Infrastructure
name: site
hosts:
  one: {type: CloudMachine, cpu: 4, memory: 8 GiB, gpus: 2, labels: {rack: r1}, kernel: [a, b]}
"""


@pytest.fixture
def host(read: Reader, types: Metamodel) -> Typed:
    document = read(HOST).document
    assert document is not None
    typed = typed_as(document, document.elements[0], types)
    assert typed is not None
    return typed


def test_quantities_have_fractions_and_counts_have_none(host: Typed) -> None:
    seen = view(host)
    assert (seen["name"], seen["type"], seen["kernel"]) == ("one", "CloudMachine", ["a", "b"])
    assert isinstance(seen["memory"], float)
    assert isinstance(seen["gpus"], int)
    assert outcome("host.memory * 0.5 > 4.0e9 && host.gpus % 2 == 0", {"host": seen}) is True


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("host.labels.rack == 'r1'", True),
        ("host.kernel.exists(k, k == 'c')", False),
        ("has(host.zone)", False),
        ("host.zone == 'a'", "no zone"),
        ("host.cpu", "it gives 4.0, and not true or false"),
        ("host.cpu >", True),
    ],
)
def test_a_condition_on_a_host(host: Typed, text: str, expected: bool | str) -> None:
    assert host.once(Where(text)) == expected


def test_what_is_not_there_is_told_from_what_goes_wrong() -> None:
    assert isinstance(outcome("self.x > 1", {"self": {}}), Absent)
    strange = outcome("self.x + 'a' == 'a'", {"self": {"x": 1}})
    assert isinstance(strange, str)
    assert not isinstance(strange, Absent)


@pytest.mark.parametrize(
    "text",
    [
        "['a'].map(v, v + v + v).map(v, v + v + v) != []",
        "self.l . map ( v, v) == []",
        "self.l.all(a, self.l.exists(b, a == b))",
        "self.l.filter(a, self.l.all(b, b == a)) == []",
        r"r'\'.map(v, v) == 'x'",
        "'''x''' == self.name",
        "self.l.// here\nmap(v, v) == []",
    ],
)
def test_work_without_bound_is_refused(text: str) -> None:
    assert list(unbounded(text))
    assert not is_readable(text)


@pytest.mark.parametrize(
    "text",
    [
        "self.l.all(a, a > 1) && self.m.exists(b, (b + 1) > 2)",
        "self.l.filter(a, a > 1).all(a, a < 9)",
        "self.name == 'a.map(b, c)' || self.name == \"//\"",
        "has(self.map) && self.all == 3",
    ],
)
def test_work_with_a_bound_is_taken(text: str) -> None:
    assert list(unbounded(text)) == []
    assert is_readable(text)


def test_long_ones_are_refused_before_they_are_read() -> None:
    text = f"{'(' * 600}true{')' * 600}"
    assert not is_readable(text)
    assert [message for message, _ in wrong(text, on_hosts(()))] == ["the expression has 1204 characters"]


def test_the_variables_that_it_names() -> None:
    assert variables("parts.all(p, p.x > self.x)") == {"parts", "self"}
