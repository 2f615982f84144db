"""Merges of models: what joins alone, what is asked, and what comes of each answer."""

import itertools
from collections.abc import Mapping

import pytest

from stratum.core.findings import Severity
from stratum.language.library import extended, library
from stratum.language.merging.merge import Conflict, Merged, Side, merge
from stratum.language.merging.reading import joint_errors

SITE = """\
stratum: 1
kind: Infrastructure
name: site
hosts:
  edge: {type: EdgeGateway, cpu: 2, memory: 1 GiB}   # at the gate
  fog:
    type: FogServer
    id: h-2
    cpu: 4
    memory: 4 GiB
    contains:
      system: {type: Ubuntu, version: "22.04"}
  spare:
    type: FogServer
    cpu: 4
    memory: 4 GiB
  cloud: {type: CloudMachine, cpu: 8, memory: 16 GiB}
links:
  up: {between: [edge, fog], latency: 5 ms}
  out: {between: [fog, cloud], latency: 20 ms}
"""
APP = """\
stratum: 1
kind: Application
name: app
infrastructure: site.yaml
components:
  db:
    type: SqliteDatabase
    requires: {memory: 64 MiB, cpu: 0.5}
  # shown in the hall
  page:
    type: Dashboard
    connectsTo: db
    port: 9000

  old:
    type: Dashboard
    connectsTo: db
    port: 9100
"""
BASE = {"site.yaml": SITE, "app.yaml": APP}


def state(*changes: tuple[str, str]) -> dict[str, str]:
    """The files after replacements, each of which must be possible."""
    found = dict(BASE)
    for old, new in changes:
        file = next(file for file, text in found.items() if old in text)
        found[file] = found[file].replace(old, new)
    return found


def merged(ours: Mapping[str, str], theirs: Mapping[str, str], **chosen: Side) -> Merged:
    return merge(BASE, ours, theirs, library(), chosen)


def only(done: Merged) -> Conflict:
    assert [c.id for c in done.conflicts] == [done.conflicts[0].id]
    return done.conflicts[0]


def settled(ours: Mapping[str, str], theirs: Mapping[str, str], side: Side) -> Merged:
    """The merge after its only conflict was settled."""
    key = only(merged(ours, theirs)).id
    done = merge(BASE, ours, theirs, library(), {key: side})
    assert not done.conflicts
    return done


JOINS = [
    pytest.param(("cpu: 0.5", "cpu: 1"), ("64 MiB", "96 MiB"), id="two-attributes-of-one-group"),
    pytest.param(
        ("port: 9000", "port: 9001"),
        ("connectsTo: db\n    port: 9000", "title: Hall\n    connectsTo: db\n    port: 9000"),
        id="lines-beside-each-other",
    ),
    pytest.param(
        ("    port: 9000\n", "    port: 9000\n    requires: {cpu: 1}\n"),
        ("    port: 9000\n", "    port: 9000\n    title: Hall\n"),
        id="two-new-attributes-in-one-place",
    ),
    pytest.param(
        ("  old:", "  one: {type: SqliteDatabase}\n  old:"),
        ("  old:", "  two: {type: SqliteDatabase}\n  old:"),
        id="two-new-elements-in-one-place",
    ),
    pytest.param(("port: 9100", "port: 9101"), ("port: 9100", "port: 9101"), id="the-same-twice"),
    pytest.param(
        (
            "connectsTo: db\n    port: 9000",
            "connectsTo: [db, more]\n    port: 9000\n  more: {type: SqliteDatabase}",
        ),
        ("connectsTo: db\n    port: 9000", "connectsTo: {to: db, maxLatency: 1 s}\n    port: 9000"),
        id="a-relation-and-the-attributes-of-another",
    ),
    pytest.param(("  edge:", "  gate:"), ("latency: 20 ms", "latency: 30 ms"), id="elsewhere"),
]


@pytest.mark.parametrize(("ours", "theirs"), JOINS)
def test_what_does_not_meet_joins_alone(ours: tuple[str, str], theirs: tuple[str, str]) -> None:
    sides = [state(ours), state(theirs)]
    if ours[0] == "  edge:":
        sides[0] = state(ours, ("[edge, fog]", "[gate, fog]"))
    for one, other in itertools.permutations(sides):
        done = merged(one, other)
        assert not done.conflicts
        assert not joint_errors(done.texts, (one, other), library())
        again = merge(BASE, done.texts, other, library())
        assert again.texts == done.texts, "all of theirs is in it"


def test_comments_of_both_sides_stay() -> None:
    ours = state(("port: 9000", "port: 9001   # moved"), ("# shown in the hall", "# shown in the yard"))
    theirs = state((
        "    connectsTo: db\n    port: 9000",
        "    title: Hall   # new\n    connectsTo: db\n    port: 9000",
    ))
    done = merged(ours, theirs)
    assert not done.findings
    text = done.texts["app.yaml"]
    assert all(note in text for note in ("# moved", "# shown in the yard", "# new"))
    assert "# shown in the hall" not in text


def test_a_comment_that_has_no_place_is_told() -> None:
    ours = state(("requires: {memory: 64 MiB, cpu: 0.5}", "requires: {memory: 96 MiB, cpu: 0.5}   # mine"))
    theirs = state(("requires: {memory: 64 MiB, cpu: 0.5}", "requires: {memory: 64 MiB, cpu: 1}   # theirs"))
    done = merged(ours, theirs)
    assert not done.conflicts
    assert "requires: {memory: 96 MiB, cpu: 1}   # mine" in done.texts["app.yaml"]
    (told,) = done.findings
    assert (told.code, told.severity) == ("merge-comments", Severity.NOTE)
    assert "# theirs" in told.message


ASKED = [
    pytest.param(
        ("64 MiB", "96 MiB"),
        ("64 MiB", "128 MiB"),
        "app.yaml#db:requires.memory",
        ("64 MiB", "96 MiB", "128 MiB"),
        id="a-value",
    ),
    pytest.param(
        ("memory: 64 MiB, ", ""),
        ("64 MiB", "128 MiB"),
        "app.yaml#db:requires.memory",
        ("64 MiB", "", "128 MiB"),
        id="a-value-that-is-gone",
    ),
    pytest.param(
        ("name: app", "name: one"),
        ("name: app", "name: two"),
        "app.yaml#:name",
        ("app", "one", "two"),
        id="the-name-of-the-document",
    ),
    pytest.param(
        ("type: SqliteDatabase\n", "type: SqliteDatabase\n    hostedOn: fog\n"),
        ("type: SqliteDatabase\n", "type: SqliteDatabase\n    hostedOn: edge\n"),
        "app.yaml#db:hostedOn",
        ("", "fog", "edge"),
        id="two-hosts",
    ),
    pytest.param(
        ("[fog, cloud]", "[fog, edge]"),
        ("[fog, cloud]", "[fog, spare]"),
        "site.yaml#out:between",
        ("[fog, cloud]", "[fog, edge]", "[fog, spare]"),
        id="the-ends-of-a-link",
    ),
]


@pytest.mark.parametrize(("ours", "theirs", "key", "values"), ASKED)
def test_what_both_changed_is_asked(
    ours: tuple[str, str], theirs: tuple[str, str], key: str, values: tuple[str, str, str]
) -> None:
    found = only(merged(state(ours), state(theirs)))
    assert (found.id, (found.base, found.ours, found.theirs)) == (key, values)
    assert settled(state(ours), state(theirs), Side.OURS).texts == state(ours)
    assert settled(state(ours), state(theirs), Side.THEIRS).texts == state(theirs)


GONE = ("  old:\n    type: Dashboard\n    connectsTo: db\n    port: 9100\n", "")
SYSTEM = ('    contains:\n      system: {type: Ubuntu, version: "22.04"}\n', "")
FOG = (SITE[SITE.index("  fog:") : SITE.index("  spare:")], "")
LOST = [
    pytest.param([GONE], [("9100", "9101")], "app.yaml#old:element", id="changed"),
    pytest.param(
        [GONE],
        [("  old:\n    type: Dashboard\n", "  old:\n    type: Dashboard\n    id: x\n")],
        "app.yaml#old:element",
        id="given-an-identity",
    ),
    pytest.param(
        [
            FOG,
            (
                "  up: {between: [edge, fog], latency: 5 ms}\n"
                "  out: {between: [fog, cloud], latency: 20 ms}\n",
                "  up: {between: [edge, cloud], latency: 5 ms}\n",
            ),
        ],
        [("22.04", "24.04")],
        "site.yaml#h-2:element",
        id="a-part-changed",
    ),
    pytest.param([SYSTEM], [("22.04", "24.04")], "site.yaml#system:element", id="the-part-alone"),
    pytest.param(
        [("  spare:\n    type: FogServer\n    cpu: 4\n    memory: 4 GiB\n", "")],
        [
            (
                "    memory: 4 GiB\n  cloud",
                '    memory: 4 GiB\n    contains:\n      other: {type: Ubuntu, version: "24.04"}\n  cloud',
            )
        ],
        "site.yaml#spare:element",
        id="a-part-added",
    ),
    pytest.param(
        [("  cloud: {type: CloudMachine, cpu: 8, memory: 16 GiB}\n", ""), ("[fog, cloud]", "[fog, spare]")],
        [("    port: 9100", "    port: 9100\n    hostedOn: cloud")],
        "site.yaml#cloud:element",
        id="named-in-another-document",
    ),
    pytest.param(
        [GONE],
        [("components:\n", "groups:\n  all: {members: [page, old]}\ncomponents:\n")],
        "app.yaml#old:element",
        id="named-in-the-same-document",
    ),
]


@pytest.mark.parametrize(("gone", "kept", "key"), LOST)
def test_what_one_side_removed_and_the_other_needs_is_asked(
    gone: list[tuple[str, str]], kept: list[tuple[str, str]], key: str
) -> None:
    without, needed = state(*gone), state(*kept)
    found = only(merged(without, needed))
    assert found.id == key
    assert not found.ours
    assert found.theirs
    back = only(merged(needed, without))
    assert (back.id, back.theirs) == (key, "")
    name = found.element
    assert f"  {name}:" not in "".join(settled(without, needed, Side.OURS).texts.values())
    assert f"  {name}:" in "".join(settled(without, needed, Side.THEIRS).texts.values())
    assert settled(needed, without, Side.OURS).texts == settled(without, needed, Side.THEIRS).texts


def test_what_one_side_removed_and_nobody_needs_goes() -> None:
    done = merged(state(GONE), state(("9000", "9001")))
    assert not done.conflicts
    assert done.texts == state(GONE, ("9000", "9001"))


def test_a_new_name_is_followed_by_what_the_other_side_added_elsewhere() -> None:
    ours = state(("  fog:", "  mist:"), ("[edge, fog]", "[edge, mist]"), ("[fog, cloud]", "[mist, cloud]"))
    done = merged(ours, state(("    port: 9100", "    port: 9100\n    hostedOn: fog")))
    assert not done.conflicts
    assert not done.findings
    assert "hostedOn: mist" in done.texts["app.yaml"]


def test_two_new_names_are_asked() -> None:
    ours, theirs = (
        state(
            ("  fog:", f"  {name}:"), ("[edge, fog]", f"[edge, {name}]"), ("[fog, cloud]", f"[{name}, cloud]")
        )
        for name in ("mist", "haze")
    )
    found = only(merged(ours, theirs))
    assert (found.id, found.what) == ("site.yaml#h-2:name", "name")
    assert (found.base, found.ours, found.theirs) == ("fog", "mist", "haze")
    assert settled(ours, theirs, Side.THEIRS).texts == theirs


def test_another_type_and_a_value_of_the_former_one_are_asked() -> None:
    ours = state(("  spare:\n    type: FogServer", "  spare:\n    type: EdgeGateway"))
    theirs = state(("  spare:\n    type: FogServer\n    cpu: 4", "  spare:\n    type: FogServer\n    cpu: 6"))
    found = only(merged(ours, theirs))
    assert (found.id, found.what) == ("site.yaml#spare:type", "type")
    assert settled(ours, theirs, Side.OURS).texts == ours
    assert settled(ours, theirs, Side.THEIRS).texts == theirs
    joined = merged(ours, state(("latency: 20 ms", "latency: 30 ms")))
    assert not joined.conflicts
    assert "type: EdgeGateway" in joined.texts["site.yaml"]


def test_two_elements_of_one_name_are_asked_and_one_stays() -> None:
    ours = state(("  old:", "  new: {type: SqliteDatabase, description: mine}\n  old:"))
    theirs = state(("  old:", "  new: {type: Dashboard, connectsTo: db, port: 9200}\n  old:"))
    found = only(merged(ours, theirs))
    assert (found.element, found.what, found.base) == ("new", "element", "")
    assert "mine" in settled(ours, theirs, Side.OURS).texts["app.yaml"]
    assert "9200" in settled(ours, theirs, Side.THEIRS).texts["app.yaml"]


def test_two_elements_that_come_to_one_name_are_asked_and_the_other_steps_back() -> None:
    rename = [("  fog:", "  near:"), ("[edge, fog]", "[edge, near]"), ("[fog, cloud]", "[near, cloud]")]
    ours, theirs = (
        state(*rename),
        state(("  spare:", "  near: {type: FogServer, cpu: 1, memory: 1 GiB}\n  spare:")),
    )
    found = only(merged(ours, theirs))
    assert (found.id, found.what) == ("site.yaml#near:same-name", "name")
    assert settled(ours, theirs, Side.OURS).texts == ours
    assert settled(ours, theirs, Side.THEIRS).texts == theirs


def test_two_different_moves_of_one_element_are_asked() -> None:
    part = '      system: {type: Ubuntu, version: "22.04"}\n'
    inside = f"    contains:\n{part}"
    ours = state((inside, ""), ("    memory: 4 GiB\n  cloud", f"    memory: 4 GiB\n{inside}  cloud"))
    theirs = state(
        (inside, ""),
        ("memory: 1 GiB}", 'memory: 1 GiB, contains: {system: {type: Ubuntu, version: "22.04"}}}'),
    )
    found = only(merged(ours, theirs))
    assert (found.what, found.base, found.ours, found.theirs) == ("place", "fog", "spare", "edge")
    assert settled(ours, theirs, Side.OURS).texts == ours
    assert settled(ours, theirs, Side.THEIRS).texts == theirs


def test_an_error_that_neither_side_has_is_told() -> None:
    one, other = ("    port: 9000", "    port: 9000\n    hostedOn: edge\n    requires: {memory: 600 MiB}"), (
        "    port: 9100", "    port: 9100\n    hostedOn: edge\n    requires: {memory: 600 MiB}",
    )  # fmt: skip
    sides = (state(one), state(other))
    done = merged(*sides)
    assert not done.conflicts
    (told,) = joint_errors(done.texts, sides, library())
    assert (told.code, told.severity) == ("capacity-memory", Severity.ERROR)


def test_elements_that_each_side_gave_one_identity_stay_and_it_is_told() -> None:
    sides = (state(("  spare:\n", "  spare:\n    id: x\n")), state(("cpu: 8,", "id: x, cpu: 8,")))
    done = merged(*sides)
    assert not done.conflicts
    assert done.texts["site.yaml"].count("id: x") == 2
    (told,) = joint_errors(done.texts, sides, library())
    assert (told.code, told.message) == ("name-duplicate", "id 'x' already belongs to spare")


def test_an_error_that_a_side_has_already_is_not_told_again() -> None:
    ours = state(("    port: 9000", "    port: 9000\n    hostedOn: edge\n    requires: {memory: 2 GiB}"))
    theirs = state(("port: 9100", "port: 9101"))
    done = merged(ours, theirs)
    assert joint_errors(done.texts, (theirs, BASE), library())
    assert not joint_errors(done.texts, (ours, theirs), library())


def test_a_file_that_one_side_renamed_takes_the_changes_of_the_other() -> None:
    ours = state(("infrastructure: site.yaml", "infrastructure: places.yaml"))
    ours["places.yaml"] = ours.pop("site.yaml")
    theirs = state(("latency: 20 ms", "latency: 30 ms"))
    for done in (merged(ours, theirs), merged(theirs, ours)):
        assert not done.conflicts
        assert sorted(done.texts) == ["app.yaml", "places.yaml"]
        assert "30 ms" in done.texts["places.yaml"]


def test_a_file_that_one_side_removed_and_the_other_changed_is_asked_as_a_whole() -> None:
    ours, theirs = {"site.yaml": SITE}, state(("9000", "9001"))
    found = only(merged(ours, theirs))
    assert (found.id, found.what, found.ours) == ("file:app.yaml", "file", "")
    assert settled(ours, theirs, Side.OURS).texts == ours
    assert settled(ours, theirs, Side.THEIRS).texts == theirs


def test_a_file_that_one_side_removed_and_the_other_renamed_is_asked() -> None:
    theirs = {"site.yaml": SITE, "flights.yaml": APP}
    found = only(merged({"site.yaml": SITE}, theirs))
    assert (found.id, found.why) == ("file:app.yaml", "we removed app.yaml, and they renamed it")
    assert settled({"site.yaml": SITE}, theirs, Side.OURS).texts == {"site.yaml": SITE}
    assert settled({"site.yaml": SITE}, theirs, Side.THEIRS).texts == theirs
    assert not merged({"site.yaml": SITE}, BASE).conflicts
    assert merged({"site.yaml": SITE}, BASE).texts == {"site.yaml": SITE}


def test_a_text_that_cannot_be_read_is_asked_as_a_whole_and_told_plainly() -> None:
    ours, theirs = state(("9000", "9001")), state(("connectsTo: db\n    port: 9100", "connectsTo: [db"))
    found = only(merged(ours, theirs))
    assert found.id == "file:app.yaml"
    assert "theirs cannot be read: app.yaml:" in found.why
    assert settled(ours, theirs, Side.THEIRS).texts == theirs


def test_a_document_with_what_the_types_do_not_know_is_merged_by_lines() -> None:
    ours, theirs = state(("cpu: 0.5", "cpu: 1")), state(("port: 9100", "port: 9100\n    colour: red"))
    done = merged(ours, theirs)
    assert not done.conflicts
    assert "colour: red" in done.texts["app.yaml"]
    assert "cpu: 1" in done.texts["app.yaml"]
    clash = state(("cpu: 0.5", "cpu: 2"), ("port: 9100", "port: 9100\n    colour: red"))
    assert "has no attribute colour" in only(merged(ours, clash)).why


def test_other_files_are_merged_by_lines() -> None:
    base = {"q.sql": "select a\nfrom t\nwhere x\n", "n.md": "one\n"}
    ours = {"q.sql": "select b\nfrom t\nwhere x\n", "n.md": "two\n"}
    theirs = {"q.sql": "select a\nfrom t\nwhere y\n", "n.md": "three\n", "new.md": "new\n"}
    done = merge(base, ours, theirs, library())
    assert done.texts["q.sql"] == "select b\nfrom t\nwhere y\n"
    assert done.texts["new.md"] == "new\n"
    assert only(done).id == "file:n.md"
    assert done.texts["n.md"] == "two\n"


def test_what_is_asked_does_not_depend_on_what_was_answered() -> None:
    ours, theirs = (
        state(("64 MiB", "96 MiB"), ("9000", "9001")),
        state(("64 MiB", "32 MiB"), ("9000", "9002")),
    )
    keys = [c.id for c in merged(ours, theirs).conflicts]
    assert keys == ["app.yaml#db:requires.memory", "app.yaml#page:port"]
    part = merge(BASE, ours, theirs, library(), {keys[0]: Side.THEIRS})
    assert [c.id for c in part.conflicts] == keys[1:]
    assert "32 MiB" in part.texts["app.yaml"]
    assert "9001" in part.texts["app.yaml"]


TYPES = """\
stratum: 1
kind: Types
name: nested
types:
  Box: {extends: Host, help: A box in which boxes stand., contains: {Box: {}}}
"""
BOXES = """\
stratum: 1
kind: Infrastructure
name: boxes
hosts:
  one: {type: Box, cpu: 1, memory: 1 GiB}
  two: {type: Box, cpu: 1, memory: 1 GiB}
"""


def inside(outer: str, inner: str) -> dict[str, str]:
    """The boxes, one in the other."""
    box = "{type: Box, cpu: 1, memory: 1 GiB"
    text = BOXES[: BOXES.index("  one")] + f"  {outer}: {box}, contains: {{{inner}: {box}}}}}}}\n"
    return {"types.yaml": TYPES, "boxes.yaml": text}


def test_elements_that_each_side_moved_into_the_other_are_asked() -> None:
    base, ours, theirs = (
        {"types.yaml": TYPES, "boxes.yaml": BOXES},
        inside("one", "two"),
        inside("two", "one"),
    )
    types = extended({"types.yaml": TYPES}).metamodel
    found = only(merge(base, ours, theirs, types))
    assert (found.what, "each of one and two would contain the other" in found.why) == ("place", True)
    for side, texts in ((Side.OURS, ours), (Side.THEIRS, theirs)):
        assert merge(base, ours, theirs, types, {found.id: side}).texts == texts


def test_types_are_merged_by_lines() -> None:
    base = {
        "types.yaml": TYPES
        + "  Crate: {extends: Host, help: A crate.}\n  Bin: {extends: Host, help: A bin.}\n"
    }
    ours = {"types.yaml": base["types.yaml"].replace("A box in", "One box in")}
    theirs = {"types.yaml": base["types.yaml"].replace("A bin", "One bin")}
    done = merge(base, ours, theirs, library())
    assert not done.conflicts
    assert "One box" in done.texts["types.yaml"]
    assert "One bin" in done.texts["types.yaml"]
