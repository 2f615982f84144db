import json

import jsonschema
import pytest

from stratum.core.findings import Finding, Position, Severity
from stratum.language.report import summary, to_plain, to_sarif, to_text

FULL = Finding(
    "capacity-memory",
    Severity.ERROR,
    "app/scorer",
    "scorer needs memory 4 GiB; edge-1 has 512 MiB",
    Position("my app.yaml", 7, 12),
    "4 GiB",
    "512 MiB",
    "require less",
)
BARE = Finding("yaml-syntax", Severity.WARNING, "", "broken", Position("b.yaml"))
SARIF = {
    "type": "object",
    "required": ["$schema", "version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "properties": {
                    "tool": {
                        "type": "object",
                        "properties": {"driver": {"type": "object", "required": ["name", "rules"]}},
                        "required": ["driver"],
                    },
                    "results": {"type": "array", "items": {"$ref": "#/$defs/result"}},
                },
            },
        },
    },
    "$defs": {
        "result": {
            "type": "object",
            "required": ["ruleId", "ruleIndex", "level", "message"],
            "properties": {
                "level": {"enum": ["none", "note", "warning", "error"]},
                "message": {"type": "object", "required": ["text"]},
                "locations": {"type": "array", "items": {"$ref": "#/$defs/location"}},
            },
        },
        "location": {
            "type": "object",
            "properties": {
                "physicalLocation": {
                    "type": "object",
                    "required": ["artifactLocation"],
                    "properties": {
                        "artifactLocation": {
                            "properties": {"uri": {"type": "string", "pattern": "^[A-Za-z0-9._~%/-]+$"}}
                        },
                        "region": {
                            "required": ["startLine", "startColumn"],
                            "properties": {"startLine": {"minimum": 1}, "startColumn": {"minimum": 1}},
                        },
                    },
                }
            },
        },
    },
}


def test_text_as_compilers_print_it() -> None:
    assert to_text([FULL]) == (
        "my app.yaml:7:12: error: scorer needs memory 4 GiB; edge-1 has 512 MiB [capacity-memory]\n"
        "    element:   app/scorer\n"
        "    required:  4 GiB\n"
        "    available: 512 MiB\n"
        "    fix:       require less\n"
    )


def test_text_leaves_out_what_there_is_not() -> None:
    assert to_text([BARE]) == "b.yaml: warning: broken [yaml-syntax]\n"
    assert to_text([Finding("x", Severity.NOTE, "", "said")]) == "note: said [x]\n"
    assert to_text([]) == ""


@pytest.mark.parametrize(
    ("findings", "said"),
    [
        ([], "no findings"),
        ([FULL], "1 error"),
        ([FULL, BARE, FULL], "2 errors, 1 warning"),
    ],
)
def test_summary(findings: list[Finding], said: str) -> None:
    assert summary(findings) == said


def test_plain_data_can_be_said_in_json() -> None:
    plain = to_plain(FULL)
    assert json.loads(json.dumps(plain)) == plain
    assert plain["position"] == {"file": "my app.yaml", "line": 7, "column": 12}
    assert (plain["code"], plain["severity"]) == ("capacity-memory", "error")
    assert set(plain) == {
        "code", "severity", "element", "message", "position", "required", "available", "fix", "fixes",
    }  # fmt: skip


def test_sarif_keeps_to_its_schema() -> None:
    log = to_sarif([FULL, BARE, Finding("x", Severity.NOTE, "", "said")], "1.2.3")
    jsonschema.validate(json.loads(json.dumps(log)), SARIF)
    assert log["version"] == "2.1.0"
    jsonschema.validate(to_sarif([], "1.2.3"), SARIF)


def test_sarif_names_rules_places_and_elements() -> None:
    run = json.loads(json.dumps(to_sarif([BARE, FULL], "1.2.3")))["runs"][0]
    assert run["tool"]["driver"]["version"] == "1.2.3"
    assert [r["id"] for r in run["tool"]["driver"]["rules"]] == ["capacity-memory", "yaml-syntax"]
    bare, full = run["results"]
    assert (bare["ruleIndex"], full["ruleIndex"]) == (1, 0)
    place = full["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "my%20app.yaml"
    assert place["region"] == {"startLine": 7, "startColumn": 12}
    assert full["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "app/scorer"
    assert full["properties"] == {"required": "4 GiB", "available": "512 MiB", "fix": "require less"}
    assert "region" not in bare["locations"][0]["physicalLocation"]
