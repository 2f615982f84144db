"""The libraries that make a model: which they are, their versions and licences, as they say themselves."""

import importlib.metadata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from stratum.training.types import CandidateSpec

PACKAGES: Final = ("duckdb", "numpy", "onnx", "onnxruntime", "pyarrow", "scikit-learn", "skl2onnx")
"""Those of every model."""
_OF_FRAMEWORKS: Final[Mapping[str, Sequence[str]]] = {
    "catboost": ("catboost",),
    "lightgbm": ("lightgbm", "onnxmltools"),
    "torch": ("torch",),
    # without graphics processors XGBoost is a package of its own
    "xgboost": ("xgboost", "xgboost-cpu", "onnxmltools"),
}
"""Those of models of some frameworks, where they are installed."""
_PREFIX = "License :: OSI Approved :: "
_MOST = 60


def packages_of(candidates: Iterable[CandidateSpec]) -> tuple[str, ...]:
    """Names of the packages that have a say in what becomes of candidates, sorted."""
    named = {name for framework in _frameworks(candidates) for name in _OF_FRAMEWORKS.get(framework, ())}
    return tuple(sorted({*PACKAGES, *filter(_is_here, named)}))


def _frameworks(candidates: Iterable[CandidateSpec]) -> Iterator[str]:
    for candidate in candidates:
        yield candidate.framework
        yield from _frameworks(candidate.members)


def _is_here(package: str) -> bool:
    try:
        importlib.metadata.distribution(package)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def licences(packages: Iterable[str]) -> Mapping[str, str]:
    """The licence of each package: its SPDX expression, else its short text, else its classifiers."""
    return {name: _licence(importlib.metadata.metadata(name)) for name in packages}


def _licence(told: importlib.metadata.PackageMetadata) -> str:
    for field in ("License-Expression", "License"):
        text = str((told.get_all(field) or ("",))[0]).strip()
        if text and len(text) <= _MOST and "\n" not in text:
            return text
    classified = [c.removeprefix(_PREFIX) for c in told.get_all("Classifier") or () if c.startswith(_PREFIX)]
    return ", ".join(classified) or "not told"
