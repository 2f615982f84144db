"""Training a model anew on the newest labelled rows, beside the one that it is to replace.

``python -m stratum.runtime.retraining ROOT PIPELINE --until MOMENT --window SECONDS --held-out SECONDS
--out FILE.json``. A process of its own, so that whoever asked may end meanwhile; the file is its answer.
"""

import argparse
import dataclasses
import datetime
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from stratum.core.errors import StratumError
from stratum.effects.files import write_durably
from stratum.registry.types import ModelVersion
from stratum.runtime import recording
from stratum.runtime.coding import with_code
from stratum.runtime.jobs import last_line
from stratum.runtime.learning import (
    Trained,
    champion_of,
    measured,
    render_run,
    train_specification,
    with_champion,
    workshop,
)
from stratum.runtime.line import Line
from stratum.runtime.modelling import load
from stratum.runtime.settings import read_settings
from stratum.runtime.specifying import specification
from stratum.runtime.wiring import Parts
from stratum.training import orders
from stratum.training.logic.progress import Progress
from stratum.training.logic.windows import windowed
from stratum.training.records import RunFolder
from stratum.training.types import PipelineSpec, Window


@dataclasses.dataclass(frozen=True, slots=True)
class Order:
    """What to train.

    Attributes:
        pipeline: Its name; also the name of the model.
        until: Moment in the data up to which outcomes are known; ISO 8601 in UTC.
        window: Seconds before ``until`` that rows are taken from; 0 for all.
        held_out: Seconds before ``until`` whose rows are for comparing with the champion.
    """

    pipeline: str
    until: str
    window: float = 0.0
    held_out: float = 0.0


def window_of(order: Order) -> Window:
    """The rows of an order, as moments."""
    until = datetime.datetime.fromisoformat(order.until)
    since = _text(until - datetime.timedelta(seconds=order.window)) if order.window else ""
    return Window(since, _text(until), _text(until - datetime.timedelta(seconds=order.held_out)))


def retrain(parts: Parts, order: Order) -> Trained:
    """Train on the window of an order, compare with the champion, register the version.

    The algorithm that was chosen when the champion was trained is fitted; all candidates compete where there
    is no champion, or its run was deleted.

    Raises:
        StratumError: As ``stratum.training.service.train`` and ``stratum.registry.service`` say.
    """
    checked = load(parts)
    spec = with_code(parts, specification(checked, order.pipeline), checked.root)
    champion = champion_of(parts, spec.name)
    spec = narrowed(parts, windowed(spec, window_of(order)), champion)
    # One candidate needs no worker: loading the libraries twice would take longer than to fit it.
    how = orders.Order("inline" if len(spec.candidates) == 1 else "", by="lifecycle")
    shop = with_champion(parts, workshop(parts, how.executor), champion)
    folder = RunFolder(parts.runs_root / recording.run_id(parts, spec.name))
    with recording.recorded(folder, recording.plan_of(parts, spec, how), parts.clock, _told) as tell:
        return train_specification(parts, spec, shop, folder.path, tell)


def answer(trained: Trained, window: Window) -> Mapping[str, object]:
    """What the one who ordered gets to read."""
    run = trained.result.run
    chosen = next(c for c in run.candidates if c.name == run.chosen)
    compared = dict(chosen.comparison)
    other = "other_"
    return {
        "version": trained.version.version,
        "run": run.id,
        "algorithm": trained.version.algorithm,
        "rows": sum(run.rows.values()),
        "since": window.since,
        "until": window.until,
        "heldOut": {
            "rows": run.rows.get("test", 0),
            "challenger": dict(chosen.metrics),
            "champion": {k.removeprefix(other): v for k, v in compared.items() if k.startswith(other)},
            "difference": compared.get("difference"),
            "standardError": compared.get("standard_error"),
        },
    }


def main(arguments: list[str]) -> int:
    """Do one order; the file of the answer is there, whole, when the status is 0."""
    parser = argparse.ArgumentParser(prog="python -m stratum.runtime.retraining")
    parser.add_argument("root")
    parser.add_argument("pipeline")
    parser.add_argument("--until", required=True)
    parser.add_argument("--window", type=float, default=0.0)
    parser.add_argument("--held-out", type=float, default=0.0)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args(arguments)
    order = Order(given.pipeline, given.until, given.window, given.held_out)
    parts = Parts(read_settings(given.root))
    try:
        trained = retrain(parts, order)
        content = json.dumps(answer(trained, window_of(order)), indent=2, allow_nan=False)
        write_durably(given.out, content.encode())
        render_run(measured(parts, trained, _told))
    except StratumError as error:
        sys.stderr.write(last_line(error))
        return 1
    finally:
        Line(parts).advance()
    return 0


def narrowed(parts: Parts, spec: PipelineSpec, version: ModelVersion | None) -> PipelineSpec:
    """The pipeline with the candidate alone that a version came from; all of them where that is not known."""
    if version is None:
        return spec
    try:
        chosen = RunFolder(parts.runs_root / version.run).load().chosen
    except StratumError:
        return spec
    candidates = tuple(c for c in spec.candidates if c.name == chosen)
    return dataclasses.replace(spec, candidates=candidates or spec.candidates, baselines=())


def _told(progress: Progress) -> None:
    score = "" if progress.score is None else f" {progress.score:.4f}"
    sys.stdout.write(
        f"{progress.seconds:7.1f} s {progress.stage} {progress.name}{score} {progress.message}\n"
    )
    sys.stdout.flush()


def _text(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
