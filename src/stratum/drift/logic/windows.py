"""Values sorted into cells and counted, one window after the other.

A test of two distributions needs only counts, if the cells are chosen by the reference: they are small, they
do not depend on the order of values, and they are written down in no time.
"""

import dataclasses
from collections.abc import Callable, Iterator, Sequence

import msgspec
import numpy as np

from stratum.core.errors import InvalidInputError
from stratum.drift.types import Counts, Reference, Values

OTHER = "other values"


class RankCells:
    """Numbers between and at the values of a sample: the largest distance of two distributions is exact.

    Cell 2i + 1 is the i-th value itself, cell 2i lies below it, the last one above all. Missing values have
    no cell.
    """

    def __init__(self, sample: Sequence[float]) -> None:
        self._points, self._weights = np.unique(np.asarray(sample, dtype=np.float64), return_counts=True)
        self.number = 2 * len(self._points) + 1

    def sort(self, values: Values) -> Counts:
        """The cell of each value that is not missing."""
        known = values[~np.isnan(values)]
        below = np.searchsorted(self._points, known, side="left")
        return below + np.searchsorted(self._points, known, side="right")

    @property
    def sample(self) -> Counts:
        """The sample itself, counted."""
        counts = np.zeros(self.number, dtype=np.int64)
        counts[1::2] = self._weights
        return counts


class QuantileCells:
    """Numbers in tenths of the reference; missing values in a cell of their own."""

    def __init__(self, reference: Reference) -> None:
        sample = np.asarray(reference.sample, dtype=np.float64)
        self._edges = np.unique(np.quantile(sample, np.linspace(0.1, 0.9, 9)))
        self.number = len(self._edges) + 2
        inside = np.bincount(np.searchsorted(self._edges, sample, side="right"), minlength=self.number - 1)
        shares = inside / inside.sum() * (1.0 - reference.missing)
        self.expected = np.append(shares, reference.missing)

    def sort(self, values: Values) -> Counts:
        """The cell of each value."""
        cells = np.searchsorted(self._edges, values, side="right")
        cells[np.isnan(values)] = self.number - 1
        return cells


class CategoryCells:
    """A cell for each value that a window holds five times or more, one for all others, one for missing.

    Args:
        reference: The column in training.
        window: Values in a window.
    """

    def __init__(self, reference: Reference, window: float) -> None:
        known = 1.0 - reference.missing
        shares = {v: f * known for v, f in sorted(reference.frequencies.items()) if f * known * window >= 5}
        self.names = (*shares, OTHER, "missing")
        self._cell = {name: cell for cell, name in enumerate(shares)}
        self.number = len(self.names)
        rest = max(0.0, known - sum(shares.values()))
        self.expected = np.array([*shares.values(), rest, reference.missing])

    def sort(self, values: Values) -> Counts:
        """The cell of each value."""
        other = self.number - 2
        cells = (other + 1 if v is None else self._cell.get(v, other) for v in values.tolist())
        return np.fromiter(cells, dtype=np.int64, count=len(values))


@dataclasses.dataclass(slots=True)
class Window:
    """A window that fills; when it is full, the next one begins.

    Attributes:
        size: Values in a full window.
        counts: By cell, of the present window.
        seen: Values of all windows.
        full: Windows that are full.
    """

    size: int
    counts: Counts
    seen: int = 0
    full: int = 0

    def add(self, cells: Counts) -> Iterator[Counts]:
        """Count values by their cells; gives the counts of each window that they fill."""
        while len(cells):
            room = self.size - int(self.counts.sum())
            taken, cells = cells[:room], cells[room:]
            self.counts += np.bincount(taken, minlength=len(self.counts))
            self.seen += len(taken)
            if len(taken) == room:
                self.full += 1
                yield self.counts
                self.counts = np.zeros_like(self.counts)


class Tested(msgspec.Struct, frozen=True):
    """A window test as it is written down."""

    counts: list[int]
    seen: int
    full: int
    statistic: float


class WindowTest:
    """One number for each full window; the newest counts.

    Args:
        size: Values in a window.
        cells: How many cells are counted.
        measure: What is measured of the counts of a window.
        known: As it was written down; None to begin.

    Raises:
        InvalidInputError: If ``known`` is of other cells.
    """

    def __init__(
        self, size: float, cells: int, measure: Callable[[Counts], float], known: Tested | None
    ) -> None:
        self._measure = measure
        counts = np.zeros(cells, dtype=np.int64)
        self.statistic = 0.0
        self.window = Window(int(size), counts)
        if known is not None:
            if len(known.counts) != cells or min(known.counts) < 0:
                raise InvalidInputError(f"a state of {len(known.counts)} cells where there are {cells}")
            self.window = Window(int(size), counts + known.counts, known.seen, known.full)
            self.statistic = known.statistic

    def add(self, cells: Counts) -> None:
        """Count values by their cells."""
        for counts in self.window.add(cells):
            self.statistic = self._measure(counts)

    def waiting(self) -> str:
        """What is lacking before there is a statistic; empty where there is one."""
        window = self.window
        return "" if window.full else f"{window.seen} of {window.size} values so far"

    def state(self) -> Tested:
        """The test as it is written down."""
        window = self.window
        return Tested(window.counts.tolist(), window.seen, window.full, self.statistic)
