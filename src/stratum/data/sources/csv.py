"""Comma-separated text, plain or inside .zip or .gz."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.csv as arrow_csv

from stratum.core.errors import InvalidInputError
from stratum.data.logic.tables import check_names
from stratum.data.sources import places
from stratum.data.types import SourceSpec

MISSING = ("", "NA", "NaN")
_LARGEST_BLOCK = 1 << 30
_ROOM = 1_000_000
_RATIO = 200
"""Packing makes tables some ten times smaller; what is made to fill the memory, a thousand times."""


class CsvSource:
    """Reads CSV with a header line. ``""``, ``NA`` and ``NaN`` are missing, as in R and pandas.

    Attributes of the specification: ``path``; ``delimiter`` (one character, comma by default); ``encoding``
    (UTF-8 by default); ``skip``, lines before the header or, with ``names``, before the first row; ``names``,
    which stand in for a header. A column's type is the narrowest that fits all its values.
    """

    def read(self, spec: SourceSpec) -> pa.Table:
        """All rows of the file.

        Raises:
            NotFoundError: If the file does not exist.
            InvalidInputError: If it is empty, in another encoding, or not rectangular.
        """
        content = _utf8(spec, _unpacked(spec, places.locate(spec)))
        place = f"source {spec.name!r}: {spec.attributes['path']}"
        if not content.strip():
            raise InvalidInputError(f"{place} is empty", "the first line must name the columns")
        table = _parsed(place, content, spec.attributes)
        check_names(place, table.column_names)
        if not table.num_rows:
            raise InvalidInputError(f"{place} has a header but no rows", "add rows")
        return table

    def fingerprint(self, spec: SourceSpec) -> str:
        """SHA-256 of the file as it lies there."""
        return places.fingerprint(spec)


def _unpacked(spec: SourceSpec, path: Path) -> bytes:
    try:
        match path.suffix:
            case ".zip":
                return _only_member(spec, path)
            case ".gz":
                with gzip.open(path) as packed:
                    return _bounded(spec, path, packed)
            case _:
                return path.read_bytes()
    except (zipfile.BadZipFile, gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InvalidInputError(
            f"source {spec.name!r}: {path.name} is damaged ({error})", "pack it again"
        ) from None


def _only_member(spec: SourceSpec, path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        members = [n for n in archive.namelist() if not n.endswith("/") and not n.startswith("__MACOSX")]
        if len(members) != 1:
            raise InvalidInputError(
                f"source {spec.name!r}: {path.name} holds {len(members)} files", "pack exactly one CSV file"
            )
        with archive.open(members[0]) as packed:
            return _bounded(spec, path, packed)


def _bounded(spec: SourceSpec, path: Path, packed: IO[bytes] | gzip.GzipFile) -> bytes:
    """What is packed, where it is no more than a table that somebody packed becomes."""
    most = _ROOM + _RATIO * path.stat().st_size
    content = packed.read(most + 1)
    if len(content) > most:
        problem = f"source {spec.name!r}: {path.name} unpacks to more than {_RATIO} times its size"
        raise InvalidInputError(problem, "give it unpacked, if it is what you think it is")
    return content


def _utf8(spec: SourceSpec, content: bytes) -> bytes:
    encoding = str(spec.attributes.get("encoding", "utf-8"))
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InvalidInputError(
            f"source {spec.name!r}: line {line} is not {encoding} text",
            "save as UTF-8 or set encoding: latin-1",
        ) from None
    except LookupError:
        raise InvalidInputError(f"source {spec.name!r}: unknown encoding {encoding!r}", "try utf-8") from None
    return content if encoding.lower() in {"utf-8", "utf8"} else text.encode()


def _parsed(place: str, content: bytes, attributes: Mapping[str, object]) -> pa.Table:
    try:
        return _parse(content, attributes, threads=True)
    except pa.ArrowInvalid:
        pass
    try:  # one thread knows the number of the row
        return _parse(content, attributes, threads=False)
    except pa.ArrowInvalid as error:
        raise InvalidInputError(f"{place}: {error}", "correct this row of the file") from None


def _parse(content: bytes, attributes: Mapping[str, object], *, threads: bool) -> pa.Table:
    # one block, so that types follow from all rows and not from the first megabyte
    block = min(len(content) + 1, _LARGEST_BLOCK)
    return arrow_csv.read_csv(
        io.BytesIO(content),
        read_options=arrow_csv.ReadOptions(
            block_size=block,
            use_threads=threads,
            skip_rows=attributes.get("skip", 0),
            column_names=attributes.get("names"),
        ),
        parse_options=arrow_csv.ParseOptions(
            delimiter=attributes.get("delimiter", ","), newlines_in_values=True
        ),
        convert_options=arrow_csv.ConvertOptions(null_values=list(MISSING), strings_can_be_null=True),
    )
