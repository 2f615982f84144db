"""Values of parameters."""

import pytest

from stratum.core.errors import InvalidInputError
from stratum.events.logic.parameters import read
from stratum.events.types import Parameter, Sort


@pytest.mark.parametrize(
    ("sort", "value", "expected"),
    [
        (Sort.TEXT, "scorer", "scorer"),
        (Sort.NUMBER, 2, 2),
        (Sort.COUNT, 3.0, 3),
        (Sort.COUNT, 0, 0),
        (Sort.CORES, "500 m", 0.5),
        (Sort.CORES, 2, 2),
        (Sort.BYTES, "1 KiB", 1024),
        (Sort.URL, "http://127.0.0.1:8080/a?b=c", "http://127.0.0.1:8080/a?b=c"),
        (Sort.URL, "https://[::1]/x", "https://[::1]/x"),
        (Sort.VARIABLE, "HOOK_TOKEN", "HOOK_TOKEN"),
        (Sort.EVENT_TYPE, "alarm.raised", "alarm.raised"),
        (Sort.DATA, {"a": [1, {"b": None}]}, {"a": [1, {"b": None}]}),
    ],
)
def test_what_an_action_takes(sort: Sort, value: object, expected: object) -> None:
    assert read(Parameter("it", sort, ""), value) == expected


@pytest.mark.parametrize(
    ("sort", "value"),
    [
        (Sort.TEXT, ""),
        (Sort.TEXT, 3),
        (Sort.TEXT, "a\nb"),
        (Sort.NUMBER, True),
        (Sort.NUMBER, -1),
        (Sort.NUMBER, float("inf")),
        (Sort.NUMBER, float("nan")),
        (Sort.COUNT, 1.5),
        (Sort.COUNT, "3"),
        (Sort.CORES, "2 MiB"),
        (Sort.CORES, 0),
        (Sort.BYTES, "many"),
        (Sort.URL, "ftp://example.org"),
        (Sort.URL, "file:///etc/passwd"),
        (Sort.URL, "http://"),
        (Sort.URL, "http://example.org:99999/"),
        (Sort.URL, "http://exa mple.org/"),
        (Sort.URL, "//example.org"),
        (Sort.VARIABLE, "s3cr3t-of-mine"),
        (Sort.EVENT_TYPE, "rule.fired"),
        (Sort.EVENT_TYPE, "alarm"),
        (Sort.DATA, [1]),
        (Sort.DATA, {"a": float("nan")}),
    ],
)
def test_what_it_does_not(sort: Sort, value: object) -> None:
    with pytest.raises(InvalidInputError, match=r"^it: "):
        read(Parameter("it", sort, "help"), value)


def test_secrets_in_addresses_and_in_place_of_names_are_not_repeated() -> None:
    for sort, value in ((Sort.URL, "https://me:s3cr3t@example.org/"), (Sort.VARIABLE, "s3cr3t-token")):
        with pytest.raises(InvalidInputError) as caught:
            read(Parameter("it", sort, ""), value)
        assert "s3cr3t" not in str(caught.value)
