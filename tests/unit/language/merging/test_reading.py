"""Which errors of a merged model are more than a side has."""

import pytest

from stratum.core.findings import Finding, Severity
from stratum.language.library import library
from stratum.language.merging.reading import added, joint_errors


def errors(*said: str) -> list[Finding]:
    """Errors about one element each, named as ``element: message``."""
    told = (one.partition(": ") for one in said)
    return [Finding("unknown", Severity.ERROR, element, message) for element, _, message in told]


@pytest.mark.parametrize(
    ("found", "sides", "told"),
    [
        pytest.param(["a: 1"], [[], []], ["1"], id="that-no-side-has"),
        pytest.param(["a: 1"], [[], ["a: 1"]], [], id="that-a-side-has"),
        pytest.param(["a: 2"], [["a: 1"]], [], id="with-other-figures"),
        pytest.param(["a: 1", "b: 1"], [["a: 1"]], ["1"], id="about-another-element"),
        pytest.param(["a: 1", "a: 1"], [["a: 1"]], ["1"], id="once-more"),
        pytest.param(["a: 1", "a: 2"], [["a: 1"], ["a: 2"]], ["2"], id="one-of-each-side"),
    ],
)
def test_errors_are_counted_by_kind_and_element(
    found: list[str], sides: list[list[str]], told: list[str]
) -> None:
    assert [f.message for f in added(errors(*found), (errors(*side) for side in sides))] == told


def test_a_state_that_is_that_of_a_side_has_no_error_of_its_own() -> None:
    wrong = {"a.yaml": "stratum: 1\nkind: Application\nname: a\ncomponents:\n  x: {type: None}\n"}
    assert joint_errors(wrong, ({}, {}), library())
    assert joint_errors(wrong, ({}, wrong), library()) == ()
