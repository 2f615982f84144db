"""Types of one's own, edited: as texts that keep everything else, and wherever a type is named."""

import pytest

from stratum.core.edits import (
    AddElement,
    Connect,
    Edit,
    RemoveElement,
    RenameElement,
    RenameValue,
    SetValue,
    UnsetValue,
)
from stratum.language.edits.documents import plain
from stratum.language.edits.draft import Refused, performed
from stratum.language.edits.sources import Source, opened
from stratum.language.library import extended

OWN = """# Ours.
stratum: 1
kind: Types
name: mine
types:
  Drone:
    extends: EdgeGateway  # flies
    help: A machine that flies.
    attributes:
      range: {type: integer, minimum: 1, help: Kilometres.}
  Swarm: {extends: Drone, help: Many., contains: [Drone], substitutes: [Drone]}
"""
MORE = """stratum: 1
kind: Types
name: more
types:
  Hangar: {extends: EdgeGateway, help: Keeps., relations: {keeps: {to: {Drone: {minimum: 1}}}}}
"""
SITE = """stratum: 1
kind: Infrastructure
name: site
hosts:
  one: {type: Drone, cpu: 1, memory: 1 GiB, disk: 1 GB, range: 3}
"""


def done(*edits: Edit) -> dict[str, str]:
    """The texts after edits."""
    metamodel = extended({"own.yaml": OWN, "more.yaml": MORE}).metamodel
    sources: dict[str, Source] = {
        file: plain(file, text) for file, text in (("own.yaml", OWN), ("more.yaml", MORE))
    }
    sources["site.yaml"] = opened("site.yaml", SITE, metamodel)
    after = performed(sources, metamodel, edits)
    assert not isinstance(after, Refused), after.findings
    return {file: source.text for file, source in after.items()}


def test_values_of_a_type_are_set_and_removed_in_place() -> None:
    text = done(SetValue("own.yaml", "Drone", "attributes.range.maximum", "20"))["own.yaml"]
    assert text == OWN.replace("help: Kilometres.}", "help: Kilometres., maximum: 20}")
    text = done(UnsetValue("own.yaml", "Drone", "attributes.range"))["own.yaml"]
    assert text == OWN.replace(
        "    attributes:\n      range: {type: integer, minimum: 1, help: Kilometres.}\n", ""
    )
    text = done(RenameValue("own.yaml", "Drone", "attributes.range", "reach"))["own.yaml"]
    assert text == OWN.replace("range:", "reach:")
    assert "description: Machines" in done(SetValue("own.yaml", "", "description", "Machines"))["own.yaml"]


def test_types_are_added_and_removed() -> None:
    text = done(AddElement("own.yaml", "types", "Crane", "{extends: FogServer, help: Lifts.}"))["own.yaml"]
    assert extended({"own.yaml": text}).findings == ()
    assert text == f"{OWN}  Crane:\n    extends: FogServer\n    help: Lifts.\n"
    text = done(SetValue("own.yaml", "Drone", "relations.follows", "{to: [Drone]}"))["own.yaml"]
    assert text == OWN.replace("  Swarm", "    relations:\n      follows: {to: [Drone]}\n  Swarm")
    empty = "stratum: 1\nkind: Types\nname: new\n\ntypes: {}\n"
    sources = performed(
        {"new.yaml": plain("new.yaml", empty)},
        extended({}).metamodel,
        [AddElement("new.yaml", "types", "Crane", "{extends: FogServer, help: Lifts.}")],
    )
    assert not isinstance(sources, Refused)
    assert extended({"new.yaml": sources["new.yaml"].text}).metamodel.type("Crane").parent == "FogServer"
    assert "Swarm" not in done(RemoveElement("own.yaml", "Swarm"))["own.yaml"]


def test_a_type_is_renamed_wherever_it_is_named() -> None:
    texts = done(RenameElement("own.yaml", "Drone", "Copter"))
    for file, before in (("own.yaml", OWN), ("more.yaml", MORE), ("site.yaml", SITE)):
        assert texts[file] == before.replace("Drone", "Copter")
    assert extended({file: texts[file] for file in ("own.yaml", "more.yaml")}).findings == ()


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (SetValue("own.yaml", "Dron", "help", "x"), "has no type Dron"),
        (SetValue("own.yaml", "Drone", "help", "{"), "is not a value"),
        (AddElement("own.yaml", "types", "Drone", "{}"), "already a type"),
        (AddElement("own.yaml", "types", "Crane", "[]"), "no mapping"),
        (AddElement("own.yaml", "hosts", "crane", "{}"), "know no AddElement"),
        (RenameElement("own.yaml", "Drone", "Swarm"), "already a type"),
        (Connect("own.yaml", "Drone", "to", "Swarm"), "know no Connect"),
    ],
)
def test_what_types_do_not_have_is_refused(edit: Edit, why: str) -> None:
    metamodel = extended({"own.yaml": OWN}).metamodel
    after = performed({"own.yaml": plain("own.yaml", OWN)}, metamodel, [edit])
    assert isinstance(after, Refused)
    assert why in after.findings[0].message
