"""JSON: an object in each line, or one list of objects."""

import io
import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

import pyarrow as pa
import pyarrow.json as arrow_json

from stratum.core.errors import InvalidInputError
from stratum.data.formats.csv import Options
from stratum.data.formats.rows import Rows, explained
from stratum.data.formats.text import utf8

_BLOCK: Final = 16 << 20
_LONGEST_LIST: Final = 256 << 20
_HINT: Final = "give each name values of one kind, and each line one object"


def read(path: Path, place: str, options: Options) -> Rows:
    """Rows of a JSON file: each object is a row, its names are columns, in the order in which they appear.

    Names inside of objects become columns with a dot, such as ``address.city``; lists become JSON text.

    Args:
        path: The file, plain or in .zip or .gz.
        place: What errors call it.
        options: ``encoding`` (UTF-8 by default).

    Raises:
        InvalidInputError: If it is empty or no JSON, or a name has values of several kinds.
    """
    schema = pa.schema([])
    for line, block in _blocks(path, place, options):
        with explained(f"{place}: {_from(line)}", _HINT):
            found = _parsed(block).schema
            schema = pa.unify_schemas([schema, found], promote_options="permissive")
    if not schema.names:
        raise InvalidInputError(f"{place} is empty", "write one object in each line")
    return Rows(_flat(schema.empty_table()).schema, _batches(path, place, options, schema))


def _batches(path: Path, place: str, options: Options, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    for line, block in _blocks(path, place, options):
        with explained(f"{place}: {_from(line)}", _HINT):
            yield from _flat(_parsed(block, schema)).to_batches()


def _from(line: int) -> str:
    return "" if line == 1 else f"from line {line} on: "


def _parsed(block: bytes, schema: pa.Schema | None = None) -> pa.Table:
    return arrow_json.read_json(
        io.BytesIO(block),
        read_options=arrow_json.ReadOptions(block_size=len(block) + 1, use_threads=False),
        parse_options=arrow_json.ParseOptions(explicit_schema=schema, newlines_in_values=True),
    )


def _blocks(path: Path, place: str, options: Options) -> Iterator[tuple[int, bytes]]:
    """Parts of whole lines, each with the number of its first line."""
    with utf8(path, place, str(options.get("encoding", "utf-8"))) as text:
        begin = text.peek(64).lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
        lines = _listed(text, place) if begin == b"[" else text
        line = 1
        while part := list(itertools.islice(_sized(lines), 1_000_000)):
            block = b"".join(part)
            if block.strip():
                yield line, block.removeprefix(b"\xef\xbb\xbf")
            line += len(part)


def _sized(lines: "IO[bytes] | Iterator[bytes]") -> Iterator[bytes]:
    size = 0
    for line in lines:
        yield line
        size += len(line)
        if size >= _BLOCK:
            return


def _listed(text: IO[bytes], place: str) -> Iterator[bytes]:
    """The objects of a list, a line each."""
    content = text.read(_LONGEST_LIST + 1)
    if len(content) > _LONGEST_LIST:
        raise InvalidInputError(f"{place} is one long list", "write one object in each line instead")
    try:
        rows = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InvalidInputError(f"{place} is no JSON ({error})", "check that it was copied whole") from None
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            raise InvalidInputError(f"{place}: item {number} of the list is no object", "list objects")
        yield json.dumps(row).encode() + b"\n"


def _flat(table: pa.Table) -> pa.Table:
    while any(pa.types.is_struct(kind) for kind in table.schema.types):
        table = table.flatten()
    for index, field in enumerate(table.schema):
        if pa.types.is_list(field.type):
            told = [
                None if v is None else json.dumps(v, default=str) for v in table.column(index).to_pylist()
            ]
            table = table.set_column(index, field.name, pa.array(told, pa.string()))
    return table
