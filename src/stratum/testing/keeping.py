"""A small application whose model is kept, with real parts: rows, models good and bad, somebody who asks.

Needs ``scikit-learn`` and ``onnx``.
"""

import datetime
import threading
from collections import Counter
from pathlib import Path

import httpx
import numpy as np

from stratum.registry.types import Stage
from stratum.runtime.learning import train_pipeline
from stratum.runtime.modelling import load
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts

START = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
APPLICATION, SERVICE, MODEL = "kept", "scorer", "late"
ROWS_A_DAY = 240
DAYS = 240
CHANGED = 20
ASK_EVERY = 0.02
SITE = """
stratum: 1
kind: Infrastructure
name: site
hosts:
  machine: {type: CloudMachine, cpu: 16, memory: 32 GiB, disk: 100 GB}
"""
PIPELINE = """
stratum: 1
kind: Pipeline
name: late
blocks:
  rows: {type: CsvSource, path: rows.csv}
  known: {type: SelectColumns, input: rows, columns: [id, scheduled, load, wind, late]}
  split: {type: SplitByTime, input: known, column: scheduled, boundary: "2024-01-21T00:00:00Z"}
  tree: {type: DecisionTree, input: split, depth: 6}
  best: {type: ChooseBest, inputs: [tree], target: late, identifier: id, outcomeTime: landed,
         metric: accuracy, seed: 7}
"""
RULES = "rules.yaml"
NO_RULES = """
stratum: 1
kind: Rules
name: by-hand
off: retrain-stale
"""
APPLICATION_TEXT = """
stratum: 1
kind: Application
name: kept
infrastructure: site.yaml
components:
  broker: {type: NatsBroker, hostedOn: machine, topics: [rows, truths, predictions]}
  publisher:
    type: ReplayPublisher
    hostedOn: machine
    connectsTo: broker
    pipeline: pipeline.yaml
    dataset: rows
    publishes: rows
    outcomes: truths
    speed: 6 h
    loop: false
  scorer:
    type: ModelService
    hostedOn: machine
    model: late
    keep:
      {pipeline: pipeline.yaml, maximumAge: 10 d, window: 10 d, heldOut: 3 d, shadow: 1 d, canary: 3 d,
       outcomes: 120}
  processor:
    type: StreamProcessor
    hostedOn: machine
    connectsTo: [broker, scorer]
    consumes: rows
    produces: predictions
    batch: 4
"""


def write_rows(path: Path, *, seed: int = 7, shuffled: bool = False) -> None:
    """Rows of many days: late where load and wind come together, but for some noise; told two hours later.

    From day 20 on, after what the versions were trained on, wind counts half.

    Args:
        path: The file.
        seed: Of all chance.
        shuffled: Whether the labels of the days before say nothing.
    """
    chance = np.random.default_rng(seed)
    numbers = chance.random((DAYS * ROWS_A_DAY, 2)).round(3)
    weight = np.where(np.arange(len(numbers)) < CHANGED * ROWS_A_DAY, 1.0, 0.5)
    truth = numbers[:, 0] + weight * numbers[:, 1] + chance.normal(0, 0.1, len(numbers)) > 1
    if shuffled:
        chance.shuffle(truth[: CHANGED * ROWS_A_DAY])
    lines = ["id,scheduled,landed,load,wind,late"]
    for number, (first, second) in enumerate(numbers.tolist()):
        moment = START + datetime.timedelta(days=number / ROWS_A_DAY)
        landed = moment + datetime.timedelta(hours=2)
        times = f"{moment:%Y-%m-%dT%H:%M:%S},{landed:%Y-%m-%dT%H:%M:%S}"
        lines.append(f"r{number},{times},{first},{second},{truth[number]:d}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def make_workspace(root: Path) -> Parts:
    """A workspace with three versions: 1 is champion, 2 learned shuffled labels, 3 is as good as 1.

    Its document ``RULES`` says that nothing is trained anew without being asked for.
    """
    texts = {
        "site.yaml": SITE,
        "pipeline.yaml": PIPELINE,
        "application.yaml": APPLICATION_TEXT,
        RULES: NO_RULES,
    }
    for name, text in texts.items():
        (root / name).write_text(text, encoding="utf-8")
    parts = Parts(Settings(workspace=root, workers=1, executor="inline"))
    for seed, shuffled in ((7, False), (8, True), (9, False)):
        write_rows(root / "rows.csv", seed=seed, shuffled=shuffled)
        train_pipeline(parts, load(parts), MODEL, lambda _: None)
    write_rows(root / "rows.csv")
    parts.registry.promote(MODEL, 1, Stage.CHAMPION)
    return parts


class Caller:
    """Asks a service again and again, and counts what comes back.

    Attributes:
        answers: Answers by version.
        failures: What else came back, for people.
    """

    def __init__(self, url: str) -> None:
        self._url = f"{url}/v1/models/{MODEL}:predict"
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._ask, daemon=True)
        self.answers: Counter[str] = Counter()
        self.failures: list[str] = []

    def __enter__(self) -> "Caller":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _ask(self) -> None:
        with httpx.Client(timeout=30.0, trust_env=False) as client:
            while not self._stop.wait(ASK_EVERY):
                self._once(client)

    def _once(self, client: httpx.Client) -> None:
        body = {"rows": [{"load": 0.4, "wind": 0.2}]}
        try:
            answer = client.post(self._url, json=body)
        except httpx.HTTPError as error:
            self.failures.append(repr(error))
            return
        if answer.status_code == httpx.codes.OK:
            self.answers[str(answer.json()["version"])] += 1
        else:
            self.failures.append(f"{answer.status_code} {answer.text[:200]}")
