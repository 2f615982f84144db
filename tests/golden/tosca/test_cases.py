"""What comes of service templates: documents, what was not understood, and findings of the checker."""

from pathlib import Path

import pytest

from stratum.testing.imported import told

FOLDER = Path(__file__).parent
CASES = sorted(path.parent for path in FOLDER.glob("*/template.yaml"))
COMPLETE = ["single-server", "web-and-database", "chosen-machines", "tosca-2"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Path) -> None:
    text = told((case / "template.yaml").read_text(encoding="utf-8"), "template.yaml")
    assert text == (case / "expected.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", COMPLETE)
def test_a_complete_template_becomes_a_model_without_errors(name: str) -> None:
    text = (FOLDER / name / "expected.txt").read_text(encoding="utf-8")
    assert text.endswith("==> findings\n")
