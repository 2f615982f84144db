"""Every runtime keeps the contract of its port."""

import dataclasses
from pathlib import Path

import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder

from stratum.core.bundles import FILES, SKOPS, Manifest
from stratum.data.sealed import seal
from stratum.serving.ports import Runtime
from stratum.serving.runtimes.onnx import OnnxRuntime
from stratum.serving.runtimes.skops import SkopsRuntime
from stratum.testing.bundles import write_bundle, write_mixed_bundle, write_numeric_bundle
from stratum.testing.contracts.runtime import RuntimeContract


class TestOnnxRuntime(RuntimeContract):
    def make(self) -> Runtime:
        return OnnxRuntime()


def sums(*weights: float) -> LogisticRegression:
    """1 where the weighted sum of the columns is above 0."""
    made = LogisticRegression()
    made.classes_, made.coef_, made.intercept_ = np.array([0, 1]), np.array([weights]), np.zeros(1)
    return made


class TestSkopsRuntime(RuntimeContract):
    def make(self) -> Runtime:
        return SkopsRuntime()

    def write(self, directory: Path, manifest: Manifest, pipeline: Pipeline) -> Manifest:
        sealed = dataclasses.replace(manifest, form=SKOPS, graph=FILES[SKOPS])
        return write_bundle(directory, sealed, seal(pipeline, [0, 1]))

    def write_numbers(self, directory: Path) -> Manifest:
        return self.write(directory, write_numeric_bundle(directory), Pipeline([("estimate", sums(1, 1, 1))]))

    def write_mixed(self, directory: Path) -> Manifest:
        manifest = write_mixed_bundle(directory)
        coded = OneHotEncoder(categories=[np.array(["AA"], dtype=object)], handle_unknown="ignore")
        rows = manifest_rows(manifest)
        prepare = ColumnTransformer([
            ("text", coded, ["carrier"]),
            ("numbers", "passthrough", ["delay", "hour"]),
        ])
        pipeline = Pipeline([("prepare", prepare.fit(rows)), ("estimate", sums(100, 1, 1))])
        return self.write(directory, manifest, pipeline)


def manifest_rows(manifest: Manifest) -> "object":
    """A row to show a column transformer which columns there are."""
    import pandas as pd

    return pd.DataFrame({i.name: ["AA"] if i.dtype == "string" else [0.0] for i in manifest.graph_inputs})
