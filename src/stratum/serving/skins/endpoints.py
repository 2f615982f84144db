"""What a POST on a model does, from body to answer; the same for every HTTP server around it."""

from typing import Protocol

from stratum.serving.logic.metrics import ModelMetrics
from stratum.serving.logic.oip import RequestReader, ResponseWriter
from stratum.serving.logic.rows import PredictionWriter, RowReader
from stratum.serving.service import ServedModel


class Endpoint(Protocol):
    """Answers the bodies that are posted to one path."""

    metrics: ModelMetrics

    def answer(self, body: bytes) -> tuple[bytes, int]:
        """The answer and how many rows it is about.

        Raises:
            InvalidInputError: If the body does not fit the model.
            PermanentError: If the model cannot answer.
        """
        ...


class InferEndpoint:
    """``POST /v2/models/{m}/infer``."""

    def __init__(self, model: ServedModel) -> None:
        self.metrics = model.metrics
        self._infer = model.infer
        self._outputs = model.outputs
        self._read = RequestReader(model.signature, model.outputs).read
        self._write = ResponseWriter(model.name, model.version, model.examples).write

    def answer(self, body: bytes) -> tuple[bytes, int]:
        """Tensors in, tensors out."""
        request = self._read(body)
        names = request.outputs or self._outputs
        return self._write(names, self._infer(request.batch, names), request.id), request.batch.rows


class PredictEndpoint:
    """``POST /v1/models/{m}:predict``."""

    def __init__(self, model: ServedModel) -> None:
        self.metrics = model.metrics
        self._infer = model.infer
        self._outputs = model.outputs
        self._read = RowReader(model.signature).read
        self._write = PredictionWriter(model.name, model.version, model.manifest.labels).write

    def answer(self, body: bytes) -> tuple[bytes, int]:
        """Rows in, predictions out."""
        batch = self._read(body)
        return self._write(self._outputs, self._infer(batch)), batch.rows
