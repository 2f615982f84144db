"""Automatic training: data and a target in, an ordinary pipeline, run and model out."""

import dataclasses

from stratum.runtime.finding import named, plan_of
from stratum.runtime.learning import Trained, measured, render_run, train_specification, workshop
from stratum.runtime.modelling import load
from stratum.runtime.recording import Watch, recorded, run_id
from stratum.runtime.seeking import Seeker
from stratum.runtime.specifying import specification
from stratum.runtime.wiring import Parts
from stratum.training.logic.progress import Progress
from stratum.training.orders import Order, Wish
from stratum.training.records import RunFolder


def train_automatically(parts: Parts, order: Order, watch: Watch, began: float | None = None) -> Trained:
    """Look at data, search for candidates within a time, write the pipeline that they make, and train it.

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
        folder.open()
        found = Seeker(parts, order, folder, tell, began).found()
        shop = workshop(parts, "inline")  # one candidate: another process would load the libraries once more
        trained = train_specification(parts, specification(load(parts), name), shop, folder.path, tell)
        run = dataclasses.replace(trained.result.run, search=found)
        result = dataclasses.replace(trained.result, run=run)
        tell(Progress("registered", f"{trained.version.name}@{trained.version.version}"))
        return render_run(measured(parts, dataclasses.replace(trained, result=result), tell))
