"""Cases of documents with everything that the checker says of them."""

import re
from pathlib import Path

import pytest

from stratum.language.check import check_files
from stratum.language.codes import Code, capability_code
from stratum.language.library import extended, library
from stratum.language.report import to_text

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[2]
CASES = sorted(path.parent for path in FOLDER.glob("*/expected.txt"))
REFERENCE = (ROOT / "docs" / "reference" / "findings.md").read_text(encoding="utf-8")
CAPABILITIES = library().type("EdgeGateway").capabilities.values()
CODES = [*Code, *(capability_code(c.name, consumed=c.consumed) for c in CAPABILITIES)]


def expected(case: Path) -> str:
    return (case / "expected.txt").read_text(encoding="utf-8")


EXPECTED = "".join(expected(case) for case in CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Path) -> None:
    files = {file.name: file.read_text(encoding="utf-8") for file in sorted(case.glob("*.yaml"))}
    types = extended({name: files.pop(name) for name in tuple(files) if name == "types.yaml"})
    listed = case / "files.txt"
    known = frozenset(listed.read_text(encoding="utf-8").split()) if listed.is_file() else None
    found = check_files(files, types.metamodel, known)
    assert to_text((*types.findings, *found.findings)) == expected(case)


def test_the_example_is_without_findings() -> None:
    folder = ROOT / "examples" / "01-flights"
    files = {file.name: file.read_text(encoding="utf-8") for file in folder.glob("*.yaml")}
    assert check_files(files, library()).findings == ()
    assert len(files) == 3


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_case_and_is_documented(code: str) -> None:
    assert f"[{code}]\n" in EXPECTED
    assert f"\n### `{code}`\n" in REFERENCE


def test_no_code_is_documented_twice() -> None:
    documented = re.findall(r"^### `(.+)`$", REFERENCE, re.MULTILINE)
    assert set(CODES) <= set(documented)
    assert len(documented) == len(set(documented))


def test_every_example_in_the_documentation_is_from_a_case() -> None:
    examples = re.findall(r"```text\n(.+?)\n```", REFERENCE)
    assert len(examples) == len(CODES)
    assert [line for line in examples if f"{line}\n" not in EXPECTED] == []


def test_every_finding_in_a_case_has_a_fix() -> None:
    for case in CASES:
        text = expected(case)
        findings = len(re.findall(r"^\S.*\[[a-z-]+\]$", text, re.MULTILINE))
        assert text.count("\n    fix:") == findings, case.name
