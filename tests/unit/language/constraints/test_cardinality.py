from collections.abc import Callable

import pytest

from stratum.core.findings import Finding

Checker = Callable[..., list[Finding]]


STORE = """\
broker: {type: NatsBroker, hostedOn: cloud-1, topics: [rows]}
archive: {type: SqliteDatabase, hostedOn: cloud-1}
"""
WRITER = "writer: {type: DatabaseWriter, hostedOn: cloud-1, consumes: rows, connectsTo: %s}\n"


def codes(findings: list[Finding]) -> list[str]:
    return [f.code for f in findings if f.code != "topic-silent"]


@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        ("[broker, archive]", []),
        ("[archive, broker]", []),
        ("broker", ["relation-missing"]),
        ("[]", ["relation-missing", "relation-missing"]),
        ("[broker, archive, archive]", ["relation-many"]),
        ("[broker, nothing]", ["reference-unknown"]),
        ("[broker, writer]", ["cycle", "relation-type"]),
    ],
)
def test_a_writer_needs_one_broker_and_one_database(app: Checker, targets: str, expected: list[str]) -> None:
    assert sorted(codes(app(STORE + WRITER % targets))) == expected


def test_too_few_are_told_with_both_numbers_and_what_fits(app: Checker) -> None:
    finding = next(f for f in app(STORE + WRITER % "broker") if f.code == "relation-missing")
    assert (finding.required, finding.available) == ("exactly 1 Database", "0")
    assert finding.fix == "add one to connectsTo, such as archive"


def test_too_many_are_told_at_the_first_that_is_too_much(app: Checker) -> None:
    more = "other: {type: SqliteDatabase, hostedOn: cloud-1}\n"
    finding = next(
        f for f in app(STORE + more + WRITER % "[broker, archive, other]") if f.code == "relation-many"
    )
    assert finding.position.column == 99
    assert finding.fix == "remove other from connectsTo"


@pytest.mark.parametrize(
    ("ends", "code"),
    [
        ("[edge-1]", "relation-missing"),
        ("[edge-1, fog-1, cloud-1]", "relation-many"),
        ("[edge-1, edge-1]", "relation-many"),
    ],
)
def test_a_link_joins_two_hosts(checked: Checker, site: str, ends: str, code: str) -> None:
    findings = checked(site=site.replace("[edge-1, fog-1]", ends))
    assert codes(findings) == [code]
    assert findings[0].element == "site/first"


def test_a_choice_needs_a_candidate(blocks: Checker) -> None:
    findings = blocks(("inputs: [forest]", "inputs: []"))
    assert codes(findings) == ["block-unused", "relation-missing"]
    assert findings[1].fix == "add one to inputs, such as forest"


def test_without_anything_that_fits_it_has_to_be_added(app: Checker) -> None:
    findings = app("page: {type: Dashboard, hostedOn: cloud-1}")
    assert codes(findings) == ["relation-missing"]
    assert findings[0].fix == "add one to connectsTo; add a Database first"
