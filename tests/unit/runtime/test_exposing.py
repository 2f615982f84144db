"""A version becomes a service of an application."""

from pathlib import Path

import pytest

from stratum.core.bundles import ModelProfile
from stratum.core.errors import InvalidInputError, NotFoundError, PermanentError
from stratum.language.tree import DocumentKind
from stratum.runtime.exposing import expose, exposure, exposure_view, memory
from stratum.runtime.modelling import load
from stratum.runtime.views import Wish
from stratum.runtime.wiring import Parts
from stratum.testing.catalogue import write_catalogue


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    return write_catalogue(tmp_path)


def test_it_is_tried_without_writing(parts: Parts) -> None:
    before = parts.workspace.documents()
    found = exposure(parts, "late@2", Wish())
    assert (found.application, found.service, found.host) == ("shop", "late", "fog-1")
    assert [f for f in found.findings if f.severity.value == "error"] == []
    assert parts.workspace.documents() == before


def test_it_is_added_as_a_commit(parts: Parts) -> None:
    _, commit = expose(parts, "late@2", Wish(service="scorer", host="fog-1"))
    assert commit is not None
    assert "scorer" in commit.title
    assert not parts.workspace.revision().dirty
    element = load(parts).document(DocumentKind.APPLICATION, "shop").element("scorer")
    assert element is not None
    assert element.attributes["model"] == "late@2"


def test_an_application_is_made_where_there_is_none(parts: Parts) -> None:
    found, commit = expose(parts, "late@1", Wish(application="new-shop"))
    assert commit is not None
    assert found.host == "fog-1"
    text = parts.workspace.documents()["new-shop.yaml"]
    assert "infrastructure: site.yaml" in text
    assert "model: late@1" in text


def test_a_host_without_room_is_found(parts: Parts) -> None:
    found = exposure(parts, "late@2", Wish(host="gate"))
    assert any(f.element.endswith("late") and f.severity.value == "error" for f in found.findings)


def test_the_next_service_gets_another_name(parts: Parts) -> None:
    expose(parts, "late@1", Wish())
    assert exposure(parts, "late@2", Wish()).service == "late-2"
    with pytest.raises(InvalidInputError, match="has an element 'late'"):
        exposure(parts, "late@2", Wish(service="late"))


def test_it_is_told_where_the_version_is_exposed_already(parts: Parts) -> None:
    assert exposure_view(parts, "late@1", Wish())["exposed"] == []
    expose(parts, "late@1", Wish())
    assert exposure_view(parts, "late@1", Wish())["exposed"] == [
        {"application": "shop", "service": "late", "runs": False, "named": True}
    ]
    assert exposure_view(parts, "late@2", Wish())["exposed"] == []


@pytest.mark.parametrize("name", ["x: y", "../x", "A", "a\nb", "{", "x" * 64])
def test_a_name_cannot_say_more_than_a_name(parts: Parts, name: str) -> None:
    for wish in (Wish(service=name), Wish(application=name)):
        with pytest.raises(InvalidInputError, match="no name"):
            exposure(parts, "late@1", wish)


def test_a_host_that_is_not_there_is_refused(parts: Parts) -> None:
    with pytest.raises(NotFoundError, match="no host 'fog-9'"):
        exposure(parts, "late@1", Wish(host="fog-9"))
    with pytest.raises(NotFoundError, match="no version '7'"):
        exposure(parts, "late@7", Wish())


def test_what_is_illegal_is_told_and_not_done(parts: Parts) -> None:
    (parts.workspace.root / "new.yaml").write_text("stratum: 1\nkind: Rules\nname: taken\n")
    found = exposure(parts, "late@1", Wish(application="new"))
    assert not found.is_legal
    with pytest.raises(PermanentError, match="cannot be added"):
        expose(parts, "late@1", Wish(application="new"))


def test_the_view_tells_what_there_is_to_choose_from(parts: Parts) -> None:
    told = exposure_view(parts, "late@1", Wish())
    assert told["applications"] == ["shop"]
    assert told["infrastructures"] == {"site.yaml": ("fog-1", "gate")}
    assert told["legal"] is True


@pytest.mark.parametrize(("needed", "asked"), [(10, 128), (100, 192), (300, 448)])
def test_memory_follows_from_what_was_measured(needed: int, asked: int) -> None:
    profile = ModelProfile(needed << 20, 1.0, (), 1.0, 10)
    assert memory({"": profile}) == asked << 20


def test_memory_of_what_was_not_measured() -> None:
    assert memory({}) == 256 << 20
