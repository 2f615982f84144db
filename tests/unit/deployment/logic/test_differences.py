"""What differs between two specifications, in words."""

from typing import Any

import pytest

from stratum.deployment.logic.differences import differences, explain_difference
from stratum.deployment.types import Difference, Limits, Scrape
from stratum.testing.components import make_spec

MIB = 2**20


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            {"limits": Limits(memory=256 * MIB)},
            {"limits": Limits(memory=512 * MIB)},
            "limits.memory 256 MiB → 512 MiB",
        ),
        ({}, {"limits": Limits(memory=MIB)}, "limits.memory none → 1 MiB"),
        ({"host": "fog-1"}, {"host": "cloud-1"}, "host fog-1 → cloud-1"),
        ({"ports": {"http": 80}}, {"ports": {"http": 81}}, "ports.http 80 → 81"),
        ({"ports": {}}, {"ports": {"http": 81}}, "ports.http none → 81"),
        ({"depends_on": ()}, {"depends_on": ("a", "b")}, "depends_on none → a, b"),
        ({"files": {"spec.json": "1"}}, {"files": {"spec.json": "2"}}, "files.spec.json changed"),
        ({"files": {}}, {"files": {"spec.json": "2"}}, "files.spec.json added"),
        ({"files": {"spec.json": "1"}}, {"files": {}}, "files.spec.json removed"),
        ({"command": ("a", "--key", "x")}, {"command": ("a", "--key", "y")}, "command changed"),
        ({}, {}, ""),
    ],
)
def test_a_change_is_named_with_both_values(old: dict[str, Any], new: dict[str, Any], said: str) -> None:
    before, after = make_spec("a", **old), make_spec("a", **new)
    assert explain_difference(before, after) == said
    same = (before.digest(), before.settings()) == (after.digest(), after.settings())
    assert same is not bool(said)


def test_limits_and_live_files_are_taken_over_without_a_new_start() -> None:
    before = make_spec("a")
    for after in (make_spec("a", limits=Limits(2.0)), make_spec("a", live={"routes.yaml": "x"})):
        assert before.digest() == after.digest()
        assert before.settings() != after.settings()


def test_the_fourth_change_is_only_counted() -> None:
    changed = make_spec("a", host="h", address="127.0.0.1", type="Other", element="x")
    said = explain_difference(make_spec("a"), changed)
    assert said.count("→") == 3
    assert said.endswith(" and 1 more")


def test_a_new_part_shows_each_of_its_fields() -> None:
    said = explain_difference(make_spec("a"), make_spec("a", scrape=Scrape("nats", "http://x/")))
    assert "scrape.kind none → nats" in said
    assert "scrape.url none → http://x/" in said


def test_every_change_is_told_but_of_long_values_only_that_there_is_one() -> None:
    before = make_spec("a", files={"spec.json": "password: x"}, host="fog-1")
    after = make_spec("a", files={"spec.json": "password: y"}, host="cloud-1", limits=Limits(1.0, MIB))
    assert differences(before, after) == (
        Difference("files.spec.json", "", "changed"),
        Difference("host", "fog-1", "cloud-1"),
        Difference("limits.cpu", "0.0", "1.0"),
        Difference("limits.memory", "none", "1 MiB"),
    )
