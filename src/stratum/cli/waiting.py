"""Trainings that wait in line, as the command line shows them."""

import contextlib
import threading
from collections.abc import Sequence
from typing import Final

import click

from stratum.cli.bars import follow, silent
from stratum.core.errors import InvalidInputError, PermanentError
from stratum.registry.types import ModelVersion
from stratum.runtime.runs import QUEUED
from stratum.runtime.trainings import Trainings
from stratum.runtime.wiring import Parts
from stratum.training.orders import Order
from stratum.training.types import Run

_EVERY: Final = 0.5


def waits(run: str, behind: Sequence[object]) -> str:
    """For whom a run waits, in words."""
    more = f", {len(behind) - 1} more before it" if len(behind) > 1 else ""
    return f"run {run} waits in line: {behind[0]} goes on{more}"


def await_turn(trainings: Trainings, run: str) -> None:
    """Wait while a run is in line; for whom, is told on standard error each time that it changes."""
    pause, last = threading.Event(), ""
    told = trainings.progress(run)
    while told["status"] == QUEUED:
        behind = told["behind"]
        words = waits(run, behind) if isinstance(behind, list) and behind else last
        if words != last:
            click.echo(words, err=True)
        last = words
        pause.wait(_EVERY)
        told = trainings.progress(run)


def in_line(parts: Parts, pipeline: str, order: Order, *, as_json: bool) -> tuple[Run, ModelVersion]:
    """Order a training that has to wait, follow it to its end, and give what came out. Ctrl-C ends it.

    Raises:
        PermanentError: If no model came out.
        StratumError: As ``stratum.runtime.trainings.Trainings.start`` says.
    """
    trainings = Trainings(parts)
    run = str(trainings.start(pipeline, order)["id"])
    try:
        await_turn(trainings, run)
        follow(trainings.records.folder(run), parts.clock, silent if as_json else None)
    except KeyboardInterrupt:
        with contextlib.suppress(InvalidInputError):  # it has ended meanwhile
            trainings.cancel(run, "")
        raise
    record = trainings.records.of(run)
    if record.status != "ok" or record.model is None:
        raise PermanentError(f"run {run} is {record.status}: {record.error}", f"see: stratum runs show {run}")
    return record, parts.registry.get(f"{record.model.name}@{record.model.version}")
