from collections.abc import Callable

import pytest

from stratum.core.findings import Finding

Checker = Callable[..., list[Finding]]


BROKER = """\
broker: {type: NatsBroker, hostedOn: cloud-1, topics: [rows, truths]}
archive: {type: SqliteDatabase, hostedOn: cloud-1}
"""
GATE = (
    "gate: {type: ReplayPublisher, hostedOn: edge-1, connectsTo: broker, pipeline: pipeline.yaml,"
    " dataset: raw, publishes: %s, outcomes: %s}\n"
)
WRITER = "writer: {type: DatabaseWriter, hostedOn: cloud-1, connectsTo: [broker, archive], consumes: %s}\n"


def told(findings: list[Finding]) -> list[tuple[str, str, str]]:
    return [(f.code, f.severity, f.element) for f in findings]


@pytest.mark.parametrize(
    ("publishes", "outcomes", "consumes", "expected"),
    [
        ("rows", "truths", "truths", []),
        ("row", "truths", "truths", [("topic-unknown", "error", "app/gate")]),
        (
            "rows",
            "truth",
            "truths",
            [("topic-unknown", "error", "app/gate"), ("topic-silent", "warning", "app/writer")],
        ),
        ("rows", "truths", "[truths, answers]", [("topic-unknown", "error", "app/writer")]),
        ("rows", "truths", "[rows, truths]", [("topic-schema", "error", "app/writer")]),
        ("rows", "rows", "truths", [("topic-silent", "warning", "app/writer")]),
    ],
)
def test_topics(
    app: Checker, publishes: str, outcomes: str, consumes: str, expected: list[tuple[str, str, str]]
) -> None:
    findings = app(BROKER + GATE % (publishes, outcomes) + WRITER % consumes)
    assert told(findings) == expected
    assert all(f.fix for f in findings)


def test_the_nearest_topic_is_suggested(app: Checker) -> None:
    findings = app(BROKER + GATE % ("rowz", "truths"))
    assert findings[0].fix == "did you mean rows? (or add it to topics of broker)"
    silent = app(BROKER + GATE % ("rows", "rows") + WRITER % "truths")[0]
    assert silent.fix == "let a component publish to truths"


@pytest.mark.parametrize(
    ("consumes", "titles"),
    [
        ("truhts", ["set consumes of writer to truths"]),
        ("[rows, truhts]", ["set consumes of writer to [rows, truths]"]),
        ("[truths, truhts]", []),
        ("zzz", ["add zzz to topics of broker"]),
    ],
)
def test_a_misspelt_topic_is_not_added_to_the_broker(app: Checker, consumes: str, titles: list[str]) -> None:
    found = next(
        f for f in app(BROKER + GATE % ("rows", "truths") + WRITER % consumes) if f.code == "topic-unknown"
    )
    assert [fix.title for fix in found.fixes] == titles


def test_each_broker_has_topics_of_its_own(app: Checker) -> None:
    other = "other: {type: NatsBroker, hostedOn: fog-1, topics: [truths]}\n"
    gate = (GATE % ("rows", "truths")).replace("connectsTo: broker", "connectsTo: other")
    findings = app(BROKER + other + gate)
    assert told(findings) == [("topic-unknown", "error", "app/gate")]
    assert "other does not keep" in findings[0].message
