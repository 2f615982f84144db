"""Reading the Prometheus text format."""

import pytest

from stratum.core.errors import InvalidInputError
from stratum.monitoring.logic.prometheus import Reading, parse_exposition

TEXT = """\
# HELP stratum_requests_total Requests.
# TYPE stratum_requests_total counter
stratum_requests_total{model="delay-risk",code="200"} 1027 1395066363000
stratum_requests_total{model="delay-risk",code="500",} 3

   plain 12.47
stratum:rule{} -1e-05
odd{text="a \\"b\\" \\\\ c\\nd, e=\\"f\\"}"} NaN
big{le="+Inf"} +Inf
"""


def test_a_whole_exposition_is_read_in_its_order() -> None:
    found = parse_exposition(TEXT)
    assert [reading.name for reading in found] == [
        "stratum_requests_total", "stratum_requests_total", "plain", "stratum:rule", "odd", "big"
    ]  # fmt: skip
    assert found[0] == Reading("stratum_requests_total", {"model": "delay-risk", "code": "200"}, 1027.0)
    assert found[1].labels["code"] == "500"
    assert (found[2].labels, found[2].value) == ({}, 12.47)
    assert (found[3].labels, found[3].value) == ({}, -1e-05)


def test_escapes_and_special_values_are_read() -> None:
    odd, big = parse_exposition(TEXT)[4:]
    assert odd.labels == {"text": 'a "b" \\ c\nd, e="f"}'}
    assert odd.value != odd.value
    assert (big.labels, big.value) == ({"le": "+Inf"}, float("inf"))


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment", "# TYPE x counter\n\n"])
def test_nothing_is_nothing(text: str) -> None:
    assert parse_exposition(text) == ()


@pytest.mark.parametrize(
    "line",
    [
        "<html>",
        "name",
        "name abc",
        'name{a="b" 1',
        "name{a=b} 1",
        'name{a="b" c="d"} 1',
        "1name 2",
        "name 1 x",
    ],
)
def test_a_line_that_is_none_is_named_with_its_number(line: str) -> None:
    with pytest.raises(InvalidInputError, match="line 2 is no metric") as caught:
        parse_exposition(f"good 1\n{line}\n")
    assert line[:20] in caught.value.message
