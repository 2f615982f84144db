"""ONNX Runtime on the CPU, one thread a session: a server's processes scale, not its sessions."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import onnxruntime

from stratum.core.bundles import Manifest
from stratum.core.errors import PermanentError
from stratum.serving.types import Array, TensorInfo

_DTYPES = {
    "tensor(float)": "float32",
    "tensor(double)": "float64",
    "tensor(int64)": "int64",
    "tensor(int32)": "int32",
    "tensor(bool)": "bool",
    "tensor(string)": "string",
}
_ERRORS_ONLY = 3


class _Tensor(Protocol):
    """What onnxruntime, which has no types, says of a tensor."""

    name: str
    type: str
    shape: Sequence[int | str | None]


class _Session(Protocol):
    """The part of onnxruntime's session that is used here."""

    def get_inputs(self) -> list[_Tensor]: ...
    def get_outputs(self) -> list[_Tensor]: ...
    def run(self, names: Sequence[str], tensors: Mapping[str, Array]) -> list[Array]: ...


class OnnxSession:
    """A graph in ONNX Runtime."""

    def __init__(self, session: _Session) -> None:
        self._run = session.run
        self.inputs = tuple(_describe(tensor) for tensor in session.get_inputs())
        self.outputs = tuple(_describe(tensor) for tensor in session.get_outputs())

    def run(self, names: Sequence[str], tensors: Mapping[str, Array]) -> list[Array]:
        """The outputs ``names`` for ``tensors``."""
        try:
            return self._run(names, tensors)
        except Exception as error:  # onnxruntime's exceptions have no common root of their own
            raise PermanentError(f"ONNX Runtime: {str(error).splitlines()[0]}") from error


class OnnxRuntime:
    """Makes sessions of ONNX Runtime. The entry point ``onnx``."""

    def load(self, directory: Path, manifest: Manifest) -> OnnxSession:
        """Load the graph of the bundle in ``directory``."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = _ERRORS_ONLY
        try:
            session = onnxruntime.InferenceSession(
                str(directory / manifest.graph), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:
            raise PermanentError(
                f"ONNX Runtime cannot load {manifest.name}: {str(error).splitlines()[0]}"
            ) from error
        return OnnxSession(session)


def _describe(tensor: _Tensor) -> TensorInfo:
    width = tensor.shape[1] if len(tensor.shape) == 2 else 0
    return TensorInfo(
        tensor.name, _DTYPES.get(tensor.type, tensor.type), width if isinstance(width, int) else 0
    )
