"""What a worker does: read the rows from a file, fit, evaluate, export, compare.

Jobs and results are small and picklable: rows travel by Parquet file, models by file.
Each job computes with one thread: sums depend on the number of threads, and equal pipelines and data have to
give equal bundles in every executor and on any number of cores. What runs in parallel is jobs.
"""

import dataclasses
import functools
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import threadpoolctl

from stratum.core.bundles import GraphInput
from stratum.core.errors import PermanentError
from stratum.data.logic.rows import Columns
from stratum.training.balancing import Balanced
from stratum.training.dividing import Dataset, read_rows
from stratum.training.ensembling import EnsembleModel
from stratum.training.evaluation import EvaluationSpec, LearningPoint
from stratum.training.logic import forecasts
from stratum.training.logic.graphs import spread_rows
from stratum.training.logic.targets import places_of
from stratum.training.ports import FittedModel, Framework, Tell
from stratum.training.proving import ask, figures, parts_of, prove, with_intervals
from stratum.training.records import MAKE_ROOM
from stratum.training.types import MAJORITY, RULES, BaselineResult, CandidateResult, FitOrder, PipelineSpec

if TYPE_CHECKING:
    from stratum.training.evaluating import HeldOut

Taught = tuple[Columns, np.ndarray]
MOST_ROWS: Final = 10_000
"""So many answers of each candidate are kept to compare them."""
FITTING, SCORING, EXPORTING = "fitting", "scoring", "exporting"
"""What a candidate does, one after the other."""


@dataclasses.dataclass(frozen=True, slots=True)
class CandidateJob:
    """Fit and evaluate a candidate; the model goes to the file ``graph``.

    Attributes:
        order: What to fit.
        data: On which rows.
        graph: Where the model goes, in ONNX or in the form of skops.
        rivals: Whether other candidates are compared with it on validation rows.
        refit: Whether the model that is kept is fitted once more, on the held-out rows too.
        strict: Whether a champion that cannot answer fails the candidate.
        champion: Bundle of the model that it is to replace; both are compared on the held-out rows.
        metric: The figure that columns are shuffled for; empty to leave their importance out.
        evaluation: What else is to be found out.
    """

    order: FitOrder
    data: Dataset
    graph: Path
    rivals: bool = True
    refit: bool = False
    strict: bool = False
    champion: Path | None = None
    metric: str = ""
    evaluation: EvaluationSpec = dataclasses.field(default_factory=EvaluationSpec)

    @property
    def name(self) -> str:
        """Of the candidate."""
        return self.order.candidate.name

    @property
    def needs(self) -> Mapping[str, float]:
        """What the candidate asks of its worker."""
        return self.order.candidate.needs

    @property
    def reads(self) -> tuple[Path, ...]:
        """The rows, and the bundle of the champion."""
        return (self.data.path, self.champion) if self.champion else (self.data.path,)

    @property
    def writes(self) -> tuple[Path, ...]:
        """The model."""
        return (self.graph,)

    def failed(self, error: str) -> CandidateResult:
        """The result of a candidate that was not fitted, and why."""
        candidate = self.order.candidate
        return CandidateResult(candidate.name, candidate.algorithm, candidate.parameters, "failed", error)

    def moved(self, places: Mapping[Path, Path]) -> "CandidateJob":
        """The same job with its files elsewhere."""
        champion = places.get(self.champion, self.champion) if self.champion else None
        graph = places.get(self.graph, self.graph)
        return dataclasses.replace(self, data=self.data.moved(places), graph=graph, champion=champion)


@dataclasses.dataclass(frozen=True, slots=True)
class BaselineJob:
    """Fit and evaluate a baseline; ``column`` is empty for rules that look at no feature."""

    name: str
    column: str
    data: Dataset

    @property
    def needs(self) -> Mapping[str, float]:
        """Nothing."""
        return {}

    @property
    def reads(self) -> tuple[Path, ...]:
        """The rows."""
        return (self.data.path,)

    @property
    def writes(self) -> tuple[Path, ...]:
        """Nothing."""
        return ()

    def moved(self, places: Mapping[Path, Path]) -> "BaselineJob":
        """The same job with its rows elsewhere."""
        return dataclasses.replace(self, data=self.data.moved(places))


Job = CandidateJob | BaselineJob


def jobs_of(spec: PipelineSpec, data: Dataset, work: Path, champion: Path | None) -> list[Job]:
    """What is to be done for a pipeline: its candidates in their order, then its baselines.

    Args:
        spec: The pipeline.
        data: Its rows.
        work: Folder of the models.
        champion: Bundle of the model that is to be replaced; None for a first one.
    """
    jobs: list[Job] = []
    renewed, several = spec.window is not None, len(spec.candidates) > 1
    # a model that replaces another one has to be there soon
    metric, asked = ("", EvaluationSpec()) if renewed else (spec.metric, spec.evaluation)
    for index, candidate in enumerate(spec.candidates):
        order = FitOrder(candidate, spec.learns, data.plan, spec.seed, spec.split)
        # the index, because a block's name need not be a file's name
        graph, refit = work / f"{index}.model", renewed or spec.refit
        job = CandidateJob(order, data, graph, several, refit, renewed, champion)
        jobs.append(dataclasses.replace(job, metric=metric, evaluation=asked))
    rule = RULES.get(spec.task, MAJORITY)
    columns = {name: "" if name == rule else name for name in spec.baselines}
    return jobs + [BaselineJob(name, column, data) for name, column in columns.items()]


@dataclasses.dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate that was evaluated, and where its model lies.

    Attributes:
        result: For the leaderboard.
        graph: The file; ``result`` says its form.
        inputs: Its tensors.
        answers: What it said of the held-out rows, at most ``MOST_ROWS`` evenly spread ones:
            probabilities of shape (rows, classes), or values.
        truth: Place of the class, or value, of these rows, shape (rows,).
    """

    result: CandidateResult
    graph: Path
    inputs: tuple[GraphInput, ...]
    answers: np.ndarray
    truth: np.ndarray


def run_job(frameworks: Mapping[str, Framework], job: Job, tell: Tell) -> Candidate | BaselineResult:
    """Do a job with one thread.

    Args:
        frameworks: By name.
        job: What to do.
        tell: Told ``fitting``, ``scoring`` and ``exporting`` when each begins, and how far a long fit is.

    Raises:
        InvalidInputError: If the algorithm cannot take the rows.
        PermanentError: If the graph cannot be written.
    """
    with threadpoolctl.threadpool_limits(1):
        if isinstance(job, BaselineJob):
            return _baseline(job)
        return _candidate(frameworks[job.order.candidate.framework], job, tell)


def _candidate(framework: Framework, job: CandidateJob, tell: Tell) -> Candidate:
    from stratum.training import evaluating

    tell(FITTING)
    rows, data = read_rows(job.data), job.data
    framework = Balanced(framework)

    def fit(columns: Columns, target: np.ndarray) -> FittedModel:
        return framework.fit(job.order, columns, target, lambda word: tell(f"{FITTING}: {word}"))

    parts = parts_of(data, rows, job.evaluation.folds, rivals=job.rivals)
    proofs = list(prove(fit, data, rows, parts))
    proven = figures(data.task, proofs)
    train = rows.taught(rows.learned)
    model = fit(*train)
    tell(SCORING)
    said = ask(data, rows, model.predict, rows.held_out)
    held_out = evaluating.HeldOut(said.raw, said.columns, said.truth, data.task)
    asked = evaluating.Questions(job.metric, job.champion, strict=job.strict, slices=job.evaluation.slices)
    result = evaluating.evaluated(job.order, model, said.answers, held_out, asked)
    kept = fit(*rows.taught(np.concatenate([rows.learned, rows.held_out]))) if job.refit else model
    tell(EXPORTING)
    answers = kept.predict(said.columns) if job.refit else said.answers
    try:
        found = evaluating.exported(data.task, kept, answers, said.columns, data.plan.item)
    except PermanentError as error:
        if isinstance(kept, EnsembleModel) and len(kept.members) > 1:
            return _alone(framework, job, tell, kept, error.message)
        raise
    _write(job.graph, found.graph.content)
    result = dataclasses.replace(
        evaluating.gated(result, found),
        validation={name: float(np.mean(values)) for name, values in proven.items()},
        members=kept.told if isinstance(kept, EnsembleModel) else (),
        folds=proven if job.evaluation.folds else {},
        learning=_learning(framework, job, model, train, held_out),
    )
    if data.plan.forecast is not None:
        result = with_intervals(result, data.plan.forecast, proofs, said)
    kept_rows = spread_rows(len(said.answers), MOST_ROWS)
    truth = places_of(model.classes, said.truth)[kept_rows]
    return Candidate(result, job.graph, found.graph.inputs, said.answers[kept_rows], truth)


def _alone(framework: Framework, job: CandidateJob, tell: Tell, whole: EnsembleModel, why: str) -> Candidate:
    """The heaviest member of an ensemble whose file cannot stand for it; the others are told as left out."""
    first = max((m for m in whole.told if not m.left_out), key=lambda m: m.weight)
    spec = job.order.candidate
    parameters = {name: value for name, value in spec.parameters.items() if name != "weights"}
    members = tuple(m for m in spec.members if m.name == first.name)
    candidate = dataclasses.replace(spec, members=members, parameters=parameters)
    order = dataclasses.replace(job.order, candidate=candidate)
    found = _candidate(framework, dataclasses.replace(job, order=order), tell)
    others = (m for m in whole.told if m.name != first.name)
    told = [dataclasses.replace(m, weight=0.0, left_out=m.left_out or why) for m in others]
    result = dataclasses.replace(found.result, members=(*found.result.members, *told))
    return dataclasses.replace(found, result=result)


def _learning(
    framework: Framework, job: CandidateJob, model: FittedModel, known: Taught, held_out: "HeldOut"
) -> tuple[LearningPoint, ...]:
    if not job.evaluation.learning_curve or not job.metric:
        return ()
    from stratum.training.evaluating import learning_curve

    fit = functools.partial(framework.fit, job.order)
    return learning_curve(job.order, fit, model, known, held_out, job.metric)


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        path.unlink(missing_ok=True)  # half a file would take the room of the next candidate's
        raise PermanentError(f"cannot write to {path}: {error.strerror or error}", MAKE_ROOM) from error


def _baseline(job: BaselineJob) -> BaselineResult:
    from stratum.training.logic.baselines import fit_baseline, predict_baseline
    from stratum.training.logic.judging import measured
    from stratum.training.logic.pairing import popular_answers

    rows, task, forecast = read_rows(job.data), job.data.task, job.data.plan.forecast
    truth = rows.truth[rows.held_out]
    if forecast is not None and rows.ordered is not None:
        wanted = np.isin(np.arange(len(rows.truth)), rows.held_out)
        last = forecasts.naive(forecast, rows.raw, rows.ordered, wanted)
        return BaselineResult(job.name, measured(task, (), truth, last))
    if pairs := job.data.plan.pairs:
        known, late = rows.taught(rows.learned), rows.taught(rows.held_out)[0]
        return BaselineResult(job.name, measured(task, (), truth, popular_answers(pairs, *known, late)))
    train, test = (
        rows.prepared[job.column][p] if job.column else None for p in (rows.learned, rows.held_out)
    )
    rule = fit_baseline(task, train, rows.truth[rows.learned])
    predicted = predict_baseline(rule, task, test, len(truth))
    classes = tuple(rule.classes_.tolist()) if task == "classification" else ()
    return BaselineResult(job.name, measured(task, classes, truth, predicted))
