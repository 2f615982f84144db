"""Comments: begun, answered, changed, settled, followed, told to those who are named."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratum.comments.logic.texts import LONGEST, mentioned
from stratum.comments.schema import SCHEMA
from stratum.comments.service import MOST_A_MINUTE, Comments
from stratum.core.errors import DeniedError, InvalidInputError, NotFoundError, TooManyError
from stratum.effects.sqlite import Database
from stratum.testing.fakes import ManualClock

APP = "application.yaml"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(1000.0)


@pytest.fixture
def comments(tmp_path: Path, clock: ManualClock) -> Comments:
    return Comments(Database(tmp_path / "comments.db", SCHEMA), clock)


def texts(comments: Comments, file: str = "") -> list[tuple[str, list[str]]]:
    return [(one.element, [remark.text for remark in one.remarks]) for one in comments.threads(file)]


def test_people_talk_about_an_element(comments: Comments) -> None:
    thread = comments.begin("ada", APP, "broker", "Why so large?")
    comments.reply("bo", thread.id, " It was measured. ")
    comments.begin("ada", "site.yaml", "", "Nice.")
    assert texts(comments, APP) == [("broker", ["Why so large?", "It was measured."])]
    assert len(texts(comments)) == 2


def test_the_file_is_its_owners_alone(comments: Comments, tmp_path: Path) -> None:
    comments.begin("ada", APP, "broker", "Why so large?")
    assert (tmp_path / "comments.db").stat().st_mode & 0o777 == 0o600


def test_a_thread_is_settled_and_open_again(comments: Comments) -> None:
    thread = comments.begin("ada", APP, "", "Well?").id
    assert comments.resolve("bo", thread, is_resolved=True).resolved == "bo"
    assert comments.resolve("bo", thread, is_resolved=False).resolved == ""
    comments.resolve("bo", thread, is_resolved=True)
    assert comments.reply("ada", thread, "Not yet.").resolved == ""


def test_only_ones_own_words_are_changed(comments: Comments, clock: ManualClock) -> None:
    number = comments.begin("ada", APP, "", "Frist").remarks[0].number
    clock.advance(5)
    with pytest.raises(DeniedError, match="said by ada"):
        comments.edit("bo", number, "x")
    with pytest.raises(DeniedError, match="said by ada"):
        comments.delete("bo", number)
    remark = comments.edit("ada", number, "First").remarks[0]
    assert (remark.text, remark.time, remark.edited) == ("First", 1000, 1005)
    gone = comments.delete("ada", number).remarks[0]
    assert (gone.text, gone.is_deleted) == ("", True)
    with pytest.raises(NotFoundError):
        comments.edit("ada", number, "again")


def test_an_owner_takes_anybodys_words_back(comments: Comments) -> None:
    number = comments.begin("ada", APP, "", "@bo look").remarks[0].number
    assert comments.delete("eve", number, anybody=True).remarks[0].is_deleted
    assert comments.mentions("bo") == ()


def test_comments_go_with_an_element_that_gets_another_name(comments: Comments) -> None:
    comments.begin("ada", APP, "broker", "One")
    comments.begin("ada", "other.yaml", "broker", "Two")
    comments.follow(APP, "broker", "hub")
    comments.follow(APP, "hub", "bus")
    comments.follow(APP, "bus", "hub")
    (thread,) = comments.threads(APP)
    assert (thread.element, thread.before) == ("hub", ("bus", "hub", "broker"))
    assert comments.threads("other.yaml")[0].element == "broker"


def test_who_is_named_is_told_until_they_look(comments: Comments) -> None:
    first = comments.begin("ada", APP, "broker", "@bo and @Eve, see this").remarks[0].number
    second = comments.reply("ada", 1, "@bo?").remarks[1].number
    assert [(one.remark.number, one.is_new) for one in comments.mentions("Bo")] == [
        (second, True),
        (first, True),
    ]
    comments.see("bo", first)
    comments.see("bo", 0)
    assert [one.is_new for one in comments.mentions("bo")] == [True, False]
    assert [one.is_new for one in comments.mentions("eve")] == [True]
    comments.edit("ada", second, "never mind")
    assert [one.remark.number for one in comments.mentions("bo")] == [first]


@pytest.mark.parametrize("text", ["", " \n", "x" * (LONGEST + 1), "\x00"])
def test_what_says_nothing_or_too_much_is_refused(comments: Comments, text: str) -> None:
    with pytest.raises(InvalidInputError):
        comments.begin("ada", APP, "", text)
    assert comments.threads() == ()


def test_who_says_very_much_waits(comments: Comments, clock: ManualClock) -> None:
    for _ in range(MOST_A_MINUTE):
        comments.begin("ada", APP, "", "and")
    with pytest.raises(TooManyError):
        comments.begin("ada", APP, "", "and")
    comments.begin("bo", APP, "", "stop")
    clock.advance(61)
    comments.begin("ada", APP, "", "and")


def test_there_are_none_at_first(comments: Comments) -> None:
    assert (comments.threads(), comments.mentions("ada")) == ((), ())
    comments.follow(APP, "a", "b")
    with pytest.raises(NotFoundError):
        comments.reply("ada", 1, "x")
    with pytest.raises(NotFoundError):
        comments.resolve("ada", 1, is_resolved=True)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@ada", {"ada"}),
        ("see @ada.b, @Bo.", {"ada.b", "bo"}),
        ("mail a@ada.org and //@x", set()),
        ("`@code` and ```\n@block\n``` but @me", {"me"}),
        ("(@ada)", {"ada"}),
        ("@ @- @@x", set()),
    ],
)
def test_names_behind_an_at_are_found(text: str, names: set[str]) -> None:
    assert mentioned(text) == names


@given(st.text())
def test_any_text_can_be_looked_at(text: str) -> None:
    assert all(name == name.lower() and f"@{name}" in text.lower() for name in mentioned(text))
