"""What a model takes, derived once from its manifest so that requests need not look it up."""

import dataclasses
import struct
from collections.abc import Callable, Mapping

from stratum.core.bundles import Column, ColumnType, Manifest

PACKED = "input"
NUMERIC = frozenset({ColumnType.NUMBER, ColumnType.INTEGER, ColumnType.BOOLEAN})
DATATYPES = {
    ColumnType.NUMBER: "FP64",
    ColumnType.INTEGER: "INT64",
    ColumnType.BOOLEAN: "BOOL",
    ColumnType.CATEGORY: "BYTES",
    ColumnType.TIMESTAMP: "BYTES",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Signature:
    """What requests are checked against.

    Attributes:
        columns: The columns of a row by name, in the manifest's order.
        packable: Whether all columns are numbers, so that one tensor ``input`` may hold them.
        direct: Whether that tensor is what the graph takes, with nothing to prepare or to check but numbers.
        tensor: Name of that tensor in the graph; empty unless ``direct``.
        pack: Bytes of one float32 row from as many numbers as there are columns. Raises ``struct.error``
            on another count or on what is no number, ``OverflowError`` beyond float32.
    """

    columns: Mapping[str, Column]
    packable: bool
    direct: bool
    tensor: str
    pack: Callable[..., bytes]

    @property
    def width(self) -> int:
        """How many columns a row has."""
        return len(self.columns)

    @property
    def names(self) -> tuple[str, ...]:
        """The columns in order."""
        return tuple(self.columns)


def derive_signature(manifest: Manifest) -> Signature:
    """What the model of ``manifest`` takes."""
    kinds = {column.type for column in manifest.inputs}
    direct = kinds == {ColumnType.NUMBER} and _takes_rows(manifest)
    return Signature(
        columns={column.name: column for column in manifest.inputs},
        packable=kinds <= NUMERIC,
        direct=direct,
        tensor=manifest.graph_inputs[0].name if direct else "",
        # "<": the standard mode refuses what float32 cannot hold; the native one makes an infinity of it.
        pack=struct.Struct(f"<{len(manifest.inputs)}f").pack,
    )


def _takes_rows(manifest: Manifest) -> bool:
    """Whether rows as they are given, as float32, are the graph's one tensor."""
    names = tuple(column.name for column in manifest.inputs)
    tensors = [(tensor.dtype, tensor.columns) for tensor in manifest.graph_inputs]
    return not manifest.preparation and tensors == [("float32", names)]
