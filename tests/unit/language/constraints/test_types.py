from collections.abc import Callable

from stratum.core.findings import Finding

Checker = Callable[..., list[Finding]]


def test_the_type_of_a_target_has_to_fit(app: Checker) -> None:
    findings = app(
        "archive: {type: SqliteDatabase, hostedOn: cloud-1}\n"
        "second: {type: SqliteDatabase, hostedOn: cloud-1}\n"
        "page: {type: Dashboard, hostedOn: cloud-1, connectsTo: broker}\n"
        "broker: {type: NatsBroker, hostedOn: cloud-1, topics: []}\n"
    )
    assert [f.code for f in findings] == ["relation-type"]
    assert findings[0].message == "connectsTo of a Dashboard takes Database; broker is a NatsBroker"
    assert findings[0].fix == "name a Database: archive, second"


def test_subtypes_fit(app: Checker) -> None:
    findings = app(
        "archive: {type: SqliteDatabase, hostedOn: cloud-1}\n"
        "page: {type: Dashboard, hostedOn: cloud-1, connectsTo: archive}\n"
    )
    assert findings == []


def test_an_algorithm_learns_from_a_split(blocks: Checker) -> None:
    findings = blocks(("RandomForest, input: split", "RandomForest, input: scaled"))
    wrong = [f for f in findings if f.code == "relation-type"]
    assert [f.element for f in wrong] == ["risk/forest"]
    assert wrong[0].fix == "name a Split: split"


def test_a_link_is_no_host(app: Checker) -> None:
    findings = app("archive: {type: SqliteDatabase, hostedOn: first}")
    assert [f.code for f in findings] == ["relation-type"]
    assert findings[0].fix == "name a Host: edge-1, fog-1, cloud-1"
