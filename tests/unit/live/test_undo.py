"""Steps taken back among changes of others."""

from hypothesis import given, settings
from hypothesis import strategies as st

from stratum.live.document import SharedDocument
from stratum.live.logic.splices import differing
from stratum.live.logic.undo import Blocked, carried
from stratum.live.room import Back, Room
from stratum.live.types import Author, Splice
from stratum.testing.live import MemoryStorage

RELAXED = settings(deadline=None)  # the machine may be busy with other tests

ADA, BO = Author("Ada", "a"), Author("Bo", "b")
START = {"f": "".join(f"line {n}\n" for n in range(6))}


def room() -> Room:
    return Room.open(MemoryStorage(), "main", START, "d")


def line(made: Room, author: Author, number: int, text: str) -> None:
    lines = made.texts["f"].splitlines(keepends=True)
    lines[number : number + 1] = [text] if text else []
    made.write(author, 0, {"f": "".join(lines)})


def back(made: Room, author: Author, direction: str = "undo") -> Back | Blocked | None:
    found = made.back(author, "undo" if direction == "undo" else "redo")
    if isinstance(found, Back):
        made.go_back(author, 0, "undo" if direction == "undo" else "redo", found)
    return found


def test_steps_go_back_and_forth_in_order() -> None:
    made = room()
    line(made, ADA, 1, "one\n")
    line(made, ADA, 1, "uno\n")
    line(made, ADA, 3, "")
    texts = [made.texts["f"]]
    for _ in range(3):
        assert isinstance(back(made, ADA), Back)
        texts.append(made.texts["f"])
    assert (texts[3], back(made, ADA)) == (START["f"], None)
    for text in texts[2::-1]:
        assert isinstance(back(made, ADA, "redo"), Back)
        assert made.texts["f"] == text
    assert back(made, ADA, "redo") is None


def test_a_new_step_ends_what_was_undone() -> None:
    made = room()
    line(made, ADA, 1, "one\n")
    back(made, ADA)
    line(made, ADA, 2, "two\n")
    assert back(made, ADA, "redo") is None


def test_what_others_did_beside_it_stays() -> None:
    made = room()
    line(made, ADA, 2, "two\nand a half\n")
    line(made, BO, 0, "nought\nand more\n")
    line(made, BO, 6, "four\n")
    back(made, ADA)
    assert made.texts["f"] == "nought\nand more\nline 1\nline 2\nline 3\nfour\nline 5\n"


def test_what_others_did_to_the_same_lines_is_not_damaged() -> None:
    made = room()
    line(made, ADA, 1, "one\n")
    line(made, ADA, 2, "two\n")
    line(made, BO, 2, "zwei\n")
    assert back(made, ADA) == Blocked("Bo")
    assert back(made, ADA) is None
    assert made.texts["f"].splitlines()[2] == "zwei"


def test_lines_that_others_deleted_are_not_brought_back() -> None:
    made = room()
    line(made, ADA, 1, "one\n")
    made.write(BO, 0, {"f": ""})
    assert back(made, ADA) == Blocked("Bo")
    assert made.texts["f"] == ""


def test_a_step_of_a_file_that_is_gone_is_not_brought_back() -> None:
    made = room()
    line(made, ADA, 1, "one\n")
    made.bring_in({})
    assert back(made, ADA) == Blocked("disk")


def test_everybody_takes_back_their_own() -> None:
    made = room()
    line(made, ADA, 1, "one\n")
    line(made, BO, 4, "vier\n")
    back(made, ADA)
    back(made, BO)
    assert made.texts == START


def test_lines_are_counted_on_where_others_changed_the_file() -> None:
    part = Splice(10, 2, "x")
    assert carried((part,), (Splice(0, 1, "abc"),)) == (Splice(12, 2, "x"),)
    assert carried((part,), (Splice(12, 1, ""),)) == (part,)
    assert carried((part,), (Splice(11, 0, "y"),)) is None
    assert carried((part,), (Splice(10, 0, "y"),)) == (Splice(11, 2, "x"),)


KINDS = st.sampled_from(["write", "undo", "redo"])
STEPS = st.lists(
    st.tuples(st.sampled_from([ADA, BO]), KINDS, st.integers(0, 5), st.text("xy\n", max_size=4)), max_size=12
)


@RELAXED
@given(STEPS)
def test_taking_everything_back_leads_to_the_start_or_is_refused(
    steps: list[tuple[Author, str, int, str]],
) -> None:
    made = room()
    alone = {author for author, *_ in steps} <= {ADA}
    for author, kind, number, text in steps:
        if kind == "write":
            line(made, author, number, text and f"{text}\n")
        else:
            back(made, author, kind)
    while isinstance(back(made, ADA), Back):
        pass
    assert not alone or made.texts == START


@RELAXED
@given(STEPS)
def test_a_page_has_what_the_room_has(steps: list[tuple[Author, str, int, str]]) -> None:
    made = room()
    other = SharedDocument.of(made.state("", b"")[1])
    for author, kind, number, text in steps:
        before = other.vector
        if kind == "write":
            line(made, author, number, text and f"{text}\n")
        else:
            back(made, author, kind)
        other.apply(made.state("d", before)[1])
        assert other.texts == made.texts
        assert not differing(other.texts, made.texts)
