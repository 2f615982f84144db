"""Rules: triggers, watched elements, expressions."""

from collections.abc import Callable

import pytest

from stratum.core.findings import Finding
from stratum.language.constraints.expressions import LONGEST, faults

Checker = Callable[..., list[Finding]]
HEAD = "stratum: 1\nkind: Rules\nname: mine\nrules:\n  one: "
APP = """\
stratum: 1
kind: Application
name: app
infrastructure: site.yaml
components:
  broker: {type: NatsBroker, hostedOn: cloud-1, topics: [rows, answers]}
  scorer: {type: ModelService, hostedOn: edge-1, model: risk}
"""


def watching(subject: str) -> str:
    return f"{HEAD}{{watch: {{metric: m, subject: {subject}, above: 1}}, do: {{action: retrain}}}}\n"


@pytest.mark.parametrize(
    "subject", ["machine", "edge-1", "scorer", "scorer-1", "scorer-12", "scorer-activator", "scorer-monitor"]
)
def test_components_replicas_and_hosts_can_be_watched(
    checked: Checker, site: str, pipeline: str, subject: str
) -> None:
    assert "reference-unknown" not in [
        f.code for f in checked(rules=watching(subject), app=APP, site=site, pipeline=pipeline)
    ]


@pytest.mark.parametrize(
    ("subject", "near"), [("scorre", "scorer"), ("edge-2", "edge-1"), ("scorer-x", "scorer")]
)
def test_what_nobody_has_cannot(checked: Checker, site: str, pipeline: str, subject: str, near: str) -> None:
    found = checked(rules=watching(subject), app=APP, site=site, pipeline=pipeline)
    (finding,) = [f for f in found if f.position.file == "rules.yaml"]
    assert (finding.code, finding.fix) == ("reference-unknown", f"did you mean {near}?")


def test_nothing_is_told_of_watched_elements_while_a_document_cannot_be_read(checked: Checker) -> None:
    found = checked(rules=watching("anything"), site="stratum: 1\nkind: Infrastructure\nhosts: [")
    assert [f.code for f in found if f.position.file == "rules.yaml"] == []


@pytest.mark.parametrize(
    "text",
    [
        "event.type == 'a.b'",
        "event.data.list.exists(i, i > 1) && event.data.list.map(j, j + 1).size() > 0",
        "type(event.data.n) == int || has(event.data.x)",
        "event.data.event.nothing == \"event.nothing\" && 'evnt' != event.subject",
        "timestamp(event.data.at).getHours() > 3 ? true : false",
        "event\n .data.n > 3",
    ],
)
def test_expressions_without_faults(text: str) -> None:
    assert list(faults(text)) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("evnt.type == 'a'", "unknown variable evnt at character 1"),
        ("event.typ == 'a'", "unknown field of event typ at character 7"),
        ("true && upper(event.type) == 'A'", "unknown function upper at character 9"),
        ("event.type ==", "cannot be read at character 14: it ends too early"),
        ("event.type == 'a'\n && foo", "unknown variable foo at character 5 of line 2"),
        ("'a' == 'evnt' && evnt", "unknown variable evnt at character 18"),
        ("(" * 300, "cannot be read"),
        ("", "cannot be read"),
        ("-" * (LONGEST + 1), f"has {LONGEST + 1} characters"),
    ],
)
def test_faults_name_their_place(text: str, said: str) -> None:
    ((message, fix),) = faults(text)
    assert said in message
    assert fix
