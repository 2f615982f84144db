"""Automatic training: data and a target in, an ordinary pipeline, run and model out."""

import contextlib
import dataclasses
from collections.abc import Mapping

from stratum.core.errors import StratumError, TransientError
from stratum.runtime.finding import is_found, named, plan_of
from stratum.runtime.learning import Trained, measured, render_run, train_specification, workshop
from stratum.runtime.modelling import load
from stratum.runtime.recording import Watch, recorded, run_id
from stratum.runtime.seeking import Seeker
from stratum.runtime.specifying import specification
from stratum.runtime.wiring import Parts
from stratum.training.logic.progress import Progress
from stratum.training.orders import Order, Wish
from stratum.training.records import RECORD, RunFolder, unwritable
from stratum.training.types import Run


def train_automatically(parts: Parts, order: Order, watch: Watch, began: float | None = None) -> Trained:
    """Look at data, search for candidates within a time, write the pipeline that they make, and train it.

    One that was interrupted goes on with the trials that it finished, or with what its search found.

    Args:
        parts: The platform.
        order: Its wish says what a model is wanted of, and in which time.
        watch: Called with each step.
        began: Monotonic seconds from which the time counts; from now on where None.

    Raises:
        StratumError: If data, target, task or metric are wrong, the document's name is taken by one that
            people wrote, or as ``stratum.training.service.train`` and ``stratum.registry.service`` say.
        KeyboardInterrupt: If somebody asked for its end.
    """
    began = parts.clock.monotonic() if began is None else began
    wish = order.wish or Wish("", "")
    name = named(wish)
    folder = RunFolder(parts.runs_root / (order.run or run_id(parts, name)))
    with recorded(folder, plan_of(parts, order), parts.clock, watch) as tell:
        if order.resume:
            folder.mend()
            tell(Progress("resumed", message="goes on with what was not finished"))
        found = _found(parts, order, folder, tell, began)
        shop = workshop(parts, "inline")  # one candidate: another process would load the libraries once more
        trained = train_specification(parts, specification(load(parts), name), shop, folder.path, tell)
        run = dataclasses.replace(trained.result.run, search=found)
        result = dataclasses.replace(trained.result, run=run)
        tell(Progress("registered", f"{trained.version.name}@{trained.version.version}"))
        return render_run(measured(parts, dataclasses.replace(trained, result=result), tell))


def _found(parts: Parts, order: Order, folder: RunFolder, tell: Watch, began: float) -> Mapping[str, object]:
    """What was tried; the document is in the workspace then. A search that ended is not done again."""
    wish = order.wish or Wish("", "")
    known = folder.search()
    if known is not None and is_found(load(parts), folder.path, named(wish)):
        return known
    try:
        _begin(parts, wish, folder)
        return Seeker(parts, order, folder, tell, began).found()
    except TransientError:  # what was finished is kept for going on
        raise
    except StratumError as error:
        _end(parts, folder, "failed", error.message)
        raise
    except KeyboardInterrupt:
        _end(parts, folder, "cancelled", "it was told to end")
        raise
    except Exception as error:  # whatever it is, the record does not say that the run goes on
        _end(parts, folder, "failed", f"unexpected {type(error).__name__}: {error}")
        raise


def _begin(parts: Parts, wish: Wish, folder: RunFolder) -> None:
    """Make room for the search, and a record where there is none, so that a run that is killed is known."""
    try:
        folder.open()
        folder.answers.mkdir(exist_ok=True)
        if not (folder.path / RECORD).exists():
            now, why = parts.clock.now(), "the run has not ended"
            folder.save(Run(folder.path.name, named(wish), wish.task, wish.metric, now, error=why))
    except OSError as error:
        raise unwritable(folder.path, error) from error


def _end(parts: Parts, folder: RunFolder, status: str, reason: str) -> None:
    """Record that nothing was found, if the disk lets it."""
    folder.close()
    with contextlib.suppress(OSError, StratumError):
        run = folder.load()
        folder.save(dataclasses.replace(run, status=status, error=reason, finished=parts.clock.now()))
