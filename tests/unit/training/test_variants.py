"""The variants with weights of 8 and 16 bits: where it helps, and what it costs."""

import dataclasses
from pathlib import Path

import msgspec
import numpy as np
import pytest

from stratum.core.bundles import MANIFEST, Manifest
from stratum.testing.pipelines import visits_pipeline, write_visits
from stratum.training.logic.graphs import run_graph
from stratum.training.publishing import TrainingResult
from stratum.training.service import Workshop, train
from stratum.training.types import CandidateSpec, Graph


def trained(workshop: Workshop, folder: Path, candidate: CandidateSpec) -> tuple[TrainingResult, Manifest]:
    """A run with one candidate, and the manifest that it left."""
    spec = dataclasses.replace(visits_pipeline(write_visits(folder / "visits.csv")), candidates=(candidate,))
    result = train(spec, workshop, folder / "run", lambda _: None)
    return result, msgspec.json.decode((result.bundle / MANIFEST).read_bytes(), type=Manifest)


@pytest.mark.parametrize(
    ("algorithm", "parameters", "reason"),
    [
        ("RandomForestClassifier", {"n_estimators": 5}, "no matrix product"),
        ("LogisticRegression", {}, "no matrix product"),
        ("MLPClassifier", {"hidden_layer_sizes": [4], "max_iter": 900}, "of the size of the model"),
    ],
)
def test_where_it_does_not_help_there_is_none_and_that_is_said(
    workshop: Workshop, tmp_path: Path, algorithm: str, parameters: dict[str, object], reason: str
) -> None:
    candidate = CandidateSpec("only", "sklearn", algorithm, parameters)
    result, manifest = trained(workshop, tmp_path, candidate)
    assert manifest.variants == ()
    assert "model.int8.onnx" not in manifest.files
    assert result.run.variants.startswith("no int8 variant: ")
    assert reason in result.run.variants


def test_a_network_gets_one_with_its_size_and_what_it_costs(workshop: Workshop, tmp_path: Path) -> None:
    parameters = {"hidden_layer_sizes": [128, 128], "max_iter": 900}
    result, manifest = trained(
        workshop, tmp_path, CandidateSpec("net", "sklearn", "MLPClassifier", parameters)
    )
    variant, half = manifest.variants
    assert (half.name, half.file) == ("float16", "model.float16.onnx")
    assert variant.size < half.size < 0.6 * (result.bundle / manifest.graph).stat().st_size
    assert abs(half.differences["roc_auc"]) < 0.01
    content = (result.bundle / variant.file).read_bytes()
    assert (variant.name, variant.size) == ("int8", len(content))
    assert variant.size < 0.5 * (result.bundle / manifest.graph).stat().st_size
    assert variant.differences.keys() == result.run.candidates[0].metrics.keys()
    assert abs(variant.differences["roc_auc"]) < 0.05
    assert result.run.variants.startswith("int8 variant: ")
    assert "; float16 variant: " in result.run.variants
    assert all(run_alike(result.bundle, manifest, file) for file in (variant.file, half.file))


def run_alike(bundle: Path, manifest: Manifest, file: str) -> bool:
    """Whether both graphs answer nearly the same for one row."""
    names = {name: tensor.dtype for tensor in manifest.graph_inputs for name in tensor.columns}
    row = {n: np.array([""], dtype=object) if d == "string" else np.ones(1) for n, d in names.items()}
    files = (manifest.graph, file)
    graphs = [Graph((bundle / file).read_bytes(), manifest.graph_inputs) for file in files]
    first, second = (run_graph(graph, row)[1] for graph in graphs)
    return bool(np.allclose(first, second, atol=0.1))
