"""The figures on the board."""

from typing import Any

import pytest

from stratum.streaming.logic.board import Readings, board_figures, truth


def figures(**readings: Any) -> Any:
    empty: dict[str, Any] = {"totals": (None, None), "latest": [], "sources": [], "known": []}
    return board_figures("Risk", Readings(**(empty | readings)))


def test_nothing_yet_is_no_number() -> None:
    told = figures()
    assert (told["predictions"], told["outcomes"], told["known"]) == (0, 0, 0)
    assert (told["accuracy"], told["base_rate"], told["latest"]) == (None, None, [])


def test_accuracy_and_base_rate_of_known_outcomes() -> None:
    told = figures(totals=(100, 50), known=[(1, 1, 6), (1, 0, 2), (0, 0, 30), (0, 1, 12)])
    assert (told["predictions"], told["outcomes"], told["known"]) == (100, 50, 50)
    assert told["accuracy"] == pytest.approx(36 / 50)
    assert told["base_rate"] == pytest.approx(18 / 50)


def test_labels_that_say_neither_yes_nor_no_are_left_out() -> None:
    told = figures(known=[("cat", 1, 5), (None, 0, 5), ("1", 1, 2)])
    assert (told["known"], told["accuracy"]) == (2, 1.0)


def test_rows_have_names() -> None:
    told = figures(latest=[("a", "ewr", 1.0, 2.0, "m", "3", 1, 0.7, None)], sources=[("ewr", 5, 0.3, 0.02)])
    assert told["latest"][0]["id"] == "a"
    assert told["latest"][0]["outcome"] is None
    assert told["sources"] == [{"source": "ewr", "predictions": 5, "probability": 0.3, "latency": 0.02}]


@pytest.mark.parametrize(
    ("label", "meant"),
    [
        (1, True),
        ("1", True),
        (1.0, True),
        ("True", True),
        (0, False),
        ("false", False),
        ("cat", None),
        (2, None),
    ],
)
def test_what_a_label_means(label: object, meant: bool | None) -> None:
    assert truth(label) is meant
