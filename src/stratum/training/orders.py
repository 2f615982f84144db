"""How a pipeline is asked to be trained."""

import dataclasses
from typing import Final

LEAST_BUDGET: Final = 3
MOST_BUDGET: Final = 24 * 3600
"""Seconds that an automatic training may be given."""
MOST_TRIALS: Final = 10_000
"""So many trials may be asked of a search."""


def executor_for(executor: str, cluster: str) -> str:
    """The executor that was asked for; where only a cluster was, the one that works on clusters."""
    return executor or ("dask" if cluster else "")


@dataclasses.dataclass(frozen=True, slots=True)
class Wish:
    """What a model is wanted of, where the pipeline is to be found.

    Attributes:
        data: A file, or the name of a source of a pipeline.
        target: The column to predict.
        budget: Seconds that the search and the fit may take.
        metric: The figure that counts; one that fits the target where empty.
        task: ``classification`` or ``regression``; as the target says where empty.
        name: Of the pipeline and the model; from data and target where empty.
        identifier: A column that names the row; empty where there is none.
        time: A column of times: the last rows are held out, and folds go forward; empty for rows by chance.
        group: A column whose values stay whole, in folds too; empty for rows by chance.
        trials: How many the search does, whatever the time; 0 for as many as the budget holds.
    """

    data: str
    target: str
    budget: float = 30.0
    metric: str = ""
    task: str = ""
    name: str = ""
    identifier: str = ""
    time: str = ""
    group: str = ""
    trials: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Order:
    """How a pipeline is trained, where that is said.

    Attributes:
        executor: Of what runs the candidates; the one of the settings where empty.
        seed: Of every random choice; that of the pipeline where None.
        by: Who asks; empty where nobody is known.
        run: Id of the run; a new one where empty.
        wish: What a pipeline is searched for; None to train one that there is.
        cluster: Application whose training cluster does the work; empty for this machine.
        resume: Whether ``run`` is one that was interrupted, and goes on from its finished candidates.
    """

    executor: str = ""
    seed: int | None = None
    by: str = ""
    run: str = ""
    wish: Wish | None = None
    cluster: str = ""
    resume: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Waiting:
    """A training that waits for its turn.

    Attributes:
        number: Greater than that of all that waited when it came.
        pipeline: Its name.
        order: How it is trained, with the id of its run.
    """

    number: int
    pipeline: str
    order: Order
