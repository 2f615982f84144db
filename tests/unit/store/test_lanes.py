"""The graph of commits as text."""

from stratum.store.logic.lanes import drawn, rows
from stratum.store.types import Commit


def graph(*commits: str) -> str:
    """Commits as ``ID`` and the ids of their parents, newest first, drawn with their ids behind."""
    made = [Commit(own, own, "", "", 0, "", tuple(parents)) for own, *parents in map(str.split, commits)]
    lines = []
    for row in rows(made):
        above, own, below = drawn(row)
        lines += [line for line in (above, f"{own} {row.commit.id}", below) if line]
    return "\n".join(lines)


def test_one_line() -> None:
    assert graph("c b", "b a", "a") == "● c\n● b\n● a"


def test_a_branch_that_was_merged() -> None:
    assert graph("m x y", "y b", "x b", "b") == "● m\n├─╮\n│ ● y\n● │ x\n├─╯\n● b"


def test_two_branches_that_are_open() -> None:
    assert graph("x b", "y b", "b a", "a") == "● x\n│ ● y\n├─╯\n● b\n● a"


def test_a_merge_of_three() -> None:
    drawing = "● m\n├─┬─╮\n● │ │ x\n│ ● │ y\n│ │ ● z\n├─┴─╯\n● b"
    assert graph("m x y z", "x b", "y b", "z b", "b") == drawing


def test_a_merge_of_a_line_that_is_drawn_already() -> None:
    assert graph("x b", "m a b", "b r", "a r", "r") == (
        "● x\n│ ● m\n├─┤\n● │ b\n│ ● a\n├─╯\n● r"
    )  # fmt: skip


def test_histories_without_a_common_beginning() -> None:
    assert graph("a", "b") == "● a\n● b"


def test_a_lane_that_became_free_is_taken_again() -> None:
    drawing = "● x\n│ ● y\n│ │ ● z\n│ ├─╯\n│ ● c\n│ │ ● w\n├─┴─╯\n● b"
    assert graph("x b", "y c", "z c", "c b", "w b", "b") == drawing
