"""A workspace is checked again where something that the check depends on is another thing, and only then."""

from pathlib import Path

import pytest

from stratum.core.errors import NotFoundError
from stratum.runtime.checked import Checked
from stratum.runtime.modelling import load
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts

PIPELINE = """\
stratum: 1
kind: Pipeline
name: risk
blocks:
  rows: {type: CsvSource, path: rows.csv}
"""


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    (tmp_path / "pipeline.yaml").write_text(PIPELINE)
    (tmp_path / "rows.csv").write_text("a,b\n1,2\n")
    return Parts(Settings(tmp_path))


def missing(checked: Checked) -> list[str]:
    return [found.message for found in checked.findings if found.code == "path-missing"]


def test_the_same_texts_and_files_are_checked_once(parts: Parts) -> None:
    first = load(parts)
    verdict = parts.last_verdict
    second = load(parts)
    assert parts.last_verdict is verdict
    assert (second.model, second.findings) == (first.model, first.findings)
    assert second == load(Parts(parts.settings))


def test_another_text_is_checked_at_once(parts: Parts) -> None:
    load(parts)
    (parts.workspace.root / "pipeline.yaml").write_text(PIPELINE.replace("risk", "loan"))
    assert [document.name for document in load(parts).model.documents.values()] == ["loan"]
    (parts.workspace.root / "more.yaml").write_text(PIPELINE)
    assert len(load(parts).model.documents) == 2
    (parts.workspace.root / "more.yaml").unlink()
    assert len(load(parts).model.documents) == 1


def test_files_of_data_come_and_go(parts: Parts) -> None:
    rows = parts.workspace.root / "rows.csv"
    assert missing(load(parts)) == []
    rows.unlink()
    assert len(missing(load(parts))) == 1
    rows.write_text("a,b\n1,2\n")
    assert missing(load(parts)) == []


def test_a_neighbour_that_could_be_meant_is_told_when_it_comes(parts: Parts) -> None:
    (parts.workspace.root / "rows.csv").unlink()
    before = load(parts).findings
    (parts.workspace.root / "row.csv").write_text("a,b\n1,2\n")
    after = load(parts).findings
    assert before != after
    assert any("did you mean row.csv?" in found.fix for found in after)


def test_a_folder_that_is_gone_is_still_an_error(parts: Parts) -> None:
    load(parts)
    for path in parts.workspace.root.iterdir():
        path.unlink() if path.is_file() else None
    moved = parts.workspace.root.with_name("elsewhere")
    parts.workspace.root.rename(moved)
    with pytest.raises(NotFoundError):
        load(parts)
