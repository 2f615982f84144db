"""Answers as tables: a sequence of rows that a notebook shows as HTML and pandas takes as a frame."""

import html
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    import pandas

Row = Mapping[str, object]
EMPTY = "nothing"


class Table(Sequence[Row]):
    """Rows of equal columns.

    Args:
        rows: What there is, by column.
        columns: Which of it is shown, in this order; everything of the first row where empty.
    """

    def __init__(self, rows: Sequence[Row], columns: Sequence[str] = ()) -> None:
        self._rows = tuple(rows)
        self.columns = tuple(columns) or tuple(self._rows[0] if self._rows else ())

    @overload
    def __getitem__(self, index: int) -> Row: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...

    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        return self._rows[index]

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    def frame(self) -> "pandas.DataFrame":
        """The rows as a pandas data frame, with everything that they hold.

        Raises:
            ImportError: If pandas is not installed; it comes with ``stratum[train]``.
        """
        import pandas

        return pandas.DataFrame(list(self._rows), columns=None if self._rows else list(self.columns))

    def __repr__(self) -> str:
        """Columns side by side, each as wide as its widest cell."""
        lines = [self.columns, *self.cells()]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        told = ("  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)) for line in lines)
        return "\n".join(line.rstrip() for line in told) if self._rows else EMPTY

    def _repr_html_(self) -> str:
        """A table for a notebook; every cell is escaped."""
        if not self._rows:
            return f"<p>{EMPTY}</p>"
        return to_html(self.columns, self.cells())

    def cells(self) -> list[tuple[str, ...]]:
        """What is shown of each row, as text."""
        return [tuple(text_of(row.get(column)) for column in self.columns) for row in self._rows]


def text_of(value: object) -> str:
    """A cell as text: four digits of a float, a dash for nothing."""
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list | tuple):
        return ", ".join(map(text_of, value))
    return str(value)


def to_html(columns: Sequence[str], rows: Sequence[Sequence[str]], caption: str = "") -> str:
    """A table in HTML.

    Args:
        columns: Headings.
        rows: Cells.
        caption: Above it; none where empty.
    """
    head = "".join(f'<th scope="col">{html.escape(c)}</th>' for c in columns)
    body = "".join(f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    above = f"<caption>{html.escape(caption)}</caption>" if caption else ""
    return f"<table>{above}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
