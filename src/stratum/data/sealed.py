"""Trained scikit-learn pipelines as files that can be read without running what is in them.

The fallback for models that ONNX cannot say. The format is that of skops: a tree of names of types and
plain arrays. A name that is neither skops' own nor in ``trusted.json`` is refused before anything is made;
that list is the project's, the same for every file. Training writes and tries these files, serving reads
them. Needs scikit-learn and skops, and what made the estimator.
"""

import functools
import importlib.resources
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from stratum.core.bundles import GraphInput
from stratum.core.errors import PermanentError
from stratum.core.extras import install
from stratum.data.logic import answers

_SCHEMA = "schema.json"
_MOMENT = (1980, 1, 1, 0, 0, 0)
_AGAIN = "train and register the model again"
_KEYS = {"pipeline", "classes", "task"}
_DTYPES: Mapping[str, Mapping[str, str]] = {
    "clustering": {"cluster": "int64", "distances": "float32"},
    "anomaly": {"score": "float32", "anomaly": "bool"},
}
# scikit-learn has no types
Pipeline = Any
Node = Any
Rows = Any


@functools.cache
def trusted() -> tuple[str, ...]:
    """Names of the types that a file may hold beside those that skops trusts itself."""
    text = importlib.resources.files(__package__).joinpath("trusted.json").read_text("utf-8")
    return tuple(json.loads(text))


def seal(pipeline: Pipeline, classes: Sequence[object], task: str = "") -> bytes:
    """The file of a fitted pipeline: equal pipelines give equal bytes.

    Args:
        pipeline: Takes what ``SealedModel.run`` makes of tensors.
        classes: In the order of its probabilities; empty for other tasks.
        task: What it does; where empty, the classes tell classification from regression.

    Raises:
        PermanentError: If the pipeline holds something that no file may hold.
    """
    import skops.io

    content = _settled(skops.io.dumps({"pipeline": pipeline, "classes": list(classes), "task": task}))
    unseal(content)
    return content


def unseal(content: bytes) -> "SealedModel":
    """The model of a file.

    Raises:
        PermanentError: If it is no such file, holds a type that is not trusted, or needs a library that is
            not here.
    """
    try:
        import skops.io

        found = skops.io.loads(content, trusted=list(trusted()))
    except ModuleNotFoundError as error:
        raise PermanentError(
            f"the model needs {error.name}, which is not here", install((error.name or "").partition(".")[0])
        ) from None
    except Exception as error:  # what is not trusted, and whatever a damaged file makes a constructor raise
        raise PermanentError(f"no model to be trusted: {type(error).__name__}: {error}", _AGAIN) from error
    if not isinstance(found, dict) or not _is_whole(found):
        raise PermanentError("no model to be trusted: it holds something else than a pipeline", _AGAIN)
    return SealedModel(found["pipeline"], tuple(found["classes"]), str(found.get("task", "")))


def _is_whole(found: Mapping[str, Any]) -> bool:
    """Whether it is what ``seal`` writes; files without a task are older."""
    return _KEYS - {"task"} <= found.keys() <= _KEYS and isinstance(found["classes"], list)


class SealedModel:
    """A pipeline that was read from a file, asked with the tensors that a graph would take.

    Args:
        pipeline: Fitted.
        classes: In the order of its probabilities, all integers or all text; empty for other tasks.
        task: What it does; where empty, the classes tell classification from regression.
    """

    def __init__(self, pipeline: Pipeline, classes: tuple[object, ...], task: str = "") -> None:
        self._pipeline = pipeline
        self._task = task
        self._classes = np.array(classes, dtype=object if classes and isinstance(classes[0], str) else None)

    @property
    def outputs(self) -> Mapping[str, str]:
        """Names of what ``run`` gives, with their types."""
        if self._task in _DTYPES:
            return _DTYPES[self._task]
        if not self._classes.size:
            return {"prediction": "float32"}
        return {"label": "string" if self._classes.dtype == object else "int64", "probabilities": "float32"}

    def run(self, inputs: Sequence[GraphInput], tensors: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """The outputs of its task, see ``stratum.core.bundles.OUTPUTS``; as a graph gives them.

        Args:
            inputs: What the tensors hold.
            tensors: For each of ``inputs`` an array of shape (rows, its columns).
        """
        rows = _rows(inputs, tensors)
        if self._task == "clustering":
            apart = answers.distances(self._pipeline, rows)
            return {"cluster": apart.argmin(axis=1), "distances": apart.astype(np.float32)}
        if self._task == "anomaly":
            scores = answers.anomaly_scores(self._pipeline, rows).astype(np.float32).reshape(-1, 1)
            return {"score": scores, "anomaly": scores > 0}
        if not self._classes.size:
            return {"prediction": np.asarray(self._pipeline.predict(rows), np.float32).reshape(-1, 1)}
        shares = np.asarray(self._pipeline.predict_proba(rows), np.float32)
        return {"label": self._classes[shares.argmax(axis=1)], "probabilities": shares}


def _rows(inputs: Sequence[GraphInput], tensors: Mapping[str, np.ndarray]) -> Rows:
    """What a pipeline takes: an array of numbers, or a frame where there is text among them."""
    if all(each.dtype != "string" for each in inputs):
        return np.hstack([tensors[each.name] for each in inputs])
    import pandas as pd

    columns = {
        name: tensors[each.name][:, place] for each in inputs for place, name in enumerate(each.columns)
    }
    return pd.DataFrame({n: pd.Series(v, dtype=v.dtype) for n, v in columns.items()})


def _settled(content: bytes) -> bytes:
    """The file without what differs from one writing to the next: addresses of objects, times."""
    with zipfile.ZipFile(io.BytesIO(content)) as read:
        schema = json.loads(read.read(_SCHEMA))
        names: dict[str, str] = {}
        _renumber(schema, {}, names)
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
            for old, new in names.items():
                archive.writestr(zipfile.ZipInfo(new, _MOMENT), read.read(old), zipfile.ZIP_DEFLATED)
            text = json.dumps(schema, separators=(",", ":"))
            archive.writestr(zipfile.ZipInfo(_SCHEMA, _MOMENT), text, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _renumber(node: Node, places: dict[int, int], names: dict[str, str]) -> None:
    """Give objects and files numbers in the order in which they come."""
    if isinstance(node, list):
        for one in node:
            _renumber(one, places, names)
    elif isinstance(node, dict):
        if "__id__" in node:
            node["__id__"] = places.setdefault(node["__id__"], len(places) + 1)
        if isinstance(node.get("file"), str) and "__loader__" in node:
            ending = node["file"].rpartition(".")[2]
            node["file"] = names.setdefault(node["file"], f"{len(names)}.{ending}")
        for one in node.values():
            _renumber(one, places, names)
