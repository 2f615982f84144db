"""Versions beside each other, with their standard errors."""

import math

import pytest

from stratum.lifecycle.logic.monitor_book import SILENT_MESSAGES, SILENT_ROWS, Book, Compared, Said, Settled
from stratum.lifecycle.types import BASELINE, CANARY, LIVE, SHADOW, Count, Gain, Pair, Tally, Watch


def pair(
    kind: str, reference: tuple[int, int], candidate: tuple[int, int], only: tuple[int, int] = (0, 0)
) -> Pair:
    return Pair(kind, "1", "2", 0.0, Count(*reference), Count(*candidate), *only)


def test_nothing_is_said_of_nothing() -> None:
    assert Count().accuracy is None
    empty = pair(CANARY, (10, 9), (0, 0))
    assert (empty.difference, empty.standard_error) == (None, None)


def test_two_shares_have_the_error_of_two_shares() -> None:
    found = pair(CANARY, (400, 320), (100, 90))
    assert found.difference == pytest.approx(0.1)
    assert found.standard_error == pytest.approx(math.sqrt(0.9 * 0.1 / 100 + 0.8 * 0.2 / 400))


def test_the_same_rows_have_the_error_of_those_on_which_they_differ() -> None:
    # McNemar: of 1000 rows 30 were right only by the candidate, 10 only by the other.
    found = pair(SHADOW, (1000, 800), (1000, 820), (10, 30))
    assert found.difference == pytest.approx(0.02)
    assert found.standard_error == pytest.approx(math.sqrt(40 - 20**2 / 1000) / 1000)
    assert pair(BASELINE, (10, 9), (10, 9)).standard_error == 0.0


def test_an_easy_hour_of_the_canary_is_nothing_that_it_gained() -> None:
    # The canary answered easy rows, the other hard ones; over the baseline each gained one row in fifty.
    gains = (Gain(better=30, worse=10), Gain(better=3, worse=1))
    counts = (Count(1000, 700), Count(100, 95))
    found = Pair(CANARY, "1", "2", 0.0, *counts, gains=gains)
    assert found.difference == pytest.approx(0.0)
    squares = (0.04 - 0.02**2) / 1000 + (0.04 - 0.02**2) / 100
    assert found.standard_error == pytest.approx(math.sqrt(squares))


def settled(live: int, baseline: int | None, outcome: int) -> Settled:
    base = None if baseline is None else Said("1", baseline, 0.5)
    return Settled(0.0, outcome, Said("2", live, 0.5), base)


def test_gains_are_counted_on_the_rows_of_each() -> None:
    compared = Compared()
    for live, baseline in ((1, 0), (1, 1), (0, 1), (1, 0)):
        compared.share(settled(live, baseline, 1), candidate=True)
    compared.share(settled(0, 1, 0), candidate=False)
    assert compared.gains() == (Gain(1, 0), Gain(2, 1))
    assert (compared.candidate.right, compared.reference.right) == (3, 1)


def test_without_an_answer_of_the_baseline_accuracies_are_compared() -> None:
    compared = Compared()
    compared.share(settled(1, None, 1), candidate=True)
    assert compared.gains() is None


def test_a_version_is_not_held_against_itself() -> None:
    book, said = book_of("2"), Said("2", 1, 0.9)
    book.settle_shadow([Settled(0.0, 1, said, None, said)])
    assert book.pairs == {}


def test_a_watch_finds_the_newest_pair_of_a_candidate() -> None:
    first, second = pair(SHADOW, (1, 1), (1, 1)), Pair(SHADOW, "3", "2", 9.0, Count(), Count())
    tally = Tally("2", SHADOW, 0.0, 1, Count(), Count())
    watch = Watch("s", "1", 0.0, 0, 0, 0, 1.0, None, None, (tally,), (first, second))
    assert watch.pair(SHADOW, "2") == second
    assert watch.pair(CANARY, "2") is None
    assert watch.tally(SHADOW, "2") == tally
    assert watch.tally(LIVE, "2") is None


def book_of(live: str) -> Book:
    book = Book()
    book.facts.live = live
    return book


def test_a_canary_does_not_become_live() -> None:
    book = book_of("1")
    for _ in range(1000):
        book.answered("2", 90)
        book.answered("1", 10)
    assert book.facts.live == "1"
    assert book.role(LIVE, "2").reference == "1"


@pytest.mark.parametrize(
    ("messages", "rows", "live"), [(SILENT_MESSAGES, SILENT_ROWS, "2"), (5, 10_000, "1"), (500, 1, "1")]
)
def test_who_falls_silent_is_followed(messages: int, rows: int, live: str) -> None:
    book = book_of("1")
    book.answered("1", 5)
    for _ in range(messages):
        book.answered("2", rows)
    assert book.facts.live == live


def test_a_version_that_comes_back_keeps_its_reference() -> None:
    book = book_of("1")
    for version in ("1", "2", "1", "2"):
        for _ in range(SILENT_MESSAGES):
            book.answered(version, SILENT_ROWS)
    assert book.facts.live == "2"
    assert {version: role.reference for (_, version), role in book.roles.items()} == {"1": "", "2": "1"}
