"""What changed, in words."""

import pytest

from stratum.language.library import library
from stratum.language.merging.words import TITLE, changes, title, words

SITE = """\
stratum: 1
kind: Infrastructure
name: site
hosts:
  edge-jfk: {type: EdgeGateway, cpu: 2, memory: 1 GiB}
  fog-1:
    type: FogServer
    id: h-2
    cpu: 4
    memory: 4 GiB
    contains:
      system: {type: Ubuntu, version: "22.04"}
"""
APP = """\
stratum: 1
kind: Application
name: app
infrastructure: site.yaml
components:
  db: {type: SqliteDatabase, hostedOn: edge-jfk, requires: {memory: 256 MB}}
  rows: {type: NatsBroker, topics: [a]}
  writer: {type: DatabaseWriter, connectsTo: [{to: rows, maxLatency: 30 ms}, db], consumes: [a]}
"""
BASE = {"site.yaml": SITE, "app.yaml": APP}

CHANGES = [
    ("256 MB", "512 MB", "raised requires.memory of db from 256 MB to 512 MB"),
    ("256 MB", "512 MiB", "raised requires.memory of db from 256 MB to 512 MiB"),
    ("30 ms", "0.1 s", "raised maxLatency of connectsTo rows of writer from 30 ms to 100 ms"),
    ("cpu: 4", "cpu: 2", "lowered cpu of fog-1 from 4 to 2"),
    ("22.04", "24.04", "changed version of system from 22.04 to 24.04"),
    ("topics: [a]", "topics: [a, b]", "changed topics of rows from [a] to [a, b]"),
    (", requires: {memory: 256 MB}", "", "removed requires.memory of db"),
    ("consumes: [a]", "consumes: [a], batch: 5", "set batch of writer to 5"),
    ("hostedOn: edge-jfk", "hostedOn: fog-1", "moved db from edge-jfk to fog-1"),
    (" hostedOn: edge-jfk,", "", "took db off edge-jfk"),
    ("type: NatsBroker,", "type: NatsBroker, hostedOn: fog-1,", "placed rows on fog-1"),
    (", db]", "]", "disconnected writer from db"),
    ("30 ms", "10 ms", "lowered maxLatency of connectsTo rows of writer from 30 ms to 10 ms"),
    ("  fog-1:", "  mist:", "renamed fog-1 to mist"),
    ("    id: h-2\n", "    id: h-2\n    description: x\n", "set description of fog-1 to x"),
    ("name: site", "name: place", "changed name of the document from site to place"),
    ("components:\n", "components:\n  all: {type: SqliteDatabase}\n", "added all (SqliteDatabase)"),
    ("type: EdgeGateway", "type: FogServer", "changed type of edge-jfk from EdgeGateway to FogServer"),
    ("stratum: 1\nkind: App", "# note\nstratum: 1\nkind: App", None),
]


@pytest.mark.parametrize(("old", "new", "said"), CHANGES)
def test_a_change_in_words(old: str, new: str, said: str | None) -> None:
    after = {file: text.replace(old, new) for file, text in BASE.items()}
    assert after != BASE
    assert words(BASE, after, library()) == ((said,) if said else ())


def test_elements_that_come_and_go_are_told_with_their_type_and_without_their_parts() -> None:
    without = {**BASE, "site.yaml": SITE[: SITE.index("  fog-1")]}
    assert words(BASE, without, library()) == ("removed fog-1 (FogServer)",)
    assert words(without, BASE, library()) == ("added fog-1 (FogServer)",)
    bare = {**BASE, "site.yaml": SITE[: SITE.index("    contains")]}
    assert words(bare, BASE, library()) == ("added system (Ubuntu) to fog-1",)


def test_a_part_and_the_order_move() -> None:
    part = '    contains:\n      system: {type: Ubuntu, version: "22.04"}\n'
    inside = 'memory: 1 GiB, contains: {system: {type: Ubuntu, version: "22.04"}}'
    moved = {**BASE, "site.yaml": SITE.replace(part, "").replace("memory: 1 GiB", inside)}
    assert words(BASE, moved, library()) == ("moved system from fog-1 to edge-jfk",)
    lines = APP.splitlines(keepends=True)
    turned = {**BASE, "app.yaml": "".join([*lines[:5], lines[6], lines[5], *lines[7:]])}
    assert words(BASE, turned, library()) == ("changed the order of components",)


def test_files_are_told_by_their_names() -> None:
    assert words({"site.yaml": SITE}, BASE, library()) == ("added Application app in app.yaml",)
    assert words(BASE, {"site.yaml": SITE}, library()) == ("removed Application app in app.yaml",)
    renamed = {"site.yaml": SITE, "flights.yaml": APP.replace("256 MB", "512 MB")}
    told = words(BASE, renamed, library())
    assert told == ("renamed app.yaml to flights.yaml", "raised requires.memory of db from 256 MB to 512 MB")
    assert words(BASE, {**BASE, "site.yaml": "stratum: ["}, library()) == ("changed site.yaml",)


def test_a_title_is_one_line_and_counts_what_does_not_fit() -> None:
    assert title(()) == "changed how it is written"
    assert title(["removed a (B)", "added c (D)"]) == "removed a (B); added c (D)"
    many = [f"raised memory of scorer-{number} from 256 MB to 512 MB" for number in range(4)]
    assert title(many) == "raised memory of scorer-0 from 256 MB to 512 MB and 3 more"
    long = title(["x" * 100, "y"])
    assert len(long) == TITLE
    assert long.endswith("… and 1 more")


def test_each_change_tells_where_it_is() -> None:
    after = APP.replace(
        "connectsTo: [{to: rows, maxLatency: 30 ms}, db]", "connectsTo: {to: rows, maxLatency: 9 ms}"
    )
    after = (
        after.replace("  db: {", "  store: {id: db, ").replace("hostedOn: edge-jfk, ", "")
        + "  page: {type: Dashboard}\n"
    )
    state = {**BASE, "app.yaml": after, "more.yaml": SITE.replace("site\n", "more\n")}
    told = changes(BASE, state, library())
    found = {(one.what, one.file, one.element, one.was, one.relation, one.target) for one in told}
    assert {
        ("added", "app.yaml", "page", "", "", ""),
        ("changed", "app.yaml", "store", "db", "", ""),
        ("removed", "app.yaml", "writer", "", "connectsTo", "db"),
        ("changed", "app.yaml", "writer", "", "connectsTo", "rows"),
    } <= found
    assert {one.file for one in told if not one.element} == {"more.yaml"}
    assert tuple(one.text for one in told) == words(BASE, state, library())
