"""Sheets of Excel files: .xlsx, .xls, and .ods."""

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.core.extras import install
from stratum.data.formats.csv import Options
from stratum.data.formats.rows import Rows
from stratum.data.logic.columns import column
from stratum.data.logic.tables import check_names, near_matches

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

_LARGEST: Final = 1 << 30


def read(path: Path, place: str, options: Options) -> Rows:
    """Rows of a sheet; its first row that is not empty names the columns.

    Args:
        path: The file.
        place: What errors call it.
        options: ``sheet``, the first one where left out; ``skip``, rows before the names.

    Raises:
        NotFoundError: If there is no such sheet.
        InvalidInputError: If it is no Excel file, a column has no name or mixes types, or the package that
            reads Excel is not installed.
    """
    _check_size(path, place)
    sheet = _sheet(path, place, str(options.get("sheet", "")))
    where = f"{place}: sheet {sheet.name!r}"
    rows = sheet.to_python(skip_empty_area=False)
    start = int(options.get("skip", 0))
    while start < len(rows) and not any(_known(v) for v in rows[start]):
        start += 1
    if start >= len(rows):
        raise InvalidInputError(f"{where} is empty", "its first row must name the columns")
    return Rows.of(_table(where, rows[start], rows[start + 1 :], start + 2))


def _sheet(path: Path, place: str, name: str) -> "CalamineSheet":
    try:
        from python_calamine import CalamineError, load_workbook
    except ImportError:
        raise InvalidInputError(
            f"{place}: Excel files need the package python-calamine", install("python_calamine")
        ) from None
    try:
        book = load_workbook(path)
        if name and name not in book.sheet_names:
            raise NotFoundError(f"{place} has no sheet {name!r}", near_matches(name, book.sheet_names))
        return book.get_sheet_by_name(name or book.sheet_names[0])
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise InvalidInputError(
            f"{place} is no Excel file ({error})",
            "save it again as .xlsx, and check that it was copied whole",
        ) from None


def _check_size(path: Path, place: str) -> None:
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        if sum(member.file_size for member in archive.infolist()) > _LARGEST:
            raise InvalidInputError(f"{place} unpacks to more than a GiB", "save the sheet as CSV")


def _known(value: object) -> object:
    return None if isinstance(value, str) and value.strip() == "" else value


def _table(place: str, header: list[Any], rows: list[list[Any]], first: int) -> pa.Table:
    width = max((i + 1 for i, v in enumerate(header) if _known(v) is not None), default=0)
    names = [_name(place, header[i], i) for i in range(width)]
    check_names(place, names)
    full = [(n, [_known(v) for v in row]) for n, row in enumerate(rows, first)]
    full = [(n, row) for n, row in full if any(v is not None for v in row)]
    for number, row in full:
        if any(v is not None for v in row[width:]):
            raise InvalidInputError(
                f"{place}: row {number} has a value in column {width + 1}, which has no name", "name it"
            )
    start = full[0][0] if full else first
    values = [[row[i] for _, row in full] for i in range(width)]
    return pa.table([column(place, n, v, start) for n, v in zip(names, values, strict=True)], names)


def _name(place: str, value: object, index: int) -> str:
    if _known(value) is None:
        raise InvalidInputError(f"{place}: column {index + 1} has no name", "write it in the first row")
    return str(int(value) if isinstance(value, float) and value.is_integer() else value).strip()
