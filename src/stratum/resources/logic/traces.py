"""Recorded load: lines of text become rates over time."""

import dataclasses
import datetime
import math
from collections.abc import Iterable, Iterator

from stratum.core.errors import InvalidInputError

LINE = 1.0
"""Seconds that a line without a time stands for."""
SHOWN = 5
HIGHEST = 1e9


@dataclasses.dataclass(frozen=True, slots=True)
class Trace:
    """A rate that changes at fixed times.

    Attributes:
        times: Seconds from the beginning, growing.
        rates: Requests per second from each time on.
        end: Seconds at which it is over.
    """

    times: tuple[float, ...]
    rates: tuple[float, ...]
    end: float

    @property
    def peak(self) -> float:
        """Highest rate."""
        return max(self.rates)

    @property
    def mean(self) -> float:
        """Mean rate over the whole time."""
        ends = (*self.times[1:], self.end)
        total = sum(r * (b - a) for r, a, b in zip(self.rates, self.times, ends, strict=True))
        return total / self.end


def read_trace(lines: Iterable[str], interval: float = 0.0) -> Trace:
    """A trace from text: one rate a line, or CSV with time and rate, with or without headings.

    Times are seconds, or dates and times as ISO 8601 says; they are counted from the first.

    Args:
        lines: The text.
        interval: Seconds that each row stands for, whatever its time says; 0 takes the times.

    Raises:
        InvalidInputError: If a line is no rate, or times do not grow; names line and fix.
    """
    rows: list[tuple[float | None, float]] = []
    wrong: list[str] = []
    for number, line in enumerate(lines, start=1):
        text = line.strip().removeprefix("\ufeff")
        if not text or text.startswith("#") or (not rows and not wrong and _is_heading(text)):
            continue
        try:
            rows.append(_row(text, rows[-1][0] if rows else None))
        except ValueError as error:
            wrong.append(f"line {number}: {error}")
    _refuse(wrong, rows)
    return _trace(rows, interval)


def _is_heading(text: str) -> bool:
    return not any(_is_number(cell) for cell in text.split(","))


def _row(text: str, before: float | None) -> tuple[float | None, float]:
    cells = [cell.strip().strip('"') for cell in text.split(",")]
    if len(cells) > 2:
        raise ValueError(f"{len(cells)} columns; keep time and rate only")
    rate = _rate(cells[-1])
    time = _time(cells[0]) if len(cells) == 2 else None
    if before is not None and time is not None and time <= before:
        raise ValueError(f"time {cells[0]} does not come after the line before; sort the lines by time")
    return time, rate


def _rate(cell: str) -> float:
    if not _is_number(cell):
        raise ValueError(f"{cell!r} is no rate; write a number of requests per second")
    rate = float(cell)
    if not 0 <= rate <= HIGHEST:
        raise ValueError(f"rate {cell} cannot be; write a number from 0 to {HIGHEST:g}")
    return rate


def _time(cell: str) -> float:
    if _is_number(cell):
        return float(cell)
    try:
        moment = datetime.datetime.fromisoformat(cell)
    except ValueError as error:
        raise ValueError(
            f"{cell!r} is no time; write seconds, or a date and time such as 2014-07-01 00:30:00"
        ) from error
    return moment.replace(tzinfo=moment.tzinfo or datetime.UTC).timestamp()


def _is_number(cell: str) -> bool:
    try:
        return not math.isnan(float(cell))
    except ValueError:
        return False


def _refuse(wrong: list[str], rows: list[tuple[float | None, float]]) -> None:
    if wrong:
        more = f"; and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
        raise InvalidInputError("; ".join(wrong[:SHOWN]) + more, "one rate a line, or CSV with time and rate")
    if not rows:
        raise InvalidInputError("the trace has no rates", "write one rate a line, or CSV with time and rate")
    if len({time is None for time, _ in rows}) > 1:
        raise InvalidInputError("some lines have a time and some have none", "give all lines a time, or none")


def _trace(rows: list[tuple[float | None, float]], interval: float) -> Trace:
    rates = tuple(rate for _, rate in rows)
    if interval > 0 or rows[0][0] is None:
        length = interval or LINE
        return Trace(tuple(number * length for number in range(len(rates))), rates, len(rates) * length)
    times = tuple(_from_first(rows))
    last = times[-1] - times[-2] if len(times) > 1 else LINE
    return Trace(times, rates, times[-1] + last)


def _from_first(rows: list[tuple[float | None, float]]) -> Iterator[float]:
    first = rows[0][0] or 0.0
    for time, _ in rows:
        yield (time or 0.0) - first
