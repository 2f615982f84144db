from collections.abc import Callable

import pytest

from stratum.core.findings import Finding

Checker = Callable[..., list[Finding]]


GATE = (
    "gate: {type: ReplayPublisher, hostedOn: edge-1, connectsTo: broker, pipeline: %s,"
    " dataset: %s, publishes: rows}\n"
)
BROKER = "broker: {type: NatsBroker, hostedOn: cloud-1, topics: [rows]}\n"


def told(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(f.code, f.fix) for f in findings]


def test_hosts_are_looked_up_in_the_infrastructure(app: Checker) -> None:
    findings = app("archive: {type: SqliteDatabase, hostedOn: clod-1}")
    assert told(findings) == [("reference-unknown", "did you mean cloud-1?")]
    assert "site.yaml" in findings[0].message


def test_only_elements_of_a_fitting_type_are_suggested(app: Checker) -> None:
    findings = app(
        "archive: {type: SqliteDatabase, hostedOn: cloud-1}\n"
        "page: {type: Dashboard, hostedOn: cloud-1, connectsTo: archiv}"
    )
    assert told(findings) == [("reference-unknown", "did you mean archive?")]
    findings = app("page: {type: Dashboard, hostedOn: cloud-1, connectsTo: pag}")
    assert told(findings) == [("reference-unknown", "there are no Database to choose from")]


def test_what_could_not_be_read_is_not_missed(app: Checker) -> None:
    findings = app("archive: {type: Nope}\npage: {type: Dashboard, hostedOn: cloud-1, connectsTo: archive}")
    assert [f.code for f in findings] == ["unknown-type"]


def test_hosts_of_a_broken_infrastructure_are_not_missed(app: Checker) -> None:
    findings = app("archive: {type: SqliteDatabase, hostedOn: cloud-1}", site="stratum: [")
    assert [f.code for f in findings] == ["yaml-syntax"]


@pytest.mark.parametrize(
    ("pipeline", "dataset", "code"),
    [
        ("pipeline.yaml", "raw", None),
        ("pipelin.yaml", "raw", "document-unknown"),
        ("site.yaml", "raw", "document-unknown"),
        ("pipeline.yaml", "row", "reference-unknown"),
        ("pipeline.yaml", "forest", "reference-unknown"),
    ],
)
def test_documents_and_their_blocks(app: Checker, pipeline: str, dataset: str, code: str | None) -> None:
    findings = app(BROKER + GATE % (pipeline, dataset))
    assert [f.code for f in findings] == ([code] if code else [])
    assert all(f.element == "app/gate" and f.fix for f in findings)


def test_documents_are_suggested_as_they_would_be_written(checked: Checker, site: str) -> None:
    app = "stratum: 1\nkind: Application\nname: app\ninfrastructure: %s\ncomponents: {}\n"
    assert checked(**{"apps/app": app % "../site.yaml", "site": site}) == []
    findings = checked(**{"apps/app": app % "../sit.yaml", "site": site})
    assert told(findings) == [("document-unknown", "did you mean ../site.yaml?")]
    assert findings[0].position.line == 4


@pytest.mark.parametrize(("model", "codes"), [("risk", []), ("risk@3", []), ("risc", ["model-unknown"])])
def test_models_without_a_pipeline_are_a_warning(app: Checker, model: str, codes: list[str]) -> None:
    findings = app(f"scorer: {{type: ModelService, hostedOn: cloud-1, model: {model}}}")
    assert [f.code for f in findings] == codes
    assert all(f.severity == "warning" and "risk" in f.fix for f in findings)


def test_a_foreign_file_is_told_where_a_document_names_it(checked: Checker) -> None:
    app = "stratum: 1\nkind: Application\nname: app\ninfrastructure: compose.yaml\ncomponents: {}\n"
    findings = checked(app=app, compose="services: {}\n", other="services: {}\n")
    assert [(str(f.position), f.severity, f.code) for f in findings] == [
        ("app.yaml:4:17", "error", "document-unknown"),
        ("compose.yaml:1:1", "note", "document-ignored"),
    ]
    assert "has no key stratum" in findings[0].message
    assert findings[1].fix.startswith("begin it with stratum: 1")
