import pytest

from stratum.language.suggestions import a, did_you_mean, nearest


def test_the_nearest_name_is_suggested() -> None:
    assert nearest("memroy", ["cpu", "memory", "disk"]) == "memory"
    assert did_you_mean("memroy", ["cpu", "memory"]) == "did you mean memory?"


def test_without_a_near_name_all_are_listed_in_order() -> None:
    assert nearest("xyz", ["cpu", "memory"]) == ""
    assert did_you_mean("xyz", ["memory", "cpu"], "attributes") == "attributes: cpu, memory"


def test_without_any_name_it_says_so() -> None:
    assert did_you_mean("xyz", [], "hosts to choose from") == "there are no hosts to choose from"


def test_long_lists_are_cut() -> None:
    told = did_you_mean("zzz", [f"a{n:02}" for n in range(30)])
    assert told.endswith("a11 and 18 more")
    assert told.count(",") == 11


def test_among_very_many_names_the_nearest_is_found_wherever_it_differs() -> None:
    names = [f"host-{n}" for n in range(3000)]
    assert nearest("xost-2718", names) == "host-2718"
    assert nearest("host-27x", names).startswith("host-27")
    assert nearest("qqq", names) == ""


@pytest.mark.parametrize(
    ("noun", "said"), [("Algorithm", "an Algorithm"), ("Host", "a Host"), ("user", "a user")]
)
def test_article(noun: str, said: str) -> None:
    assert a(noun) == said
