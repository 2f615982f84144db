"""What is sent and what is asked: made-up departures and a gradient boosting over 14 columns as a bundle."""

import dataclasses
import hashlib
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from stratum.core.bundles import Column, ColumnType, GraphInput, Lineage, Manifest

TEXTS = {"carrier": 12, "dest": 60, "engine": 4, "origin": 3}
NUMBERS = (
    "distance",
    "seats",
    "temp",
    "wind_speed",
    "wind_gust",
    "precip",
    "pressure",
    "visib",
    "hour",
    "delay",
)
COLUMNS = (*TEXTS, *NUMBERS)
START = np.datetime64("2013-09-01T00:00:00")


@dataclasses.dataclass(frozen=True, slots=True)
class Subject:
    """Where the subject lies."""

    dataset: Path
    bundle: Path


def make_subject(work: Path, events: int, publishers: int) -> Subject:
    """Departures as a Parquet file and a bundle with the model; the same at each call."""
    work.mkdir(parents=True, exist_ok=True)
    table = _departures(events)
    table["publisher"] = np.arange(events) % publishers
    dataset, bundle = work / f"departures-{events}.parquet", work / "bundle"
    pq.write_table(pa.Table.from_pandas(table, preserve_index=False), dataset)
    if not (bundle / "manifest.json").exists():
        _write_bundle(bundle, _departures(20_000))
    return Subject(dataset, bundle)


def _departures(events: int) -> pd.DataFrame:
    chance = np.random.default_rng(7)
    texts = {name: _texts(name, chance.integers(0, kinds, events)) for name, kinds in TEXTS.items()}
    numbers = {name: np.round(chance.normal(50.0, 20.0, events), 2) for name in NUMBERS}
    table = pd.DataFrame({**texts, **numbers})
    table["id"] = [f"2013-9-1-UA{number:07d}" for number in range(events)]
    table["scheduled"] = START + np.arange(events).astype("timedelta64[s]")
    table["late"] = table["delay"] + chance.normal(0, 20, events) > 70
    return table


def _texts(name: str, kinds: np.ndarray) -> list[str]:
    return [f"{name[:2].upper()}{kind}" for kind in kinds]


def _write_bundle(folder: Path, table: pd.DataFrame) -> None:
    encode = ColumnTransformer(
        [("coded", OneHotEncoder(handle_unknown="ignore", sparse_output=False), list(TEXTS))],
        remainder="passthrough",
    )
    model = make_pipeline(encode, HistGradientBoostingClassifier(max_iter=100, random_state=7))
    model.fit(table[list(COLUMNS)], table["late"].astype(int))
    kinds = [(n, StringTensorType([None, 1]) if n in TEXTS else FloatTensorType([None, 1])) for n in COLUMNS]
    graph = to_onnx(model, initial_types=kinds, options={id(model): {"zipmap": False}}, target_opset=17)
    assert [output.name for output in graph.graph.output] == ["label", "probabilities"]
    content = graph.SerializeToString()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(content)
    manifest = _manifest(hashlib.sha256(content).hexdigest())
    (folder / "manifest.json").write_text(json.dumps(dataclasses.asdict(manifest)))


def _manifest(digest: str) -> Manifest:
    types = {name: ColumnType.CATEGORY if name in TEXTS else ColumnType.NUMBER for name in COLUMNS}
    return Manifest(
        name="delay-risk",
        task="classification",
        inputs=tuple(Column(name, kind) for name, kind in types.items()),
        labels=("0", "1"),
        preparation=(),
        graph_inputs=tuple(
            GraphInput(name, "string" if name in TEXTS else "float32", (name,)) for name in COLUMNS
        ),
        files={"model.onnx": digest},
        algorithm="HistGradientBoosting",
        parameters={},
        metrics={},
        lineage=Lineage("", {}, "", {}, 7),
    )
