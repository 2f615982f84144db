"""Sealed pipelines: what comes back is what went in, and what was crafted is refused."""

import io
import json
import os
import zipfile
from pathlib import Path

import numpy as np
import pytest
import skops.io
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import Ridge
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from stratum.core.bundles import GraphInput
from stratum.core.errors import PermanentError
from stratum.data.sealed import seal, trusted, unseal

INPUTS = (GraphInput("input", "float32", ("a", "b")),)
ROWS = np.random.default_rng(1).normal(size=(60, 2)).astype(np.float32)


def forest(target: np.ndarray) -> Pipeline:
    estimator = RandomForestClassifier(5, random_state=3)
    return Pipeline([("scale", StandardScaler()), ("estimate", estimator)]).fit(ROWS, target)


def crafted(first: object) -> bytes:
    """What somebody else might write: a pipeline that begins with ``first``."""
    pipeline = Pipeline([("first", first), ("estimate", Ridge().fit(ROWS, ROWS[:, 0]))])
    return bytes(skops.io.dumps({"pipeline": pipeline, "classes": []}))


def test_a_classifier_comes_back_with_its_classes() -> None:
    pipeline = forest(np.where(ROWS[:, 0] > 0, "yes", "no").astype(object))
    found = unseal(seal(pipeline, ["no", "yes"]))
    answers = found.run(INPUTS, {"input": ROWS})
    assert found.outputs == {"label": "string", "probabilities": "float32"}
    assert answers["label"].tolist() == pipeline.predict(ROWS).tolist()
    assert np.abs(answers["probabilities"] - pipeline.predict_proba(ROWS)).max() < 1e-7


def test_a_regression_gives_a_column_of_values() -> None:
    pipeline = Pipeline([("estimate", Ridge())]).fit(ROWS, ROWS.sum(axis=1))
    found = unseal(seal(pipeline, []))
    assert found.outputs == {"prediction": "float32"}
    assert found.run(INPUTS, {"input": ROWS})["prediction"].shape == (60, 1)


def test_equal_pipelines_give_equal_bytes() -> None:
    target = (ROWS[:, 0] > 0).astype(np.int64)
    assert seal(forest(target), [0, 1]) == seal(forest(target), [0, 1])


@pytest.mark.parametrize("function", [os.system, exec, os.remove])
def test_a_function_that_runs_commands_is_refused_and_not_run(function: object) -> None:
    with pytest.raises(PermanentError, match="Untrusted"):
        unseal(crafted(FunctionTransformer(function)))


def test_a_function_can_not_be_sealed_either() -> None:
    pipeline = Pipeline([("first", FunctionTransformer(os.system)), ("estimate", Ridge())])
    with pytest.raises(PermanentError, match="system"):
        seal(pipeline, [])


def test_a_file_that_calls_a_constructor_of_its_own_is_refused(tmp_path: Path) -> None:
    """The schema is text: whoever writes it names any type with any loader."""
    target = tmp_path / "made"
    called = {"__class__": "system", "__module__": "posix", "__loader__": "FunctionNode", "__id__": 9}
    reduced = {
        "__class__": "Popen", "__module__": "subprocess", "__loader__": "ObjectNode", "__id__": 8,
        "content": {"__class__": "str", "__module__": "builtins", "__loader__": "JsonNode", "__id__": 7,
                    "content": json.dumps(f"touch {target}"), "is_json": True},
    }  # fmt: skip
    for wrong in (called, reduced):
        with zipfile.ZipFile(io.BytesIO(crafted("passthrough"))) as read:
            schema = json.loads(read.read("schema.json"))
            others = {name: read.read(name) for name in read.namelist() if name != "schema.json"}
        schema["content"]["pipeline"] = wrong
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w") as archive:
            for name, content in {**others, "schema.json": json.dumps(schema).encode()}.items():
                archive.writestr(name, content)
        with pytest.raises(PermanentError):
            unseal(written.getvalue())
    assert not target.exists()


@pytest.mark.parametrize("content", [b"", b"no file", bytes(skops.io.dumps([1, 2]))])
def test_what_is_no_sealed_pipeline_is_refused(content: bytes) -> None:
    with pytest.raises(PermanentError) as caught:
        unseal(content)
    assert caught.value.hint


def test_the_list_names_estimators_and_what_they_are_made_of_alone() -> None:
    packages = {name.partition(".")[0] for name in trusted()}
    assert packages == {"sklearn", "lightgbm", "xgboost", "catboost", "collections", "numpy"}
    plain = [name for name in trusted() if name.startswith(("collections", "numpy"))]
    assert plain == ["collections.OrderedDict", "numpy.dtype"]
