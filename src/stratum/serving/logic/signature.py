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
    columns = {column.name: column for column in manifest.inputs}
    packable = all(column.type in NUMERIC for column in manifest.inputs)
    direct = (
        all(column.type is ColumnType.NUMBER for column in manifest.inputs)
        and not manifest.preparation
        and len(manifest.graph_inputs) == 1
        and manifest.graph_inputs[0].dtype == "float32"
        and manifest.graph_inputs[0].columns == tuple(columns)
    )
    return Signature(
        columns=columns,
        packable=packable,
        direct=direct,
        tensor=manifest.graph_inputs[0].name if direct else "",
        # "<": the standard mode refuses what float32 cannot hold; the native one makes an infinity of it.
        pack=struct.Struct(f"<{len(columns)}f").pack,
    )
