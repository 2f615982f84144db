"""What an export writes, takes away and may not touch."""

import pytest

from stratum.core.digests import digest_bytes
from stratum.core.errors import InvalidInputError
from stratum.deployment.logic.exports import MANIFEST, decide


def digest(text: str) -> str:
    return digest_bytes(text.encode())


def test_everything_is_written_into_an_empty_folder() -> None:
    decision = decide({"b": "2", "a": "1"}, {}, {})
    assert decision.write == {"a": "1", "b": "2"}
    assert decision.digests == {"a": digest("1"), "b": digest("2")}
    assert (decision.remove, decision.foreign) == ((), ())


def test_what_is_there_already_is_not_written_again() -> None:
    there = {"a": digest("1")}
    assert decide({"a": "1"}, there, there).write == {}


def test_an_earlier_file_is_replaced_and_one_that_is_no_part_any_more_is_removed() -> None:
    there = {"a": digest("old"), "gone": digest("x")}
    decision = decide({"a": "new"}, there, there)
    assert decision.write == {"a": "new"}
    assert decision.remove == ("gone",)
    assert decision.foreign == ()


def test_a_file_that_somebody_changed_is_foreign() -> None:
    assert decide({"a": "new"}, {"a": digest("ours")}, {"a": digest("theirs")}).foreign == ("a",)


def test_a_file_that_no_export_wrote_is_foreign_unless_it_is_the_same() -> None:
    assert decide({"a": "new"}, {}, {"a": digest("theirs")}).foreign == ("a",)
    assert decide({"a": "new"}, {}, {"a": digest("new")}).foreign == ()


def test_a_changed_file_that_is_no_part_any_more_stays() -> None:
    decision = decide({}, {"a": digest("ours")}, {"a": digest("theirs")})
    assert (decision.remove, decision.foreign) == ((), ())


def test_a_manifest_cannot_have_files_outside_removed() -> None:
    outside = {"../secret": digest("x"), "/etc/passwd": digest("x")}
    assert decide({}, outside, outside).remove == ()


@pytest.mark.parametrize("path", ["../a", "/a", "", "a/../../b", MANIFEST])
def test_no_path_leads_out_of_the_folder(path: str) -> None:
    with pytest.raises(InvalidInputError, match="inside of the folder"):
        decide({path: "1"}, {}, {})
