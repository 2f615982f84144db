"""The networks of example 15, from the document to answers of a server that has no PyTorch."""

import base64
import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_digits

from stratum.compiler.check import pipeline_findings
from stratum.compiler.pipeline import pipeline_spec
from stratum.core.findings import Severity
from stratum.data.ports import Source
from stratum.data.sources.files import FileSource
from stratum.data.sources.images import ImageFolderSource
from stratum.language.library import library
from stratum.language.tree import Document
from stratum.runtime.examples import example_files
from stratum.runtime.modelling import check_texts
from stratum.testing.fakes import ManualClock
from stratum.training.executors.inline import InlineExecutor
from stratum.training.frameworks.sklearn import SklearnFramework
from stratum.training.frameworks.torch import TorchFramework
from stratum.training.logic.progress import Progress
from stratum.training.ports import Framework
from stratum.training.publishing import TrainingResult
from stratum.training.renderers import script
from stratum.training.service import Workshop, train
from stratum.training.types import PipelineSpec

pytest.importorskip("torch", reason="PyTorch is optional: make torch")
TYPES = library()
FRAMEWORKS: dict[str, Framework] = {"sklearn": SklearnFramework(), "torch": TorchFramework()}
SERVING = """
import json, pathlib, sys
import numpy as np
from stratum.serving.runtimes.onnx import OnnxRuntime
from stratum.serving.service import DataPlane, load_model
folder, rows = sys.argv[1:]
model = load_model("digits", "1", pathlib.Path(folder), lambda form: {"onnx": OnnxRuntime()}[form])
plane = DataPlane([model])
kind = {str: object, float: float}
columns = {name: np.array(found, kind[type(found[0])]) for name, found in json.loads(rows).items()}
answers = plane.infer("digits", columns)
assert "torch" not in sys.modules
print(json.dumps({name: values.tolist() for name, values in answers.items()}))
"""


def document(name: str) -> Document:
    checked = check_texts(Path("/ws"), example_files("15-image-classification"), TYPES)
    (found,) = [d for d in checked.model.documents.values() if d.name == name]
    return found


def specification(name: str, candidate: str) -> PipelineSpec:
    spec = pipeline_spec(document(name), {}, TYPES)
    return dataclasses.replace(spec, candidates=tuple(c for c in spec.candidates if c.name == candidate))


def trained(spec: PipelineSpec, folder: Path, steps: list[Progress]) -> TrainingResult:
    sources: dict[str, Source] = {"csv": FileSource(), "images": ImageFolderSource()}
    workshop = Workshop(sources, FRAMEWORKS, InlineExecutor(), folder / "cache", ManualClock())
    return train(spec, workshop, folder / "run", steps.append)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")  # few iterations
def test_pictures_are_learned_told_of_and_served(tmp_path: Path) -> None:
    assert pipeline_findings(document("digits"), TYPES) == ()
    steps = list[Progress]()
    result = trained(pipeline_spec(document("digits"), {}, TYPES), tmp_path, steps)
    assert [(c.name, c.status) for c in result.run.candidates] == [("perceptron", "ok"), ("network", "ok")]
    perceptron, network = (c.metrics["accuracy"] for c in result.run.candidates)
    assert result.run.chosen == "network"
    assert network >= 0.95
    assert perceptron >= 0.9
    assert result.run.baselines[0].metrics["accuracy"] < 0.2
    words = [s.message for s in steps if (s.stage, s.name) == ("fitting", "network") and s.message]
    assert words[0].startswith("on c")
    assert words[1].startswith("epoch 1 of 30, loss ")
    assert words[-1].startswith("epoch 30 of 30, loss ")

    rows = {f"p{i}": [float(i % 17), 0.0] for i in range(64)}
    command = [sys.executable, "-c", SERVING, str(result.bundle), json.dumps(rows)]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    answers = json.loads(told.stdout)
    assert set(answers["label"]) <= set(range(10))
    assert np.allclose(np.sum(answers["probabilities"], axis=1), 1, atol=1e-5)


@pytest.mark.slow
def test_series_are_learned_and_the_script_finds_the_same(tmp_path: Path) -> None:
    assert pipeline_findings(document("digits-by-line"), TYPES) == ()
    spec = specification("digits-by-line", "reader")
    result = trained(spec, tmp_path, [])
    (candidate,) = result.run.candidates
    assert candidate.status == "ok"
    assert candidate.metrics["accuracy"] >= 0.9
    file = tmp_path / "pipeline.py"
    file.write_text(script.render(spec, result.run))
    command = [sys.executable, "-I", "-W", "ignore", str(file)]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert json.loads(told)["reader"] == pytest.approx(dict(candidate.metrics), abs=2e-6)


IMAGES = """\
stratum: 1
kind: Pipeline
name: digits
blocks:
  pictures: {type: ImageFolder, path: pictures}
  points: {type: ResizeImages, input: pictures, width: 8, height: 8}
  split: {type: SplitRandom, input: points, fraction: 25 %}
  network:
    type: NeuralNetwork
    input: split
    epochs: 12
    learningRate: 0.005
    contains:
      picture: {type: ReshapeLayer, shape: [1, 8, 8]}
      edges: {type: ConvolutionalLayer, filters: 8, padding: same, follows: picture}
      smaller: {type: PoolingLayer, follows: edges}
      shares: {type: DenseLayer, units: 3, activation: softmax, follows: smaller}
  best: {type: ChooseBest, inputs: [network], target: label, identifier: file, metric: accuracy}
"""


def test_a_folder_of_images_is_learned_and_an_image_is_asked_as_base64(tmp_path: Path) -> None:
    images = pytest.importorskip("PIL.Image", reason="Pillow is optional: pip install 'stratum[images]'")
    digits = load_digits(n_class=3)
    for number, (points, label) in enumerate(zip(digits.images, digits.target, strict=True)):
        folder = tmp_path / "pictures" / str(label)
        folder.mkdir(parents=True, exist_ok=True)
        image = images.fromarray((points * 15.9).astype(np.uint8)).resize((24, 24))
        image.save(folder / f"{number:03d}.png")
    checked = check_texts(tmp_path, {str(tmp_path / "pipeline.yaml"): IMAGES}, TYPES)
    (found,) = checked.model.documents.values()
    assert [f for f in checked.findings if f.severity is Severity.ERROR] == []
    assert pipeline_findings(found, TYPES) == ()
    result = trained(pipeline_spec(found, {}, TYPES), tmp_path, [])
    (candidate,) = result.run.candidates
    assert candidate.status == "ok"
    assert candidate.metrics["accuracy"] >= 0.95
    asked = [base64.b64encode(f.read_bytes()).decode() for f in sorted((tmp_path / "pictures/2").iterdir())]
    command = [sys.executable, "-c", SERVING, str(result.bundle), json.dumps({"image": asked[:9]})]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(told.stdout)["label"].count("2") >= 8

    file = tmp_path / "pipeline.py"
    file.write_text(script.render(pipeline_spec(found, {}, TYPES), result.run))
    command = [sys.executable, "-I", "-W", "ignore", str(file)]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert json.loads(told.stdout)["network"] == pytest.approx(dict(candidate.metrics), abs=2e-6)
