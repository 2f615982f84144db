"""The file that a training leaves."""

import pytest

from stratum.core.errors import InvalidInputError
from stratum.lifecycle.logic.answers import read_answer
from stratum.lifecycle.logic.telling import plain
from stratum.lifecycle.records import Kind, Trained

TEXT = b"""{"version": 4, "run": "20260101-120000-m", "algorithm": "Tree", "rows": 5120,
"since": "2013-03-01T00:00:00Z", "until": "2013-06-01T00:00:00Z", "heldOut": {"rows": 800,
"challenger": {"accuracy": 0.81}, "champion": {"accuracy": 0.8},
"difference": 0.01, "standardError": 0.004}}"""


def test_an_answer() -> None:
    assert read_answer(TEXT) == Trained(
        "4", 5120, "2013-03-01T00:00:00Z", "2013-06-01T00:00:00Z", 800, 0.01, 0.004, "20260101-120000-m",
        {"accuracy": 0.81}, {"accuracy": 0.8},
    )  # fmt: skip


def test_an_answer_without_a_champion() -> None:
    text = b'{"version": 1, "rows": 10, "heldOut": {"rows": 3, "champion": {}, "difference": null}}'
    assert read_answer(text) == Trained("1", 10, held_out=3)


@pytest.mark.parametrize(
    "text", [b"", b"{", b"[]", b'{"rows": 3}', b'{"version": "x"}', b"\xff\xfe", TEXT[:90]]
)
def test_what_is_no_answer(text: bytes) -> None:
    with pytest.raises(InvalidInputError, match="the answer of the training cannot be read"):
        read_answer(text)


def test_data_that_json_can_say() -> None:
    data = {
        "saw": {"p95": float("nan"), "n": 3},
        "kind": Kind.RETRAIN,
        "trained": Trained("4"),
        "l": [float("inf")],
    }
    told = plain(data)
    assert told["saw"] == {"p95": "nan", "n": 3}
    assert (told["kind"], told["l"]) == ("retrain", ["inf"])
    assert isinstance(told["trained"], dict)
