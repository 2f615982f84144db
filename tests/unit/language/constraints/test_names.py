from collections.abc import Callable

import pytest

from stratum.core.findings import Finding

Checker = Callable[..., list[Finding]]


@pytest.mark.parametrize("name", ["Cloud", "a_b", "-a", "1a", "a.b", "a/b", "é", "x" * 64, '""'])
def test_names_that_are_refused(checked: Checker, site: str, name: str) -> None:
    findings = checked(site=site.replace("cloud-1", name))
    assert [f.code for f in findings] == ["name-pattern"]
    assert (findings[0].position.line, findings[0].position.column) == (7, 3)


@pytest.mark.parametrize("name", ["a", "a1", "a-b-c", "x" * 63])
def test_names_that_are_taken(checked: Checker, site: str, name: str) -> None:
    assert checked(site=site.replace("cloud-1", name)) == []


def test_documents_have_names_too(checked: Checker, site: str) -> None:
    findings = checked(site=site.replace("name: site", "name: My site"))
    assert [(f.code, f.position.line, f.position.column) for f in findings] == [("name-pattern", 3, 7)]


def test_two_documents_of_a_kind_need_two_names(checked: Checker, site: str, pipeline: str) -> None:
    findings: list[Finding] = checked(north=site, south=site)
    assert [(f.code, f.position.file) for f in findings] == [("name-duplicate", "south.yaml")]
    assert "north.yaml" in findings[0].message
    assert checked(site=site, pipeline=pipeline.replace("name: risk", "name: site")) == []


def test_an_element_and_one_of_another_section_need_two_names(checked: Checker, site: str) -> None:
    findings = checked(site=site.replace("second:", "fog-1:"))
    assert [(f.code, f.position.line) for f in findings] == [("name-duplicate", 10)]
    assert findings[0].element == "site/fog-1"


def test_identities_are_told_apart_from_names_and_each_other(checked: Checker, site: str) -> None:
    findings = checked(site=site.replace("FogServer,", "FogServer, id: edge-1,"))
    assert [(f.code, f.position.column) for f in findings] == [("name-duplicate", 32)]
    assert "edge-1" in findings[0].message
