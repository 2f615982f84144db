"""What serving asks of an engine that runs graphs."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from stratum.core.bundles import Manifest
from stratum.serving.types import Array, TensorInfo


class Session(Protocol):
    """A loaded graph. Any number of threads may call ``run`` at the same time."""

    @property
    def inputs(self) -> tuple[TensorInfo, ...]:
        """The tensors that ``run`` takes, all of them needed."""
        ...

    @property
    def outputs(self) -> tuple[TensorInfo, ...]:
        """The tensors that ``run`` can give."""
        ...

    def run(self, names: Sequence[str], tensors: Mapping[str, Array]) -> list[Array]:
        """The outputs ``names``, in that order.

        Args:
            names: Some of ``outputs``.
            tensors: An array for each of ``inputs``, shape (rows, columns); text as objects.

        Raises:
            PermanentError: If the engine cannot compute them from these tensors.
        """
        ...


class Runtime(Protocol):
    """Makes sessions. An implementation is found by its name in ``stratum.serving.runtimes``."""

    def load(self, directory: Path, manifest: Manifest) -> Session:
        """Load the graph of the bundle in ``directory``, whose files were verified before.

        Raises:
            PermanentError: If the graph cannot be loaded.
        """
        ...
