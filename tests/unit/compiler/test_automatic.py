"""Documents that an automatic search writes."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from stratum.compiler.automatic import Block, document_text
from stratum.data.logic.profiling import profile_table
from stratum.runtime.modelling import load
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.training.logic.drafting import Draft, Wanted, drafted
from stratum.training.types import SplitSpec

ROWS = 20_000
CHANCE = np.random.default_rng(3)


@pytest.mark.parametrize("members", [1, 2])
def test_columns_of_few_and_of_many_values_are_encoded_by_legal_blocks(tmp_path: Path, members: int) -> None:
    rare = np.where(CHANCE.random(ROWS) < 0.9, "often", [f"r{i % 900}" for i in range(ROWS)])
    table = pa.table({
        "shop": [("north", "south")[i % 2] for i in range(ROWS)],
        "tail": rare,
        "bought": [i % 2 for i in range(ROWS)],
    })
    draft = drafted(profile_table(table, ROWS, "bought"), Wanted("bought"))
    assert len(set(draft.codes.values())) == 2
    source = {"type": "CsvSource", "path": "visits.csv"}
    blocks = [Block(f"candidate-{i}", "LogisticRegression", {}, 0.5) for i in range(members)]
    (tmp_path / "visits.csv").write_text("shop,tail,bought\nnorth,often,1\nsouth,often,0\n")
    (tmp_path / "visits.yaml").write_text(document_text("visits", "Found", source, draft, blocks, 7))
    assert load(Parts(Settings(tmp_path))).findings == ()


def document(split: SplitSpec) -> str:
    draft = Draft(
        target="late",
        task="classification",
        metric="log_loss",
        kept=("carrier", "tail", "at", "late"),
        known=("late",),
        without=(),
        date="at",
        parts=("hour",),
        fills={"tail": "unknown"},
        codes={"carrier": 1, "tail": 13},
        scaled=True,
        split=split,
        folds=5,
        repeats=1,
        notes=(),
    )
    blocks = [Block("linear", "LogisticRegression", {"C": 1.0})]
    return document_text("delays", "", {"type": "CsvSource", "path": "flights.csv"}, draft, blocks, 3)


@pytest.mark.parametrize(
    ("split", "words"),
    [
        (SplitSpec("random", fraction=0.2), "type: SplitRandom, fraction: 20 %"),
        (
            SplitSpec("time", "at", "2026-01-05T00:00:00Z"),
            "type: SplitByTime, column: at, boundary: 2026-01-05T00:00:00Z",
        ),
        (SplitSpec("group", "tail", fraction=0.1), "type: SplitByGroup, column: tail, fraction: 10 %"),
    ],
)
def test_rows_are_held_out_as_the_search_did(split: SplitSpec, words: str) -> None:
    line = next(one for one in document(split).splitlines() if one.startswith("  split:"))
    assert words in line.replace('"', "").replace("'", "")
    assert "input: scaled" in line
