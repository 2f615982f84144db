"""Edits of whole documents."""

import pytest

from stratum.core.edits import (
    AddDocument,
    CopyDocument,
    DocumentEdit,
    Edit,
    MoveDocument,
    RemoveDocument,
    RenameElement,
    edit_from_plain,
    edit_to_plain,
)
from stratum.language.edits.draft import Draft, Refused, apply, draft
from stratum.language.library import library

SITE = "stratum: 1\nkind: Infrastructure\nname: site\nhosts: {}\n"
PLANT = """# kept
stratum: 1
kind: Application
name: plant
infrastructure: site.yaml  # here

components:
  bus: {type: NatsBroker, topics: [rows]}
"""
USER = """stratum: 1
kind: Application
name: user
infrastructure: ../site.yaml
components:
  bus: {type: MessageBroker, select: plant/bus}
"""
TEXTS = {"site.yaml": SITE, "plant.yaml": PLANT, "apps/user.yaml": USER}


@pytest.fixture(scope="module")
def state() -> Draft:
    made = draft(TEXTS, library())
    assert made.findings == ()
    return made


def after(state: Draft, *edits: Edit) -> dict[str, str]:
    done = apply(state, edits)
    assert isinstance(done, Draft), done
    return done.texts


def why(state: Draft, *edits: Edit) -> str:
    done = apply(state, edits)
    assert isinstance(done, Refused), done
    return " ".join(f"{f.code} {f.message}" for f in done.findings)


def test_a_document_is_added_as_it_is_told(state: Draft) -> None:
    text = SITE.replace("site", "other")
    assert after(state, AddDocument("more/other.yaml", text)) == {**TEXTS, "more/other.yaml": text}


@pytest.mark.parametrize(
    "file",
    ["site.yaml", "SITE.yaml", "../up.yaml", "/root.yaml", "a/../b.yaml", ".hidden/a.yaml", "a.txt",
     "a\\b.yaml", "", "a//b.yaml", "a\n.yaml", f"{'a' * 200}.yaml"],
)  # fmt: skip
def test_a_document_has_a_path_of_its_own(state: Draft, file: str) -> None:
    assert why(state, AddDocument(file, SITE)).startswith("edit-place")


def test_what_is_no_legal_document_is_not_added(state: Draft) -> None:
    assert "edit-place" in why(state, AddDocument("other.yaml", "services: {}\n"))
    assert "name-duplicate" in why(state, AddDocument("other.yaml", SITE))
    assert "unknown-type" in why(state, AddDocument("o.yaml", PLANT.replace("NatsBroker", "Nothing")))


def test_a_copy_has_another_name_and_leads_where_the_first_one_leads(state: Draft) -> None:
    copied = after(state, CopyDocument("plant.yaml", "apps/deep/second.yaml", "second"))
    changed = PLANT.replace("name: plant", "name: second").replace("site.yaml", "../../site.yaml")
    assert copied == {**TEXTS, "apps/deep/second.yaml": changed}
    assert "name-duplicate" in why(state, CopyDocument("plant.yaml", "second.yaml", "plant"))


def test_a_document_that_moves_is_followed(state: Draft) -> None:
    moved = after(state, MoveDocument("site.yaml", "sites/a.yaml"))
    assert moved == {
        "sites/a.yaml": SITE,
        "plant.yaml": PLANT.replace("site.yaml", "sites/a.yaml"),
        "apps/user.yaml": USER.replace("../site.yaml", "../sites/a.yaml"),
    }
    assert after(state, MoveDocument("apps/user.yaml", "user.yaml"))["user.yaml"] == USER.replace("../", "")
    assert after(state, MoveDocument("site.yaml", "site.yaml")) == TEXTS


def test_a_document_that_others_need_is_not_removed(state: Draft) -> None:
    assert "site.yaml" in why(state, RemoveDocument("site.yaml"))
    assert "select" in why(state, RemoveDocument("plant.yaml"))
    assert after(state, RemoveDocument("apps/user.yaml")).keys() == {"site.yaml", "plant.yaml"}
    assert after(state, *map(RemoveDocument, TEXTS)) == {}


def test_a_name_is_followed_by_those_that_use_it(state: Draft) -> None:
    renamed = after(state, RenameElement("plant.yaml", "", "works"))
    assert renamed["plant.yaml"] == PLANT.replace("name: plant", "name: works")
    assert renamed["apps/user.yaml"] == USER.replace("plant/bus", "works/bus")
    assert "name" in why(state, RenameElement("plant.yaml", "", "No <b>name</b>"))
    assert "name-duplicate" in why(state, RenameElement("plant.yaml", "", "user"))


@pytest.mark.parametrize(
    "edit",
    [RemoveDocument("code.sql"), MoveDocument("code.sql", "a.sql"), CopyDocument("code.sql", "a.sql", "a")],
)
def test_code_goes_with_the_block_that_names_it(state: Draft, edit: DocumentEdit) -> None:
    assert "edit-place" in why(state, AddDocument("code.sql", "select 1"), edit)


@pytest.mark.parametrize(
    "edit",
    [AddDocument("a.yaml", SITE), CopyDocument("a", "b", "c"), MoveDocument("a", "b"), RemoveDocument("a")],
)
def test_they_are_sent_as_all_edits_are(edit: DocumentEdit) -> None:
    assert edit_from_plain(edit_to_plain(edit)) == edit
