"""Reading the Prometheus text format, version 0.0.4."""

import dataclasses
import re
from collections.abc import Mapping

from stratum.core.errors import InvalidInputError

_LINE = re.compile(r"([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+-?\d+)?")
_LABEL = re.compile(r'\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(?:,|$)')
_FIRST = re.compile(r"[a-zA-Z_:]")
_ESCAPE = re.compile(r"\\(.)")
_SHOWN = 60


@dataclasses.dataclass(frozen=True, slots=True)
class Reading:
    """A line of an exposition: a name, its labels, its value."""

    name: str
    labels: Mapping[str, str]
    value: float


def parse_exposition(text: str, wanted: tuple[str, ...] = ("",)) -> tuple[Reading, ...]:
    """The readings of an exposition, in its order; comments and timestamps are left out.

    Args:
        text: The exposition.
        wanted: How the names begin that are read; of the others only the first letter is looked at.

    Raises:
        InvalidInputError: If a line is no reading; the message names it.
    """
    readings = []
    for number, line in enumerate(text.split("\n"), start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        if stripped.startswith(wanted) or not _FIRST.match(stripped):
            readings.append(_parse_line(stripped, number))
    return tuple(readings)


def _parse_line(line: str, number: int) -> Reading:
    match = _LINE.fullmatch(line)
    labels = _parse_labels(match.group(2) or "") if match else None
    value = _parse_value(match.group(3)) if match else None
    if match is None or labels is None or value is None:
        raise InvalidInputError(f"line {number} is no metric: {line[:_SHOWN]!r}")
    return Reading(match.group(1), labels, value)


def _parse_labels(text: str) -> Mapping[str, str] | None:
    labels = {}
    place = 0
    while place < len(text):
        match = _LABEL.match(text, place)
        if match is None:
            return None
        labels[match.group(1)] = _ESCAPE.sub(_unescape, match.group(2))
        place = match.end()
    return labels


def _parse_value(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _unescape(match: re.Match[str]) -> str:
    return {"n": "\n"}.get(match.group(1), match.group(1))
