"""Arrow tables as the arrays that preparation and models take."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stratum.core.bundles import ColumnType
from stratum.data.logic.rows import Columns
from stratum.data.logic.tables import column_type


def to_arrays(table: pa.Table, exact: str = "") -> Columns:
    """Each column as an array of shape (rows,): the same values that serving makes from a request.

    Numbers, integers and booleans become float32 with NaN for missing, and infinite where float32 cannot
    hold them; timestamps ``datetime64[s]`` in
    UTC with NaT; categories objects (text) with None.

    Args:
        table: The rows.
        exact: A column that is learned and not served: its numbers become float64.
    """
    return {f.name: _array(table.column(f.name), f.type, exact=f.name == exact) for f in table.schema}


def _array(column: pa.ChunkedArray, kind: pa.DataType, *, exact: bool) -> np.ndarray:
    match column_type(kind):
        case ColumnType.TIMESTAMP:
            # through microseconds: Arrow refuses to drop a fraction, numpy drops it
            times = np.asarray(column.cast(pa.timestamp("us")).to_numpy())
            return times.astype("datetime64[s]")
        case ColumnType.CATEGORY:
            return np.asarray(column.cast(pa.string()).to_numpy(zero_copy_only=False), dtype=object)
        case _:
            values = pc.fill_null(column.cast(pa.float64()), float("nan"))
            with np.errstate(over="ignore"):
                return np.asarray(values.to_numpy(), dtype=np.float64 if exact else np.float32)
