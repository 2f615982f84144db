"""Findings for people, for programs and for editors: as text, as plain data and as SARIF 2.1.0."""

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from stratum.core.edits import Fix, edit_to_plain
from stratum.core.findings import Finding, Position, Severity

_SARIF_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_UNRESERVED: Final = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")


def to_text(findings: Iterable[Finding]) -> str:
    """Findings as compilers print them: ``file:line:column: severity: message [code]``.

    Below each, indented, stand the element, both numbers and the fix, where there are any. Each line
    ends with a line break; without findings the text is empty.
    """
    fields = ("severity", "code", "message", "element", "required", "available", "fix", "position")
    return told_text({name: str(getattr(finding, name) or "") for name in fields} for finding in findings)


def told_text(views: Iterable[Mapping[str, object]]) -> str:
    """Findings in the same words, from data as the API tells them: a field each, the position as a text."""
    return "".join(f"{line}\n" for view in views for line in _lines(view))


def _lines(told: Mapping[str, object]) -> list[str]:
    said = f"{told['severity']}: {told['message']} [{told['code']}]"
    details = ((name, told.get(name)) for name in ("element", "required", "available", "fix"))
    head = f"{told['position']}: {said}" if told.get("position") else said
    return [head, *(f"    {name + ':':<11}{text}" for name, text in details if text)]


def summary(findings: Iterable[Finding]) -> str:
    """How many findings there are of each severity, such as ``2 errors, 1 warning``."""
    counts = Counter(f.severity for f in findings)
    told = (f"{counts[s]} {s}" + "s" * (counts[s] > 1) for s in Severity if s in counts)
    return ", ".join(told) or "no findings"


def to_plain(finding: Finding) -> dict[str, object]:
    """A finding as data that JSON can say; the position is an object with file, line and column."""
    return {
        "code": str(finding.code),
        "severity": str(finding.severity),
        "element": finding.element,
        "message": finding.message,
        "position": {
            "file": finding.position.file,
            "line": finding.position.line,
            "column": finding.position.column,
        },
        "required": finding.required,
        "available": finding.available,
        "fix": finding.fix,
        "fixes": [fix_to_plain(fix) for fix in finding.fixes],
    }


def fix_to_plain(fix: Fix) -> dict[str, object]:
    """A quick fix as data that JSON can say."""
    return {"title": fix.title, "edits": [edit_to_plain(edit) for edit in fix.edits]}


@dataclasses.dataclass(frozen=True, slots=True)
class Replacement:
    """Lines of a file and what takes their place.

    Attributes:
        file: The file.
        first: Number of the first line, from 1.
        last: Number of the line behind them; the same where nothing is taken away.
        text: Lines in their place.
    """

    file: str
    first: int
    last: int
    text: str


def to_sarif(
    findings: Sequence[Finding],
    version: str,
    replacements: Callable[[Fix], Sequence[Replacement]] = lambda _: (),
) -> dict[str, object]:
    """Findings as a SARIF 2.1.0 log, the format that code hosts and editors read.

    Args:
        findings: In the order they should appear.
        version: Version of this program.
        replacements: What a fix changes in which lines; nothing where that is not known.
    """
    codes = sorted({str(f.code) for f in findings})
    driver = {"name": "stratum", "version": version, "rules": [{"id": code} for code in codes]}
    index = {code: number for number, code in enumerate(codes)}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [
            {**_result(finding, index[str(finding.code)]), **_fixes(finding, replacements)}
            for finding in findings
        ],
    }
    return {"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}


def _fixes(finding: Finding, replacements: Callable[[Fix], Sequence[Replacement]]) -> dict[str, object]:
    told = [(fix, replacements(fix)) for fix in finding.fixes]
    fixes = [
        {"description": {"text": fix.title}, "artifactChanges": [_change(r) for r in changes]}
        for fix, changes in told
        if changes
    ]
    return {"fixes": fixes} if fixes else {}


def _change(told: Replacement) -> dict[str, object]:
    region = {"startLine": told.first, "startColumn": 1, "endLine": told.last, "endColumn": 1}
    replacement = {"deletedRegion": region, "insertedContent": {"text": told.text}}
    return {"artifactLocation": {"uri": _uri(told.file)}, "replacements": [replacement]}


def _result(finding: Finding, rule: int) -> dict[str, object]:
    extras = {"required": finding.required, "available": finding.available, "fix": finding.fix}
    result: dict[str, object] = {
        "ruleId": str(finding.code),
        "ruleIndex": rule,
        "level": str(finding.severity),
        "message": {"text": f"{finding.message}; {finding.fix}" if finding.fix else finding.message},
        "properties": {name: text for name, text in extras.items() if text},
    }
    location: dict[str, object] = {}
    if finding.position.file:
        location["physicalLocation"] = _physical(finding.position)
    if finding.element:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.element, "kind": "element"}]
    return {**result, "locations": [location]} if location else result


def _physical(position: Position) -> dict[str, object]:
    artifact = {"uri": _uri(position.file)}
    if not position.line:
        return {"artifactLocation": artifact}
    region = {"startLine": position.line, "startColumn": position.column}
    return {"artifactLocation": artifact, "region": region}


def _uri(path: str) -> str:
    """A file name as a relative URI: everything but plain characters as percent and two digits."""
    return "".join(chr(b) if b in _UNRESERVED else f"%{b:02X}" for b in path.encode(errors="replace"))
