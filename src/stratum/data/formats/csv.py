"""Comma-separated text, and text with another character between its values."""

import contextlib
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Final

import pyarrow as pa
import pyarrow.csv as arrow_csv

from stratum.core.errors import InvalidInputError
from stratum.data.formats.rows import Rows, WrongTypesError
from stratum.data.formats.text import utf8
from stratum.data.logic.tables import check_names

MISSING: Final = ("", "NA", "NaN")
TIMES: Final = ("%Y/%m/%d", "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S")
"""Days and times beside those of ISO 8601: the year first, as with other orders the month is unknown."""
AT_ONCE: Final = 64 << 20
"""Bytes of text that are parsed as one; longer text is read in blocks."""
_BLOCK: Final = 8 << 20
_TEXT: Final = pa.string()
_TIMES: Final = (
    (pa.date32(), pa.timestamp("s"), pa.timestamp("ns")),
    (pa.timestamp("s", "UTC"), pa.timestamp("ns", "UTC")),
)

Options = Mapping[str, Any]


def read(path: Path, place: str, options: Options, at_once: int = AT_ONCE) -> Rows:
    """Rows of a CSV file. ``""``, ``NA`` and ``NaN`` are missing, as in R and pandas.

    A column's type is the narrowest that fits all its values; ``2012/01/31`` is a day like ``2012-01-31``.

    Args:
        path: The file.
        place: What errors call it.
        options: ``delimiter`` (one character, comma by default); ``encoding`` (UTF-8 by default); ``skip``,
            lines before the header or, with ``names``, before the first row; ``names``, which stand in for a
            header.
        at_once: Bytes of text that are parsed as one.

    Raises:
        InvalidInputError: If it is empty, in another encoding, or not rectangular.
    """
    with _opened(path, place, options) as text:
        content = text.read(at_once + 1)
    if not content.strip():
        raise InvalidInputError(f"{place} is empty", "the first line must name the columns")
    if len(content) <= at_once:
        return Rows.of(_whole(place, content, options))
    return _streamed(path, place, options)


def _opened(path: Path, place: str, options: Options) -> contextlib.AbstractContextManager[IO[bytes]]:
    return utf8(path, place, str(options.get("encoding", "utf-8")))


def _whole(place: str, content: bytes, options: Options) -> pa.Table:
    try:
        return _parse(content, options, threads=True)
    except pa.ArrowInvalid:
        pass
    try:  # one thread knows the number of the row
        return _parse(content, options, threads=False)
    except pa.ArrowInvalid as error:
        raise _wrong(place, error) from None


def _wrong(place: str, error: pa.ArrowInvalid) -> InvalidInputError:
    return InvalidInputError(f"{place}: {error}", "correct this row of the file")


def _parse(content: bytes, options: Options, *, threads: bool) -> pa.Table:
    # one block, so that types follow from all rows and not from the first megabyte
    return arrow_csv.read_csv(
        io.BytesIO(content),
        read_options=_reading(options, len(content) + 1, threads=threads),
        parse_options=_parsing(options),
        convert_options=_converting(),
    )


def _reading(options: Options, block: int, *, threads: bool) -> arrow_csv.ReadOptions:
    return arrow_csv.ReadOptions(
        block_size=block,
        use_threads=threads,
        skip_rows=options.get("skip", 0),
        column_names=options.get("names"),
    )


def _parsing(options: Options) -> arrow_csv.ParseOptions:
    return arrow_csv.ParseOptions(delimiter=options.get("delimiter", ","), newlines_in_values=True)


def _converting(types: Mapping[str, pa.DataType] | None = None) -> arrow_csv.ConvertOptions:
    return arrow_csv.ConvertOptions(
        null_values=list(MISSING),
        strings_can_be_null=True,
        column_types=types or None,
        timestamp_parsers=[arrow_csv.ISO8601, *TIMES],
    )


def _streamed(path: Path, place: str, options: Options) -> Rows:
    """Rows of a long file, with the types of its first block; once more with other types where these fail."""
    with _opened(path, place, options) as text, _telling(place):
        schema = _batches(text, options, {}).schema
    check_names(place, schema.names)
    return Rows(
        schema, _guessed(path, place, options, schema), lambda: _exact(path, place, options, schema.names)
    )


def _guessed(path: Path, place: str, options: Options, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """Types of the first block that hold all values are the narrowest: they were for some of them."""
    types = dict(zip(schema.names, schema.types, strict=True))
    try:
        with _opened(path, place, options) as text:
            yield from _batches(text, options, types, threads=True)
    except pa.ArrowInvalid:
        raise WrongTypesError(place) from None


def _exact(path: Path, place: str, options: Options, names: list[str]) -> Rows:
    """Rows of a long file: the types from a first pass over all of it, the rows from a second."""
    types = _types(path, place, options, names)
    schema = pa.schema([(name, types[name]) for name in names])
    return Rows(schema, _second_pass(path, place, options, types))


def _batches(
    text: IO[bytes], options: Options, types: Mapping[str, pa.DataType], *, threads: bool = False
) -> arrow_csv.CSVStreamingReader:
    return arrow_csv.open_csv(
        text,
        read_options=_reading(options, _BLOCK, threads=threads),
        parse_options=_parsing(options),
        convert_options=_converting(types),
    )


def _second_pass(
    path: Path, place: str, options: Options, types: Mapping[str, pa.DataType]
) -> Iterator[pa.RecordBatch]:
    with _opened(path, place, options) as text, _telling(place):
        yield from _batches(text, options, types)


def _types(path: Path, place: str, options: Options, names: list[str]) -> dict[str, pa.DataType]:
    """The narrowest type of each column over all rows: each batch is written again and told by Arrow."""
    found: dict[str, pa.DataType] = dict.fromkeys(names, pa.null())
    with _opened(path, place, options) as text, _telling(place):
        for batch in _batches(text, options, dict.fromkeys(names, _TEXT)):
            open_still = [name for name in names if found[name] != _TEXT]
            if open_still and batch.num_rows:
                kinds = _inferred(batch.select(open_still))
                found |= {n: wider(found[n], kind) for n, kind in zip(open_still, kinds, strict=True)}
    return found


def _inferred(batch: pa.RecordBatch) -> list[pa.DataType]:
    written = io.BytesIO()
    arrow_csv.write_csv(batch, written, arrow_csv.WriteOptions(include_header=False))
    content = written.getvalue()
    table = arrow_csv.read_csv(
        io.BytesIO(content),
        read_options=arrow_csv.ReadOptions(
            block_size=len(content) + 1, column_names=[str(i) for i in range(batch.num_columns)]
        ),
        parse_options=arrow_csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
        convert_options=_converting(),
    )
    return list(table.schema.types)


def wider(one: pa.DataType, other: pa.DataType) -> pa.DataType:
    """The narrowest type that holds what both hold; text where no other does."""
    if one == other or pa.types.is_null(other):
        return one
    if pa.types.is_null(one):
        return other
    if {one, other} == {pa.int64(), pa.float64()}:
        return pa.float64()
    for times in _TIMES:
        if one in times and other in times:
            return max(one, other, key=times.index)
    return _TEXT


@contextlib.contextmanager
def _telling(place: str) -> Iterator[None]:
    try:
        yield
    except pa.ArrowInvalid as error:
        raise _wrong(place, error) from None
