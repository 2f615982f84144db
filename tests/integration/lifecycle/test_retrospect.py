"""Looking back on a workspace: trainings of other schedules, table, data and plot."""

import csv
import json

import pytest

from stratum.core.errors import NotFoundError
from stratum.lifecycle.logic.monitor_book import Book, Role, Sums
from stratum.lifecycle.logic.retrospect import day_of
from stratum.lifecycle.programs.ledger import Ledger
from stratum.lifecycle.programs.monitor import LEDGER
from stratum.lifecycle.types import BASELINE, LIVE
from stratum.registry.types import Stage
from stratum.runtime.learning import train_pipeline
from stratum.runtime.modelling import load
from stratum.runtime.retraining import Order, retrain
from stratum.runtime.retrospect import look_back
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.testing.changing import write_changing_rows

FIRST, LAST = day_of("2024-01-21"), day_of("2024-03-20")
PIPELINE = """
stratum: 1
kind: Pipeline
name: late
blocks:
  rows: {type: CsvSource, path: rows.csv}
  known: {type: SelectColumns, input: rows, columns: [id, moment, load, wind, late]}
  split: {type: SplitByTime, input: known, column: moment, boundary: "2024-01-21T00:00:00Z"}
  tree: {type: DecisionTree, input: split, depth: 3}
  best: {type: ChooseBest, inputs: [tree], target: late, identifier: id, outcomeTime: told,
         metric: accuracy, seed: 7}
"""
APPLICATION = """
stratum: 1
kind: Application
name: app
infrastructure: hosts.yaml
components:
  broker: {type: NatsBroker, hostedOn: one, topics: [rows, outcomes, answers]}
  gateway:
    {type: ReplayPublisher, hostedOn: one, connectsTo: broker, pipeline: pipeline.yaml, dataset: rows,
     publishes: rows, outcomes: outcomes, time: moment, outcomeTime: told}
  scorer: {type: ModelService, hostedOn: one, model: late, keep: {pipeline: pipeline.yaml, maximumAge: 30 d}}
  processor:
    {type: StreamProcessor, hostedOn: one, connectsTo: [broker, scorer], consumes: rows, produces: answers}
"""
HOSTS = """
stratum: 1
kind: Infrastructure
name: hosts
hosts:
  one: {type: CloudMachine, cpu: 4, memory: 8 GiB, disk: 50 GB}
"""


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    """A workspace with a first model and one that was trained anew."""
    root = tmp_path_factory.mktemp("workspace")
    write_changing_rows(root / "rows.csv", days=80, told_after=1)
    for name, text in {"pipeline": PIPELINE, "application": APPLICATION, "hosts": HOSTS}.items():
        (root / f"{name}.yaml").write_text(text, encoding="utf-8")
    parts = Parts(Settings(workspace=root, workers=1, executor="inline"))
    first = train_pipeline(parts, load(parts), "late", lambda _: None)
    parts.registry.promote("late", first.version.version, Stage.CHAMPION)
    retrain(parts, Order("late", "2024-02-20T00:00:00Z", 10 * 86400, 2 * 86400))
    return parts


def count(parts: Parts) -> None:
    """What a monitor would have counted: the new model answers all right from 25 February on."""
    book = Book()
    changed = day_of("2024-02-25")
    for day in range(FIRST, LAST + 1):
        live = "2" if day >= changed else "1"
        book.lines[LIVE, live, day] = Sums(40, 40 if live == "2" else 20)
        book.lines[BASELINE, "1", day] = Sums(40, 20)
    book.roles = {(LIVE, "1"): Role(1, FIRST * 86400.0), (LIVE, "2"): Role(1, changed * 86400.0)}
    book.changed_lines = set(book.lines)
    folder = parts.deployments_root / "app" / "scorer-monitor"
    folder.mkdir(parents=True, exist_ok=True)
    ledger = Ledger(folder / LEDGER, "1")
    ledger.memory()
    with ledger.batch():
        ledger.put_book(book)
    ledger.close()


def test_nothing_was_counted_yet(parts: Parts) -> None:
    with pytest.raises(NotFoundError, match="no outcomes yet"):
        look_back(parts, None, None, lambda _: None)


def test_the_live_loop_is_compared_with_never_and_monthly(parts: Parts) -> None:
    count(parts)
    told: list[str] = []
    found = look_back(parts, None, None, told.append)
    live, never, monthly, later = found.lines
    assert told == ["1 of 2 monthly trainings", "2 of 2 monthly trainings"]
    assert (live.trainings, never.trainings, monthly.trainings, later.trainings) == (1, 0, 2, 2)
    assert live.accuracy == pytest.approx((35 * 0.5 + 25) / 60)
    assert never.accuracy == 0.5
    assert 0.5 < later.accuracy <= monthly.accuracy
    assert found.delay == 5
    assert found.promoted == {"2": day_of("2024-02-25")}


def test_table_data_and_plot_are_written(parts: Parts) -> None:
    count(parts)
    folder = look_back(parts, "app", "scorer", lambda _: None).folder
    with (folder / "retrospect.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert [row[0] for row in rows] == ["way", "live", "never", "monthly", "monthly, 5 days later"]
    data = json.loads((folder / "retrospect.json").read_bytes())
    assert data["promoted"] == {"2": "2024-02-25"}
    assert len(data["ways"][0]["days"]) == LAST - FIRST + 1
    assert (folder / "retrospect.png").read_bytes().startswith(b"\x89PNG")


def test_a_service_that_nobody_keeps_is_refused(parts: Parts) -> None:
    with pytest.raises(NotFoundError, match="no kept service") as caught:
        look_back(parts, "app", "broker", lambda _: None)
    assert "scorer" in caught.value.hint
