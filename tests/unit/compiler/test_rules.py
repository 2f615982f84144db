"""Documents of rules become rules, and findings about their actions."""

import pytest

from stratum.compiler.rules import rule_findings, rules_of, switched_off
from stratum.core.findings import Finding
from stratum.events.types import Crossing, Daily, Every, Expression, On, Parameter, Rule, Sort
from stratum.language.library import library
from stratum.language.syntax.parse import parse
from stratum.language.tree import Document

HEAD = "stratum: 1\nkind: Rules\nname: mine\n"
ACTIONS = {
    "scale": (
        Parameter("service", Sort.TEXT, "Which.", is_subject=True),
        Parameter("replicas", Sort.COUNT, "How many.", required=True),
    ),
    "emit": (Parameter("data", Sort.DATA, "What."),),
}


def document(text: str) -> Document:
    parsed = parse(HEAD + text, "rules.yaml", library())
    assert parsed.findings == ()
    assert parsed.document is not None
    return parsed.document


def rule(text: str) -> Rule:
    (found,) = rules_of(document(f"rules:\n  one: {{{text}, do: {{action: emit}}}}\n"))
    return found


def found(text: str, trigger: str = "on: {type: a.b}") -> list[Finding]:
    return list(
        rule_findings(document(f"rules:\n  one: {{{trigger}, do: {{{text}}}}}\n"), ACTIONS, ["known"])
    )


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("on: {type: a.*}", On("a.*")),
        ("on: {type: a.b, source: /x/*, subject: s}", On("a.b", "/x/*", "s")),
        ("every: 10 min", Every(600)),
        ('at: "03:07"', Daily(3 * 3600 + 7 * 60)),
        ("watch: {metric: m, subject: s, above: 0}", Crossing("m", "s", above=0)),
        (
            "watch: {metric: m, subject: s, below: 0.5, for: 1 min, labels: {version: 3}}",
            Crossing("m", "s", below=0.5, hold=60, labels={"version": "3"}),
        ),
    ],
)
def test_what_a_rule_waits_for(text: str, trigger: object) -> None:
    assert rule(text).trigger == trigger


def test_a_whole_rule() -> None:
    made = document(
        "rules:\n  one:\n    on: {type: a.b}\n    when: event.data.n > 1\n"
        "    do: {action: emit, with: {data: {a: [{cel: event.id}, 1], b: {cel: x, more: 1}}}}\n"
    )
    assert rules_of(made) == (
        Rule(
            "mine",
            "one",
            On("a.b"),
            "emit",
            "event.data.n > 1",
            {"data": {"a": [Expression("event.id"), 1], "b": {"cel": "x", "more": 1}}},
        ),
    )


def test_what_is_switched_off() -> None:
    assert switched_off([document("off: one\n"), document("off: [two, one]\n")]) == {"one", "two"}


@pytest.mark.parametrize(
    ("text", "code", "message", "fix"),
    [
        ("action: scal", "action-unknown", "unknown action 'scal'", "did you mean scale?"),
        (
            "action: scale",
            "action-parameter",
            "scale needs replicas, a whole number",
            "add with: {replicas: …}",
        ),
        (
            "action: scale, with: {replicas: 2, cpus: 3}",
            "action-parameter",
            "scale takes no cpus",
            "parameters: replicas, service",
        ),
        (
            "action: scale, with: {replicas: 1.5}",
            "action-parameter",
            "scale: replicas: 1.5 is not a whole number",
            "write a whole number",
        ),
    ],
)
def test_what_no_action_can_do_is_found_at_its_place(text: str, code: str, message: str, fix: str) -> None:
    (finding,) = found(text)
    assert (finding.code, finding.message, finding.element) == (code, message, "mine/one")
    assert finding.fix.startswith(fix)
    assert (finding.position.file, finding.position.line) == ("rules.yaml", 5)
    assert finding.position.column > 30


@pytest.mark.parametrize("trigger", ["every: 5 s", 'at: "00:00"'])
def test_a_time_has_no_service_to_act_on(trigger: str) -> None:
    (finding,) = found("action: scale, with: {replicas: 2}", trigger)
    assert finding.message == "scale needs service, a text"
    assert found("action: scale, with: {replicas: 2, service: scorer}", trigger) == []


def test_expressions_are_not_judged_before_there_is_an_event() -> None:
    assert found("action: scale, with: {replicas: {cel: event.data.n}}") == []
    assert found("action: emit, with: {data: {a: {cel: event.id}}}") == []


def test_unknown_rules_cannot_be_switched_off_and_the_built_in_name_is_taken() -> None:
    (finding,) = rule_findings(document("off: [known, knwn]\n"), ACTIONS, ["known"])
    assert (finding.code, finding.fix) == ("rule-unknown", "did you mean known?")
    taken = parse(HEAD.replace("mine", "built-in"), "rules.yaml", library()).document
    assert taken is not None
    assert [f.code for f in rule_findings(taken, ACTIONS, [])] == ["name-duplicate"]
