"""The part of a ``PlatformView`` that tells of pipelines and training runs, over plain data."""

from pathlib import Path

from stratum.core.errors import NotFoundError, StratumError
from stratum.runtime.views import Json
from stratum.training.orders import Order


class FakeTrainings:
    """Pipelines and runs as a test gives them.

    Args:
        files: Folder of ``<run>/report.html`` and ``<run>/notebook.ipynb``.

    Attributes:
        lines: Answers of ``pipelines``.
        trainings: Runs with curves, newest first.
        boards: Answer of ``progress`` by run; tests change it. A run without one has no board.
        orders: What was asked to be trained, with the pipeline.
        begun: The run that begins with the next order, as in ``trainings``.
        cancelled: Runs that were asked to end, and by whom.
        failure: Raised by every call while it is set.
    """

    def __init__(self, files: Path) -> None:
        self._files = files
        self.lines: list[Json] = []
        self.trainings: list[Json] = []
        self.boards: dict[str, Json] = {}
        self.orders: list[tuple[str, Order]] = []
        self.begun: Json = {}
        self.cancelled: list[tuple[str, str]] = []
        self.failure: StratumError | None = None

    def pipelines(self) -> Json:
        """The pipelines as they were given."""
        self._fail()
        return {"pipelines": self.lines, "executors": ["inline", "processes"]}

    def progress(self, run_id: str) -> Json:
        """The board that was given."""
        run = self.run(run_id)
        ended = {
            "status": run.get("status"),
            "error": run.get("error"),
            "going": False,
            "behind": [],
            "board": None,
        }
        return {"id": run_id, **ended, **self.boards.get(run_id, {})}

    def train(self, pipeline: str, order: Order) -> Json:
        """Notes the order; the run that begins is the newest from then on."""
        self._fail()
        if order.wish is None and pipeline not in [line["name"] for line in self.lines]:
            raise NotFoundError(f"there is no pipeline {pipeline}")
        self.orders.append((pipeline, order))
        self.trainings.insert(0, self.begun)
        return self.progress(str(self.begun["id"]))

    def cancel(self, run_id: str, by: str) -> Json:
        """Notes the wish."""
        self.run(run_id)
        self.cancelled.append((run_id, by))
        return self.progress(run_id)

    def runs(self) -> Json:
        """Runs without the curves of their candidates."""
        self._fail()
        return {"runs": [_without_curves(run) for run in self.trainings]}

    def run(self, run_id: str) -> Json:
        """A run as it was given."""
        self._fail()
        for run in self.trainings:
            if run["id"] == run_id:
                return run
        raise NotFoundError(f"there is no run {run_id}", "stratum train starts one")

    def run_file(self, run_id: str, name: str) -> Path:
        """Below the folder of files; the file need not exist."""
        self.run(run_id)
        return self._files / run_id / name

    def _fail(self) -> None:
        if self.failure is not None:
            raise self.failure


def _without_curves(run: Json) -> Json:
    candidates = run["candidates"]
    if not isinstance(candidates, list):
        return run
    return {
        **run,
        "candidates": [{key: said for key, said in one.items() if key != "curves"} for one in candidates],
    }
