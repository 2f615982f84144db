"""The words of serving: arrays, batches, tensors, the specification of a server, refusals."""

import dataclasses
from collections.abc import Mapping
from typing import Any, TypeAlias

import msgspec
import numpy as np
import numpy.typing as npt

from stratum.core.bundles import ONNX
from stratum.core.errors import InvalidInputError

Array: TypeAlias = npt.NDArray[Any]
Columns: TypeAlias = Mapping[str, Array]

FLOAT32 = np.dtype(np.float32).newbyteorder("<")
DEFAULT_PORT = 8080
MEBIBYTE = 1024 * 1024


class Batch(msgspec.Struct, frozen=True, gc=False):
    """Rows on their way to a model, in one of two forms.

    Attributes:
        rows: How many; at least one.
        matrix: float32 (rows, width) that the graph takes as it is; None where columns are given.
        columns: One array of ``rows`` values for each column of the model. Numbers are float64 with NaN for
            missing, text is objects with None for missing. Empty where a matrix is given.
    """

    rows: int
    matrix: Array | None = None
    columns: dict[str, Array] = {}  # msgspec copies it for each instance


@dataclasses.dataclass(frozen=True, slots=True)
class TensorInfo:
    """A tensor that a session takes or gives.

    Attributes:
        name: Its name in the graph.
        dtype: As numpy says it; ``string`` for text.
        width: Size of its second dimension; 0 where it has one dimension or the size is open.
    """

    name: str
    dtype: str
    width: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class ServerSpec:
    """What a model server is told.

    Attributes:
        name: Name that callers use for the model.
        version: Version that answers carry.
        bundle: Directory of the bundle, relative to the specification's or absolute.
        address: IP address to listen on.
        port: Port to listen on.
        runtime: Entry-point name of the runtime; that of the model's form where empty.
        body_limit: Largest accepted request body in bytes.
        variant: Which variant of the model it serves; empty for the model as it was trained.
        forms: Forms of models that it serves; one in another form is refused before it is read.
        signers: Public keys, ``ssh-ed25519 AAAA…``; a bundle that none of them signed is refused before it is
            read. Without any, nobody is asked for a signature.
    """

    name: str
    version: str
    bundle: str
    address: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    runtime: str = ""
    body_limit: int = 16 * MEBIBYTE
    variant: str = ""
    forms: tuple[str, ...] = (ONNX,)
    signers: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class GatewaySpec:
    """What a gateway is told.

    Attributes:
        name: Name of the service.
        address: IP address to listen on.
        port: Port for requests.
        status: Port for ``/ping`` and ``/metrics``.
    """

    name: str
    address: str
    port: int
    status: int


@dataclasses.dataclass(frozen=True, slots=True)
class ActivatorSpec:
    """What an activator is told.

    Attributes:
        name: Name of the service.
        address: IP address to listen on.
        port: Port to listen on.
        queue: Most requests that wait at the same time.
        patience: Most seconds that a request waits.
        body_limit: Largest accepted request body in bytes.
    """

    name: str
    address: str
    port: int
    queue: int = 1000
    patience: float = 60.0
    body_limit: int = 16 * MEBIBYTE


class MalformedRequestError(InvalidInputError):
    """The request cannot be read at all: it is not the JSON that the protocol asks for."""
