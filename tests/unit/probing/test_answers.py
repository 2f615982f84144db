"""Answers at the door: their form and their size; what goes out, and what comes back."""

import contextlib
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratum.core.errors import InvalidInputError
from stratum.core.events import Event
from stratum.probing.logic.answers import MOST, read_answer, read_shell_answer
from stratum.probing.logic.asking import LIMIT, commands, python_script, shell_script
from stratum.probing.logic.catalogue import ACCELERATORS, FACTS, FILES, KERNEL, SOFTWARE
from stratum.probing.logic.facts import facts
from stratum.probing.logic.records import PROBED, event_data, latest, source
from stratum.probing.logic.scoring import COMPUTE, scores
from stratum.probing.types import Answer, HostFacts, Probed, Scores
from stratum.testing.recorded_hosts import PC

WHOLE = {"schema": "stratum.probe/1", "files": {}, "paths": [], "outputs": {}, "timings": {}}


def test_a_whole_answer_is_read() -> None:
    told = {**WHOLE, "files": {"/a": "b"}, "paths": ["/c"], "outputs": {"d": "e"}, "timings": {"f": 2}}
    assert read_answer(json.dumps(told).encode()) == Answer({"/a": "b"}, ("/c",), {"d": "e"}, {"f": 2.0})


@pytest.mark.parametrize(
    "changed",
    [
        {"schema": "stratum.probe/2"},
        {"files": {"/a": "b" * (LIMIT + 1)}},
        {"files": {f"/{i}": "" for i in range(101)}},
        {"outputs": {"a": 1}},
        {"timings": {"modular": -1}},
        {"timings": {"modular": 1e300}},
        {"paths": "none"},
    ],
)
def test_another_answer_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(InvalidInputError, match="cannot be read"):
        read_answer(json.dumps({**WHOLE, **changed}).encode())


@pytest.mark.parametrize("content", [b"", b"\xff", b"[]", b"Welcome to edge-1!\n{}"])
def test_what_is_no_answer_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidInputError):
        read_answer(content)
    with pytest.raises(InvalidInputError):
        read_shell_answer(content)


def test_an_answer_without_end_is_refused_before_it_is_read() -> None:
    with pytest.raises(InvalidInputError, match=str(MOST)):
        read_answer(b" " * (MOST + 1))


@given(st.binary(max_size=300))
def test_no_answer_breaks_the_reader(content: bytes) -> None:
    for reader in (read_answer, read_shell_answer):
        with contextlib.suppress(InvalidInputError):
            facts(reader(content))


@given(st.dictionaries(st.sampled_from([*FILES, "x"]), st.text(max_size=200)))
def test_no_text_breaks_the_facts(files: dict[str, str]) -> None:
    outputs = dict.fromkeys(commands(), "".join(files.values()))
    found = facts(Answer(files, (), outputs))
    assert found.cores >= 0
    assert found.memory >= 0


def test_both_scripts_ask_the_same() -> None:
    for script in (python_script(""), shell_script()):
        asked = [*FILES, *KERNEL, *ACCELERATORS, *FACTS, *(s.name for s in SOFTWARE)]
        assert [name for name in asked if name not in script] == []


def test_each_fact_has_a_name_of_its_own() -> None:
    assert len(commands()) == len(FACTS) + len(SOFTWARE)
    assert not KERNEL.keys() & ACCELERATORS.keys()


def test_twice_as_quick_is_a_score_of_two() -> None:
    quick = {name: seconds / 2 for name, seconds in COMPUTE.items()}
    assert scores({**quick, "copied": 20e9}) == Scores(compute=2.0, memory=2.0)


def test_a_score_needs_all_of_its_loops() -> None:
    assert scores({"modular": 4.8e-3, "sorting": 0.0, "summing": 1.0}) == Scores()


@given(st.floats(0.01, 100), st.floats(0.01, 100))
def test_scores_of_two_hosts_have_the_ratio_of_their_speeds(first: float, second: float) -> None:
    one, two = (scores({n: s / speed for n, s in COMPUTE.items()}).compute for speed in (first, second))
    assert math.isclose(one / two, first / second, rel_tol=0.02)


def probed(host: str, time: float, cores: float = 2.0) -> Probed:
    return Probed(host, "ssh", "10.0.0.7", time, HostFacts(cores=cores, arch="arm64"))


def event(found: Probed) -> Event:
    data = json.loads(json.dumps(event_data(found)))
    return Event(str(found.time), source("site"), PROBED, found.host, found.time, data)


def test_what_is_recorded_is_read_again() -> None:
    whole = Probed("edge-1", "local", "", 7.0, facts(PC))
    assert latest([event(whole)]) == {"edge-1": whole}
    assert event_data(whole)["reason"] == "looked at edge-1 over local: 1.5 cores, x86_64"


def test_the_newest_of_each_host_counts() -> None:
    found = [probed("a", 3.0, 8.0), probed("b", 2.0), probed("a", 1.0)]
    assert latest(map(event, found)) == {"a": found[0], "b": found[1]}


def test_what_is_forgotten_no_longer_counts() -> None:
    gone = Probed("a", "", "", 2.0, HostFacts())
    assert latest([event(gone), event(probed("a", 1.0))]) == {}
    assert event_data(gone)["reason"] == "what was found of a no longer counts"


def test_a_record_that_cannot_be_read_is_left_out() -> None:
    broken = Event("9", source("site"), PROBED, "a", 9.0, {"facts": {"cores": "two"}})
    older = probed("a", 1.0)
    assert latest([broken, event(older)]) == {"a": older}
