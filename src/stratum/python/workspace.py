"""A workspace as an object: a thin face over the platform for notebooks and scripts."""

import functools
from pathlib import Path

from stratum.core.errors import InvalidInputError
from stratum.core.operations import Order
from stratum.language.tree import DocumentKind
from stratum.placement.types import Infeasible, Objective
from stratum.python.answers import Findings, Model, PlacementAnswer, Steps, TrainingRun, models_table
from stratum.python.tables import Row, Table
from stratum.python.versions import Versions
from stratum.runtime.deploying import with_engine
from stratum.runtime.modelling import load
from stratum.runtime.operating.orders import Errand, Silent, carry_out
from stratum.runtime.operating.reviews import review
from stratum.runtime.operator import terminal
from stratum.runtime.past import load_at
from stratum.runtime.placing import complete, conflict, decide, problem_of
from stratum.runtime.platform import Platform
from stratum.runtime.settings import read_settings
from stratum.runtime.wiring import Parts
from stratum.store.service import find_root

DOCUMENTS = ("file", "kind", "name")
RUNS = ("id", "pipeline", "status", "chosen", "metric")
COMPONENTS = ("name", "type", "host", "state", "restarts", "reason")


class Workspace:
    """Documents in a git repository, and everything that the platform does with them.

    Every call reads the files anew, so that what an editor wrote counts. What fails raises
    ``stratum.core.errors.StratumError`` with a message and a hint.

    Args:
        path: Its folder, or one below it.
    """

    def __init__(self, path: str | Path = ".") -> None:
        self._parts = Parts(read_settings(str(find_root(Path(path)))))
        self._platform = Platform(self._parts)

    @property
    def root(self) -> Path:
        """Its folder."""
        return self._parts.workspace.root

    @functools.cached_property
    def versions(self) -> Versions:
        """Its history."""
        return Versions(self._parts, self._platform)

    def __repr__(self) -> str:
        """Such as ``Workspace('/home/ada/flights')``."""
        return f"Workspace({str(self.root)!r})"

    def documents(self) -> Table:
        """The documents: file, kind and name of each."""
        return Table(_rows(self._platform.documents()["documents"]), DOCUMENTS)

    def check(self, at: str = "", engine: str = "") -> Findings:
        """Everything that is wrong with the model.

        Args:
            at: A commit, branch or tag; the files that are here where empty.
            engine: Also asks whether this engine answers.
        """
        checked = load_at(self._parts, at) if at else load(self._parts)
        return Findings((with_engine(self._parts, checked, engine) if engine else checked).findings)

    def place(self, application: str | None = None, objective: str = "") -> PlacementAnswer:
        """A host for every component; nothing is changed.

        Args:
            application: Its name; None where there is only one.
            objective: ``balanced``, ``cost``, ``latency``, ``energy``, ``spread`` or ``moves``; what the
                model says where empty.

        Raises:
            InvalidInputError: If there is no placement; the hint says what to give up.
        """
        checked = load(self._parts)
        document = checked.document(DocumentKind.APPLICATION, application)
        problem = problem_of(self._parts, checked, document, _objective(objective))
        answer = decide(problem)
        if isinstance(answer, Infeasible):
            found = conflict(problem)
            hint = found.relaxation.text if found and found.relaxation else ""
            raise InvalidInputError(f"no placement: {found.text if found else answer.reason}", hint)
        return PlacementAnswer(complete(answer, checked, document), str(problem.objective))

    def plan(self, application: str | None = None, engine: str | None = None) -> Steps:
        """What ``apply`` would do; nothing is changed."""
        return Steps(review(self._parts, application, Order(engine=engine or "")).steps)

    def apply(self, application: str | None = None, engine: str | None = None, wait: float = 90.0) -> Steps:
        """Make what runs agree with the model.

        Args:
            application: Its name; None where there is only one.
            engine: What runs it; None for that of the settings.
            wait: Seconds to wait until everything is ready.

        Raises:
            StratumError: If the model has errors, a component failed, or ``wait`` seconds have passed.
        """
        return self._carry_out(application, Order(engine=engine or ""), wait)

    def destroy(self, application: str | None = None, wait: float = 60.0) -> Steps:
        """Stop every component of an application. Data, models and history stay."""
        return self._carry_out(application, Order(to="nothing"), wait)

    def _carry_out(self, application: str | None, order: Order, wait: float) -> Steps:
        errand = Errand(application, order, terminal().name)
        return Steps(carry_out(self._parts, errand, wait, Silent()))

    def train(self, pipeline: str | None = None) -> TrainingRun:
        """Train the candidates of a pipeline in parallel, pick the best, register it.

        Args:
            pipeline: Its name or file; None where there is only one.

        Raises:
            StratumError: If the pipeline has errors, another training goes on, or no candidate can be chosen.
        """
        from stratum.runtime.learning import train_pipeline
        from stratum.runtime.trainings import Trainings
        from stratum.training import orders

        checked, trainings = load(self._parts), Trainings(self._parts)
        document = checked.document(DocumentKind.PIPELINE, pipeline)
        checked.refuse_errors(document)
        order = trainings.with_run(document.name, orders.Order())
        with trainings.line.alone(order.run):
            trained = train_pipeline(self._parts, checked, document.name, lambda _: None, order)
        return TrainingRun(trained.result.run, trained.version)

    def runs(self) -> Table:
        """The training runs, newest first."""
        return Table(_rows(self._platform.runs()["runs"]), RUNS)

    def run(self, run_id: str) -> TrainingRun:
        """One training run."""
        return TrainingRun(self._platform.record(run_id))

    def models(self) -> Table:
        """Every version in the registry, newest first."""
        return models_table(self._parts.registry.list())

    def model(self, reference: str) -> Model:
        """One version of a model.

        Args:
            reference: ``NAME`` (its champion, or its newest version) or ``NAME@VERSION``.
        """
        return Model(self._parts.registry.get(reference))

    def status(self, application: str | None = None) -> Table:
        """State of each component of an application."""
        name = application or load(self._parts).document(DocumentKind.APPLICATION, None).name
        return Table(_rows(self._platform.status(name)["components"]), COMPONENTS)


def _rows(value: object) -> list[Row]:
    return list(value) if isinstance(value, list) else []


def _objective(name: str) -> Objective | None:
    known = [aim.value for aim in Objective]
    if name and name not in known:
        raise InvalidInputError(f"there is no objective {name!r}", f"known: {', '.join(known)}")
    return Objective(name) if name else None
