"""Tiny served models: three numbers, mixed columns, a regression."""

from pathlib import Path

import pytest

from stratum.serving.runtimes.onnx import OnnxRuntime
from stratum.serving.service import ServedModel, load_model
from stratum.testing.bundles import write_mixed_bundle, write_numeric_bundle, write_regression_bundle


@pytest.fixture(scope="session")
def numeric(tmp_path_factory: pytest.TempPathFactory) -> ServedModel:
    directory = tmp_path_factory.mktemp("numeric")
    write_numeric_bundle(directory)
    return load_model("sums", "3", directory, lambda _: OnnxRuntime())


@pytest.fixture(scope="session")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> ServedModel:
    directory = tmp_path_factory.mktemp("mixed")
    write_mixed_bundle(directory)
    return load_model("late", "1", directory, lambda _: OnnxRuntime())


@pytest.fixture(scope="session")
def regression(tmp_path_factory: pytest.TempPathFactory) -> ServedModel:
    directory = tmp_path_factory.mktemp("regression")
    write_regression_bundle(directory)
    return load_model("count", "1", directory, lambda _: OnnxRuntime())


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    write_numeric_bundle(tmp_path)
    return tmp_path
