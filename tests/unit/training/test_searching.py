"""A search for candidates whose time is short."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as arrow_parquet

from stratum.testing.fakes import ManualClock
from stratum.testing.pipelines import number_plan
from stratum.training.executors.inline import InlineExecutor
from stratum.training.frameworks.sklearn import SklearnFramework
from stratum.training.searching import FEWEST, SearchSpec, Tried, search
from stratum.training.trialbook import Trialbook
from stratum.training.trials import TrialRows
from stratum.training.turns import STARTS
from stratum.training.types import CandidateSpec, SplitSpec

ROWS, TRIALS = 40, 60
SIZE = np.random.default_rng(5).normal(size=ROWS)
PLAN = number_plan("size")


def line(_type: str, _attributes: Mapping[str, object]) -> CandidateSpec:
    """The same candidate, whatever is drawn."""
    return CandidateSpec("line", "sklearn", "LinearRegression", {})


def test_a_search_goes_on_where_candidates_take_too_long(tmp_path: Path) -> None:
    arrow_parquet.write_table(pa.table({"size": SIZE, "cost": 3 * SIZE}), tmp_path / "rows.parquet")
    clock = ManualClock(0.0)
    spec = SearchSpec(
        task="regression",
        metric="rmse",
        plan=PLAN,
        split=SplitSpec("random"),
        rows=TrialRows(tmp_path / "rows.parquet", "cost", 2, 1),
        count=ROWS,
        seed=1,
        deadline=1e-9,
        scale=0.0,
        longest=1.0,
        patience=0.0,
        began=0.0,
        trials=0,
        candidate=line,
    )

    def watch(_tried: Tried, count: int) -> None:
        if count == TRIALS:
            clock.advance(1.0)

    book, frameworks = Trialbook(tmp_path, ""), {"sklearn": SklearnFramework()}
    tried = search(spec, book, InlineExecutor(), frameworks, clock, watch)
    assert [t.status for t in tried] == ["ok"] * FEWEST + ["given up"] * (TRIALS - FEWEST)
    families = [t.family for t in tried]
    assert max(families.count(name) for name in families) > STARTS, "what is drawn follows what was told"
