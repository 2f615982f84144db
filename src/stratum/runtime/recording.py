"""A training that others watch and may end: what it tells is written down, and a wish for its end obeyed."""

import contextlib
import dataclasses
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from stratum.core.clock import Clock
from stratum.core.errors import InvalidInputError, StratumError
from stratum.runtime.wiring import Parts, new_id
from stratum.training.logic.progress import Plan, Progress
from stratum.training.orders import Order
from stratum.training.records import RunFolder, unwritable
from stratum.training.types import PipelineSpec

Watch = Callable[[Progress], None]
EVERY: Final = 0.25
"""Seconds between two looks at whether somebody asks for the end."""


def run_id(parts: Parts, pipeline: str) -> str:
    """A name for a new run of a pipeline, which sorts by time.

    Raises:
        InvalidInputError: If the name of the pipeline leads to another folder.
    """
    if pipeline in {"", ".", ".."} or "/" in pipeline or "\\" in pipeline or "\0" in pipeline:
        raise InvalidInputError(f"{pipeline!r} cannot begin the name of a folder", "rename the pipeline")
    started = time.strftime("%Y%m%d-%H%M%S", time.gmtime(parts.clock.now()))
    return f"{pipeline}-{started}-{new_id()[:6]}"


def plan_of(parts: Parts, spec: PipelineSpec, order: Order) -> Plan:
    """What a run sets out to do, and how long each candidate took in the newest run of the pipeline."""
    executor = order.executor or parts.settings.executor
    return Plan(
        started=parts.clock.now(),
        candidates=tuple(c.name for c in spec.candidates),
        baselines=spec.baselines,
        executor=executor,
        workers=1 if executor == "inline" else parts.settings.workers,
        seed=spec.seed,
        by=order.by,
        expected=_before(parts.runs_root, spec.name),
        cluster=order.cluster,
    )


@contextlib.contextmanager
def recorded(folder: RunFolder, plan: Plan, clock: Clock, watch: Watch) -> Iterator[Watch]:
    """A run that can be watched: gives what it is to tell its steps.

    Args:
        folder: Of the run.
        plan: What it sets out to do.
        clock: Says when a step was told.
        watch: Told of each step too.

    Raises:
        PermanentError: If the folder cannot be written.
        KeyboardInterrupt: If somebody asked for the end, in the main thread.
    """

    def tell(step: Progress) -> None:
        dated = dataclasses.replace(step, time=clock.now())
        folder.note(dated)
        watch(dated)

    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(folder.held())
            folder.begin(plan)
        except OSError as error:
            raise unwritable(folder.path, error) from error
        stack.enter_context(_obeying(folder))
        try:
            yield tell
        except StratumError as error:
            tell(Progress("ended", message=error.message))
            raise
        except KeyboardInterrupt:
            by = folder.asked_to_end()
            tell(Progress("ended", message=f"cancelled by {by}" if by else "it was told to end"))
            raise


@contextlib.contextmanager
def _obeying(folder: RunFolder) -> Iterator[None]:
    """Interrupt the main thread once somebody asks for the end of a run; no other thread can be."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    over = threading.Event()

    def look() -> None:
        while not over.wait(EVERY):
            if folder.asked_to_end() is not None:
                signal.raise_signal(signal.SIGINT)
                return

    # a shell that starts this in the background has interrupts ignored
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    watcher = threading.Thread(target=look, name="cancel", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
        signal.signal(signal.SIGINT, before)


def _before(root: Path, pipeline: str) -> dict[str, float]:
    """Seconds of each candidate in the newest run of a pipeline that came to an end."""
    for path in sorted(root.glob(f"{pipeline}-*-*-*"), reverse=True):
        with contextlib.suppress(StratumError):
            run = RunFolder(path).load()
            if run.pipeline == pipeline and run.status == "ok":
                return {c.name: c.seconds for c in run.candidates if c.status == "ok"}
    return {}
