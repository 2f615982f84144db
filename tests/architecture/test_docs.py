"""Documents that cannot lag: claims name tests that exist, commands are told, links lead somewhere."""

import re
import subprocess
from pathlib import Path

import pytest

from stratum.cli.main import COMMANDS

ROOT = Path(__file__).parents[2]
CLAIMS = (ROOT / "docs" / "claims.md").read_text()
ROWS = re.findall(r"^\| ([A-Z]\d\d) \| (.+?) \| (\w+) \| (.*?) \| (.*?) \|$", CLAIMS, re.MULTILINE)


def test_every_row_is_answered_once() -> None:
    names = [row[0] for row in ROWS]
    assert len(names) == len(set(names)) == 145
    assert {f"S{number:02}" for number in range(1, 75)} <= set(names)


@pytest.mark.parametrize("row", [row for row in ROWS if row[2] != "not"], ids=lambda row: row[0])
def test_what_is_claimed_names_tests_that_exist(row: tuple[str, ...]) -> None:
    name, _, status, what, proofs = row
    assert status in {"done", "partly"}
    assert what or status == "done", f"{name} is partly done: say which part"
    for proof in proofs.split(", "):
        file, _, test = proof.strip("`").partition("::")
        found = re.findall(r"^(?: *def|class) (test_\w+|Test\w+)\(", (ROOT / file).read_text(), re.MULTILINE)
        assert test in found if test else found, f"{name} names {proof}, which is not there"
        assert test or status == "partly", f"{name} is done: name the test"


def test_the_count_is_true() -> None:
    counts = [sum(row[2] == status for row in ROWS) for status in ("done", "partly", "not")]
    assert "Today: {} done, {} partly, {} not.".format(*counts) in CLAIMS


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_or_the_reference_tells_every_command(command: str) -> None:
    told = (ROOT / "README.md").read_text() + (ROOT / "docs" / "reference" / "commands.md").read_text()
    assert f"stratum {command}" in told


def test_links_between_documents_lead_somewhere() -> None:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    links = [(page, link) for page in pages for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text())]
    assert links
    assert [str(link) for page, link in links if not (page.parent / link).exists()] == []


def test_no_lock_file_names_a_registry() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    locks = [ROOT / name for name in tracked.splitlines() if name.endswith(("-lock.json", ".txt"))]
    assert len(locks) >= 3
    named = re.compile(r'"resolved"|--(extra-)?index-url|https?://[^ "]*(pypi|npmjs|simple/)')
    assert [lock.name for lock in locks if named.search(lock.read_text(errors="replace"))] == []


def test_the_continuous_run_installs_what_the_tests_use() -> None:
    script = (ROOT / ".ci" / "run").read_text()
    assert all(tool in script for tool in ("chromium", "wrk", "unshare", "mkfs.ext4"))
    assert script.rstrip().endswith("make test")


def test_the_limits_are_said() -> None:
    text = (ROOT / "docs" / "limits.md").read_text()
    assert text.count("\n- **") >= 10
    assert "One machine" in text


SECURITY = (ROOT / "docs" / "reference" / "security.md").read_text()
HELD = re.findall(r"^\| (.+?) \| .+? \| (yes|partly|no|n/a) \| (.*?) ?\|$", SECURITY, re.MULTILINE)


@pytest.mark.parametrize("row", HELD, ids=lambda row: row[0])
def test_what_is_said_to_be_safe_names_the_test_or_file_that_holds_it(row: tuple[str, str, str]) -> None:
    _, state, how = row
    named = re.findall(r"`([\w./]+/[\w./]+)(?:::(\w+))?`", how)
    for file, test in named:
        found = [place / file for place in (ROOT, ROOT / "src" / "stratum") if (place / file).exists()]
        assert found, f"{file} is not there"
        assert not test or f"def {test}(" in found[0].read_text(), f"{file} has no {test}"
    assert named or state != "yes", "say what holds it"


def test_every_chapter_of_the_standard_is_answered() -> None:
    assert len(HELD) == len(re.findall(r"^\| [\d(]", SECURITY, re.MULTILINE)) > 130
