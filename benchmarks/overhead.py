"""What training over the platform costs beside the bare library, for a fit that takes over ten seconds.

The same boosted trees on the same rows, one thread each: once fitted alone, once by
``training.service.train``: until it is fitted (reading and splitting included), and with all that a run does
(figures, importance, gate, bundle). Each is timed ``REPEATS`` times, in turn; the medians are compared.

Run as ``make bench-overhead``.
"""

import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as arrow_parquet
import threadpoolctl
from sklearn.ensemble import HistGradientBoostingClassifier

from stratum.data.sources.files import FileSource
from stratum.data.types import SourceSpec
from stratum.runtime.clock import SystemClock
from stratum.training.executors.inline import InlineExecutor
from stratum.training.frameworks.sklearn import SklearnFramework
from stratum.training.jobs import SCORING
from stratum.training.logic.progress import Progress
from stratum.training.service import Workshop, train
from stratum.training.types import CandidateSpec, PipelineSpec, SplitSpec

ROWS, COLUMNS, TREES, REPEATS = 100_000, 20, 500, 3
GOAL = 0.05
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


def bare(values: np.ndarray, target: np.ndarray) -> float:
    """Seconds of the library alone on as many training rows, one thread."""
    train_rows = np.random.default_rng(7).random(ROWS) >= 0.25
    began = time.perf_counter()
    with threadpoolctl.threadpool_limits(1):
        HistGradientBoostingClassifier(random_state=7, **PARAMETERS).fit(
            values[train_rows], target[train_rows]
        )
    return time.perf_counter() - began


def platform(file: Path, folder: Path) -> tuple[float, float]:
    """Seconds until the model is fitted, and of the whole run."""
    fitted: list[float] = []

    def watch(step: Progress) -> None:
        if step.stage == SCORING:
            fitted.append(time.perf_counter() - began)

    workshop = Workshop(
        {"parquet": FileSource()},
        {"sklearn": SklearnFramework()},
        InlineExecutor(),
        folder / "cache",
        SystemClock(),
    )
    began = time.perf_counter()
    train(specification(file), workshop, folder / "run", watch)
    return fitted[0], time.perf_counter() - began


def main() -> None:
    """Print both medians and the overhead."""
    values, target = rows()
    table = {f"c{i}": values[:, i] for i in range(COLUMNS)} | {"target": target}
    with tempfile.TemporaryDirectory(prefix="overhead-") as place:
        file = Path(place) / "rows.parquet"
        arrow_parquet.write_table(pa.table(table), file)
        found = [(bare(values, target), *platform(file, Path(place) / str(n))) for n in range(REPEATS)]
    alone, fitted, whole = (statistics.median(column) for column in zip(*found, strict=True))
    print(f"{ROWS} rows, {COLUMNS} columns, {TREES} trees, one thread, median of {REPEATS}")
    print(f"bare library {alone:.1f} s; of the run, until fitted {fitted:.1f} s, in all {whole:.1f} s")
    print(f"overhead of the fit {fitted / alone - 1:.1%} (goal: at most {GOAL:.0%})")
    print(f"with evaluation, importance, gate and bundle {whole / alone - 1:.1%}")


if __name__ == "__main__":
    main()
