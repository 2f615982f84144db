"""What is found out once all candidates have ended: who differs from the chosen one, and what it goes by."""

import dataclasses
from collections.abc import Mapping

from stratum.core.errors import PermanentError
from stratum.training.dividing import read_raw
from stratum.training.evaluation import Comparison, Explanation
from stratum.training.explaining import Subject, explain
from stratum.training.jobs import Candidate
from stratum.training.logic import paired
from stratum.training.logic.splits import held_out
from stratum.training.preparing import Prepared
from stratum.training.types import CandidateResult, Graph, PipelineSpec, Run


def found_out(
    spec: PipelineSpec, prepared: Prepared, run: Run, fitted: Mapping[str, Candidate], winner: CandidateResult
) -> Run:
    """The run with comparisons and explanation of the chosen candidate; what is not there is remarked.

    Args:
        spec: The pipeline.
        prepared: Its rows.
        run: With all candidates.
        fitted: Those that were fitted, by name.
        winner: The chosen one.
    """
    explanation, remarks = None, list(run.remarks)
    asked = spec.evaluation
    if asked.limits.any and asked.limits.host and not asked.limits.score:
        host = asked.limits.host
        remarks.append(
            f"no {host} of the workspace has a computeScore: latency is that of the machine that measured"
        )
    if asked.explain and spec.window is None:
        try:
            explanation = _explained(spec, prepared, fitted[winner.name], winner)
        except PermanentError as error:
            remarks.append(f"{error.message}: {error.hint}")
    return dataclasses.replace(
        run,
        comparisons=_comparisons(spec, run, fitted, winner),
        explanation=explanation,
        remarks=tuple(remarks),
    )


def _comparisons(
    spec: PipelineSpec, run: Run, fitted: Mapping[str, Candidate], winner: CandidateResult
) -> tuple[Comparison, ...]:
    sound = [c for c in run.candidates if c.status == "ok"]
    if spec.evaluation.folds and winner.folds:
        folds = {c.name: c.folds[spec.metric] for c in sound if spec.metric in c.folds}
        return paired.compare_folds(spec.metric, folds, winner.name, _ratio(spec))
    answers = {c.name: fitted[c.name].answers for c in sound}
    return paired.compare(spec.task, spec.metric, fitted[winner.name].truth, answers, winner.name, spec.seed)


def _ratio(spec: PipelineSpec) -> float:
    """Validation rows per training row of a fold; of folds by time their mean."""
    folds = spec.evaluation.folds
    if spec.split.method == "time":
        return sum(1 / place for place in range(1, folds + 1)) / folds
    return 1 / (folds - 1)


def _explained(
    spec: PipelineSpec, prepared: Prepared, candidate: Candidate, winner: CandidateResult
) -> Explanation:
    data = prepared.data
    raw = read_raw(data.path, data.columns, data.target)
    test = held_out(data.split, raw, data.seed)
    subject = Subject(
        Graph(candidate.graph.read_bytes(), candidate.inputs, winner.form),
        data.plan,
        winner.labels,
        spec.task,
    )
    training = {name: values[~test] for name, values in raw.items()}
    return explain(subject, training, {name: values[test] for name, values in raw.items()}, spec.seed)
