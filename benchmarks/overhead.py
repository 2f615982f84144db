"""What training over the platform costs beside the bare library, for a fit that takes over ten seconds.

The same boosted trees on the same rows, one thread each: once fitted alone, once by
``training.service.train``: until it is fitted (reading and splitting included), and with all that a run does
(figures, importance, gate, bundle). Each is timed ``REPEATS`` times, in turn, by the clock and in time of the
processor; the medians are compared. Ends with 1 where a run takes more than 5 % longer until it is fitted.

Run as ``make bench-overhead``.
"""

import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as arrow_parquet
import threadpoolctl
from goals import Goal, judged
from sklearn.ensemble import HistGradientBoostingClassifier

from stratum.data.sources.files import FileSource
from stratum.data.types import SourceSpec
from stratum.runtime.clock import SystemClock
from stratum.training.executors.inline import InlineExecutor
from stratum.training.frameworks.sklearn import SklearnFramework
from stratum.training.jobs import EXPORTING, FITTING, SCORING
from stratum.training.logic.progress import Progress
from stratum.training.service import Workshop, train
from stratum.training.types import CandidateSpec, PipelineSpec, SplitSpec

ROWS, COLUMNS, TREES, REPEATS = 100_000, 20, 2_000, 3
GOAL, LONG = 0.05, 10.0
"""Share by which a run may take longer, and seconds of the processor that the bare fit has to take."""
PARTS = ("rows", "fit", "figures and importance", "export and gate", "bundle")
PARAMETERS = {"max_iter": TREES, "early_stopping": False}


def rows() -> tuple[np.ndarray, np.ndarray]:
    """Numbers of shape (rows, columns), and a class of each row."""
    chance = np.random.default_rng(5)
    values = chance.normal(size=(ROWS, COLUMNS)).astype(np.float32)
    return values, (values[:, :4].sum(axis=1) + chance.normal(size=ROWS) > 0).astype(np.int64)


def specification(file: Path) -> PipelineSpec:
    """One candidate over a Parquet file."""
    return PipelineSpec(
        name="overhead",
        description="",
        sources=(SourceSpec("rows", "parquet", {"path": str(file)}),),
        steps=(),
        target="target",
        task="classification",
        identifier="",
        split=SplitSpec("random", fraction=0.25),
        candidates=(CandidateSpec("trees", "sklearn", "HistGradientBoostingClassifier", PARAMETERS),),
        metric="accuracy",
        baselines=(),
        seed=7,
        digest="0" * 64,
    )


class Watches:
    """Two watches that run together: of the clock, and of the processor, whom other work does not disturb."""

    def __init__(self) -> None:
        self._began = self._now()

    def read(self) -> np.ndarray:
        """Seconds by the clock and of the processor since the start, shape (2,)."""
        return np.asarray(self._now() - self._began)

    @staticmethod
    def _now() -> np.ndarray:
        return np.array([time.perf_counter(), time.process_time()])


def bare(values: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Seconds of the library alone on as many training rows, one thread."""
    train_rows = np.random.default_rng(7).random(ROWS) >= 0.25
    watches = Watches()
    with threadpoolctl.threadpool_limits(1):
        HistGradientBoostingClassifier(random_state=7, **PARAMETERS).fit(
            values[train_rows], target[train_rows]
        )
    return watches.read()


def platform(file: Path, folder: Path) -> np.ndarray:
    """Seconds until rows are there, the model is fitted, scored, exported, and of all; shape (5, 2)."""
    read: list[np.ndarray] = []

    def watch(step: Progress) -> None:
        if step.stage in {FITTING, SCORING, EXPORTING, "finished"}:
            read.append(watches.read())

    workshop = Workshop(
        {"parquet": FileSource()},
        {"sklearn": SklearnFramework()},
        InlineExecutor(),
        folder / "cache",
        SystemClock(),
    )
    watches = Watches()
    train(specification(file), workshop, folder / "run", watch)
    return np.stack([*read, watches.read()])


def main() -> int:
    """Print medians of what each part took, and the overhead."""
    values, target = rows()
    table = {f"c{i}": values[:, i] for i in range(COLUMNS)} | {"target": target}
    with tempfile.TemporaryDirectory(prefix="overhead-") as place:
        file = Path(place) / "rows.parquet"
        arrow_parquet.write_table(pa.table(table), file)
        turns = [(bare(values, target), platform(file, Path(place) / str(n))) for n in range(REPEATS)]
    alone = np.median([one for one, _ in turns], axis=0)
    ends = np.median([parts for _, parts in turns], axis=0)
    print(f"{ROWS} rows, {COLUMNS} columns, {TREES} trees, one thread, median of {REPEATS}")
    goals = [Goal("seconds of the bare fit of the processor", alone[1], LONG, least=True)]
    for column, kind in enumerate(("by the clock", "of the processor")):
        parts = zip(PARTS, np.diff(ends[:, column], prepend=0), strict=True)
        told = ", ".join(f"{name} {seconds:.2f}" for name, seconds in parts)
        print(f"seconds {kind}: bare library {alone[column]:.2f}; platform: {told}")
        fitted, whole = (end / alone[column] - 1 for end in (ends[1, column], ends[-1, column]))
        print(f"  overhead until fitted {fitted:.1%}, of the whole run {whole:.1%}")
        goals.append(Goal(f"overhead until fitted {kind} (%)", fitted * 100, GOAL * 100))
    return judged(goals)


if __name__ == "__main__":
    sys.exit(main())
