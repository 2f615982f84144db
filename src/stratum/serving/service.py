"""The data plane: one object that knows the models of a process and answers for them.

Skins read requests from the wire, ask here, and write answers. Everything that is fixed by a manifest is
worked out when a model is loaded; a request only runs through it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from stratum.core.bundles import OUTPUTS, Manifest
from stratum.core.errors import NotFoundError, PermanentError
from stratum.data.logic.rows import apply_steps
from stratum.serving.bundle import open_bundle
from stratum.serving.logic.columns import check_columns
from stratum.serving.logic.forecasts import example, foretell
from stratum.serving.logic.graph import build_tensors, check_graph
from stratum.serving.logic.metrics import ModelMetrics
from stratum.serving.logic.signature import derive_signature
from stratum.serving.ports import Runtime, Session
from stratum.serving.types import Array, Batch, Columns

_EMPTY: Mapping[str, Array] = {
    "float32": np.zeros(1, dtype=np.float64),
    "int64": np.zeros(1, dtype=np.float64),
    "string": np.array([""], dtype=object),
}


class ServedModel:
    """One version of a model, loaded and tried.

    Args:
        name: Name that callers use.
        version: Version that answers carry.
        manifest: Of the bundle.
        session: Its graph.

    Attributes:
        signature: What it takes.
        outputs: Names of what it gives, as ``Manifest.outputs`` has them.
        metrics: What was counted; skins write it, from one thread.

    Raises:
        PermanentError: If the graph is not what the manifest says.
    """

    def __init__(self, name: str, version: str, manifest: Manifest, session: Session) -> None:
        check_graph(manifest, session.inputs, session.outputs)
        self.name = name
        self.version = version
        self.manifest = manifest
        self.signature = derive_signature(manifest)
        self.outputs = manifest.outputs
        self.metrics = ModelMetrics()
        self._session = session
        self._names = list(OUTPUTS[manifest.task])
        self.examples = self._try()

    def infer(self, batch: Batch, outputs: Sequence[str] = ()) -> list[Array]:
        """The wanted outputs for ``batch``, all where ``outputs`` is empty.

        Raises:
            InvalidInputError: If a value does not fit the graph.
            PermanentError: If the model cannot answer; the caller's rows are not to blame.
        """
        wanted = outputs or self.outputs
        if self.manifest.forecast is not None:
            told = foretell(self.manifest.forecast, self.manifest.inputs, batch.columns, self._step)
            return [told[name] for name in wanted]
        if batch.matrix is not None:
            return self._session.run(wanted, {self.signature.tensor: batch.matrix})
        prepared = apply_steps(self.manifest.preparation, batch.columns)
        return self._session.run(wanted, build_tensors(self.manifest.graph_inputs, prepared))

    def _step(self, columns: Columns) -> Array:
        """The next value for each row, shape (rows,)."""
        prepared = apply_steps(self.manifest.preparation, columns)
        found = self._session.run(self._names, build_tensors(self.manifest.graph_inputs, prepared))
        return np.ravel(found[0])

    def _try(self) -> dict[str, Array]:
        """Run one empty row: a graph that does not run is refused at the start and not by a caller."""
        columns = {name: _EMPTY[each.dtype] for each in self.manifest.graph_inputs for name in each.columns}
        found = self._session.run(self._names, build_tensors(self.manifest.graph_inputs, columns))
        if self.manifest.forecast is not None:
            return example(self.manifest.forecast)
        outputs = dict(zip(self._names, found, strict=True))
        labels = len(self.manifest.labels)
        if "probabilities" in outputs and outputs["probabilities"].shape != (1, labels):
            shape = list(outputs["probabilities"].shape)
            raise PermanentError(f"the graph gives probabilities of shape {shape} for {labels} labels")
        return outputs


class DataPlane:
    """The models of a process.

    Args:
        models: Loaded; no two of one name.
    """

    def __init__(self, models: Iterable[ServedModel]) -> None:
        self._models = {model.name: model for model in models}

    @property
    def models(self) -> tuple[ServedModel, ...]:
        """All of them."""
        return tuple(self._models.values())

    def model(self, name: str, version: str | None = None) -> ServedModel:
        """The model of that name, which is ready: what is not ready is not here.

        Raises:
            NotFoundError: If there is none, or not in that version.
        """
        found = self._models.get(name)
        if found is None:
            raise NotFoundError(f"no model {name[:80]!r}", f"here: {', '.join(self._models) or 'none'}")
        if version is not None and version != found.version:
            raise NotFoundError(f"model {name!r} has no version {version[:80]!r}", f"here: {found.version}")
        return found

    def infer(self, model: str, columns: Columns, outputs: Sequence[str] = ()) -> dict[str, Array]:
        """Predict from arrays by column name.

        Args:
            model: Name of the model.
            columns: Flat arrays of one length: float64 with NaN for missing, objects with None for missing.
            outputs: Wanted outputs; empty for all.

        Raises:
            NotFoundError: If there is no such model.
            InvalidInputError: If the columns do not fit it.
        """
        served = self.model(model)
        names = tuple(outputs) or served.outputs
        return dict(zip(names, served.infer(check_columns(columns, served.signature), names), strict=True))


def load_model(
    name: str, version: str, directory: Path, runtimes: Callable[[str], Runtime], variant: str = ""
) -> ServedModel:
    """Verify the bundle in ``directory`` and load it, or a variant of its model.

    Args:
        name: Name that callers use.
        version: Version that answers carry.
        directory: Holds the bundle.
        runtimes: The runtime of a form, such as ``load_runtime``; may refuse it.
        variant: Which variant of the model; empty for the model as it was trained.

    Raises:
        NotFoundError: If there is no bundle, or no such variant in it.
        PermanentError: If it was changed, or does not load or run.
    """
    manifest = open_bundle(directory, variant)
    return ServedModel(name, version, manifest, runtimes(manifest.form).load(directory, manifest))
