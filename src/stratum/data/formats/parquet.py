"""Parquet files, and files of Arrow's IPC format (Feather)."""

import contextlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.ipc as arrow_ipc
import pyarrow.parquet as arrow_parquet

from stratum.data.formats.csv import Options
from stratum.data.formats.rows import Rows, explained

_HINT = "check path, and that it was copied whole"


def read_parquet(path: Path, place: str, _options: Options) -> Rows:
    """Rows of a Parquet file.

    Raises:
        InvalidInputError: If it is no Parquet file; while reading, if it is damaged.
    """
    what = f"{place} is no Parquet file"
    with explained(what, _HINT), arrow_parquet.ParquetFile(path) as file:
        schema = file.schema_arrow
    return Rows(schema, _parquet_batches(path, what))


def _parquet_batches(path: Path, what: str) -> Iterator[pa.RecordBatch]:
    # a file, not its name: Arrow would take "key=value" in the folders for columns
    with explained(what, _HINT), path.open("rb") as content:
        yield from arrow_parquet.ParquetFile(content).iter_batches()


def write_parquet(path: Path, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> None:
    """Keep rows; measured values have no dictionaries, which cost more than all else and save nothing.

    Raises:
        OSError: If there is no room.
    """
    coded = [field.name for field in schema if not pa.types.is_floating(field.type)]
    with arrow_parquet.ParquetWriter(path, schema, compression="zstd", use_dictionary=coded) as writer:
        for batch in batches:
            writer.write_batch(batch)


def keep_parquet(target: Path, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> None:
    """Keep rows under a name that others look at: it names all of them or nothing, however many write it.

    Raises:
        OSError: If there is no room.
    """
    handle, name = tempfile.mkstemp(".part", dir=target.parent)
    os.close(handle)
    part = Path(name)
    try:
        write_parquet(part, schema, batches)
        part.replace(target)
    finally:
        with contextlib.suppress(OSError):
            part.unlink()


def read_arrow(path: Path, place: str, _options: Options) -> Rows:
    """Rows of an Arrow IPC file or stream, with dictionaries as what they stand for.

    Raises:
        InvalidInputError: If it is neither; while reading, if it is damaged.
    """
    what = f"{place} is no Arrow file"
    with explained(what, _HINT), path.open("rb") as content:
        schema = _opened(content).schema
    plain = pa.schema([pa.field(field.name, _plain(field.type)) for field in schema])
    return Rows(plain, _arrow_batches(path, what, plain))


def _plain(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _opened(content: IO[bytes]) -> "arrow_ipc.RecordBatchStreamReader | arrow_ipc.RecordBatchFileReader":
    try:
        return arrow_ipc.open_file(content)
    except pa.ArrowInvalid:
        content.seek(0)
        return arrow_ipc.open_stream(content)


def _arrow_batches(path: Path, what: str, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    with explained(what, _HINT), path.open("rb") as content:
        reader = _opened(content)
        whole = isinstance(reader, arrow_ipc.RecordBatchFileReader)
        batches = (reader.get_batch(i) for i in range(reader.num_record_batches)) if whole else reader
        for batch in batches:
            yield batch.cast(schema)
