"""Code in pipelines is read where it may run, and only there."""

import dataclasses
from pathlib import Path

import pytest

from stratum.core.errors import DeniedError, InvalidInputError
from stratum.data.types import StepSpec
from stratum.runtime.coding import with_code
from stratum.runtime.settings import Settings, read_settings
from stratum.runtime.wiring import Parts
from stratum.testing.pipelines import visits_pipeline
from stratum.training.types import PipelineSpec


def parts_of(root: Path, *, code: bool) -> Parts:
    return Parts(Settings(workspace=root, code=code))


def coded(path: Path) -> PipelineSpec:
    spec = visits_pipeline(path.parent / "visits.csv")
    step = StepSpec("mine", "python", ("visits",), {"module": str(path), "function": "prepare"})
    return dataclasses.replace(spec, steps=(step,))


def test_it_is_refused_unless_it_is_allowed(tmp_path: Path) -> None:
    with pytest.raises(DeniedError, match="block 'mine' is code of its author") as caught:
        with_code(parts_of(tmp_path, code=False), coded(tmp_path / "mine.py"), tmp_path)
    assert "STRATUM_CODE=allowed" in caught.value.hint


def test_its_text_takes_the_place_of_its_path_and_is_in_the_digest(tmp_path: Path) -> None:
    parts, file = parts_of(tmp_path, code=True), tmp_path / "mine.py"
    file.write_text("def prepare(rows): return rows")
    first = with_code(parts, coded(file), tmp_path)
    assert first.steps[0].attributes == {"function": "prepare", "code": file.read_text()}
    file.write_text("def prepare(rows): return rows[1:]")
    assert with_code(parts, coded(file), tmp_path).digest != first.digest
    plain = visits_pipeline(tmp_path / "visits.csv")
    assert with_code(parts, plain, tmp_path) is plain


def test_only_the_setting_lets_it_run_unsealed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "mine.py"
    file.write_text("def prepare(rows): return rows")
    spec = coded(file)
    step = dataclasses.replace(spec.steps[0], attributes={**spec.steps[0].attributes, "unsealed": True})
    told = {}
    for word in ("allowed", "unsealed"):
        monkeypatch.setenv("STRATUM_CODE", word)
        parts = Parts(read_settings(str(tmp_path)))
        told[word] = with_code(parts, dataclasses.replace(spec, steps=(step,)), tmp_path)
    assert "unsealed" not in told["allowed"].steps[0].attributes
    assert told["unsealed"].steps[0].attributes["unsealed"] is True
    assert told["allowed"].digest == told["unsealed"].digest
    monkeypatch.setenv("STRATUM_CODE", "yes")
    with pytest.raises(InvalidInputError, match="STRATUM_CODE is 'yes'"):
        read_settings(str(tmp_path))


@pytest.mark.parametrize("name", ["gone.py", "link.py", ".stratum/mine.py"])
def test_files_outside_are_not_read(tmp_path: Path, name: str) -> None:
    root = tmp_path / "site"
    (root / ".stratum").mkdir(parents=True)
    (root / ".stratum" / "mine.py").touch()
    (tmp_path / "secret.py").touch()
    (root / "link.py").symlink_to(tmp_path / "secret.py")
    with pytest.raises(InvalidInputError, match="is no file of Python text in the workspace"):
        with_code(parts_of(root, code=True), coded(root / name), root)
