"""Models in the form of skops: scikit-learn itself answers, for what ONNX cannot say; only where allowed."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from stratum.core.bundles import Manifest
from stratum.core.errors import PermanentError
from stratum.data.sealed import SealedModel, unseal
from stratum.serving.types import Array, TensorInfo


class SkopsSession:
    """A fitted pipeline. Predicting changes nothing in it, so that threads may share it."""

    def __init__(self, model: SealedModel, manifest: Manifest) -> None:
        self._model = model
        self._inputs = manifest.graph_inputs
        self.inputs = tuple(TensorInfo(i.name, i.dtype, len(i.columns)) for i in self._inputs)
        self.outputs = tuple(TensorInfo(name, dtype) for name, dtype in model.outputs.items())

    def run(self, names: Sequence[str], tensors: Mapping[str, Array]) -> list[Array]:
        """The outputs ``names`` for ``tensors``."""
        try:
            _check(self.inputs, tensors)
            found = self._model.run(self._inputs, tensors)
            return [found[name] for name in names]
        except Exception as error:  # estimators raise what they like
            raise PermanentError(f"scikit-learn: {type(error).__name__}: {error}") from error


def _check(inputs: Sequence[TensorInfo], tensors: Mapping[str, Array]) -> None:
    for tensor in inputs:
        if tensors[tensor.name].shape[1] != tensor.width:
            raise PermanentError(f"{tensor.name} has {tensor.width} columns")


class SkopsRuntime:
    """Makes sessions of scikit-learn. The entry point ``skops``."""

    def load(self, directory: Path, manifest: Manifest) -> SkopsSession:
        """Load the model of the bundle in ``directory``."""
        try:
            return SkopsSession(unseal((directory / manifest.graph).read_bytes()), manifest)
        except PermanentError as error:
            raise PermanentError(f"{manifest.name}: {error.message}", error.hint) from error
