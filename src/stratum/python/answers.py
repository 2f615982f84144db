"""What a workspace answers, each with how it looks in a notebook."""

import dataclasses
from collections.abc import Mapping, Sequence

from stratum.core.findings import Finding, Severity, has_errors
from stratum.deployment.types import Action, Plan
from stratum.language.report import summary, to_plain, to_text
from stratum.placement.types import Decision
from stratum.python.tables import Table, to_html
from stratum.registry.types import ModelVersion
from stratum.runtime.platform import version_view
from stratum.training.types import Run

_FIRST = ("name", "version", "stage", "algorithm", "task", "run", "digest")

SHOWN = ("severity", "place", "element", "message", "required", "available", "fix", "code")
STEPS = ("verb", "component", "reason")


class Findings(Table):
    """What a check found, sorted by place.

    Args:
        found: The findings.
    """

    def __init__(self, found: Sequence[Finding]) -> None:
        super().__init__([{**to_plain(f), "place": str(f.position)} for f in found], SHOWN)
        self._found = tuple(found)

    @property
    def ok(self) -> bool:
        """Whether there are no errors; warnings are allowed."""
        return not has_errors(self._found)

    @property
    def errors(self) -> "Findings":
        """The errors alone."""
        return Findings([f for f in self._found if f.severity is Severity.ERROR])

    def __repr__(self) -> str:
        """As ``stratum check`` prints them."""
        return to_text(self._found) + summary(self._found)

    def _repr_html_(self) -> str:
        """A table with how many there are of each severity above it; every cell is escaped."""
        told = summary(self._found)
        return to_html(SHOWN, self.cells(), told) if self else f"<p>{told}</p>"


class PlacementAnswer(Table):
    """Where components are placed: rows of component, host and why.

    Args:
        decision: The hosts with their reasons.
        objective: What there is least of.
    """

    def __init__(self, decision: Decision, objective: str) -> None:
        found = decision.placement
        rows = [
            {"component": component, "host": host, "why": decision.reasons.get(component, "")}
            for component, host in found.hosts.items()
        ]
        super().__init__(rows, ("component", "host", "why"))
        self.hosts: Mapping[str, str] = dict(found.hosts)
        self.objective = objective
        self.cost = found.cost
        self.optimal = found.optimal
        self.solver = found.solver


class Steps(Table):
    """The steps from what runs to what the model says; empty where they agree.

    Args:
        plan: Of an application.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__([_step(action) for action in plan.actions], STEPS)
        self.application = plan.application


def _step(action: Action) -> Mapping[str, object]:
    return {"verb": str(action.verb), "component": action.component, "reason": action.reason}


@dataclasses.dataclass(frozen=True, slots=True)
class TrainingRun:
    """A training run.

    Attributes:
        run: As ``run.json`` keeps it.
        model: The version that was registered; None where it is not known any more.
    """

    run: Run
    model: ModelVersion | None = None

    @property
    def id(self) -> str:
        """Its name."""
        return self.run.id

    @property
    def candidates(self) -> Table:
        """A row for each candidate and baseline: figures on held-out rows, and on validation rows."""
        rows: list[Mapping[str, object]] = [
            {
                "name": one.name,
                "algorithm": one.algorithm,
                "chosen": one.name == self.run.chosen,
                "status": one.status,
                "seconds": one.seconds,
                **one.metrics,
                **{f"validation_{name}": value for name, value in one.validation.items()},
            }
            for one in self.run.candidates
        ]
        rows += [{"name": one.name, "status": "baseline", **one.metrics} for one in self.run.baselines]
        return Table(rows, ("name", "algorithm", "chosen", "status", "seconds", self.run.metric))

    @property
    def comparisons(self) -> Table:
        """The chosen candidate beside each other one, with the test behind the verdict."""
        rows = [dataclasses.asdict(one) for one in self.run.comparisons]
        return Table(rows, ("other", "metric", "difference", "interval", "test", "rows", "p", "verdict"))

    @property
    def slices(self) -> Table:
        """Held-out figures of the chosen candidate by value of the columns that were asked for."""
        winner = next((one for one in self.run.candidates if one.name == self.run.chosen), None)
        rows = [
            {"column": one.column, "value": one.value, "rows": one.rows, **one.metrics}
            for one in (winner.slices if winner else ())
        ]
        return Table(rows, ("column", "value", "rows", self.run.metric))

    @property
    def shapley(self) -> Table:
        """Mean size of what each column adds to a prediction, largest first; empty where not asked."""
        shares = self.run.explanation.shares if self.run.explanation else {}
        return Table([{"column": name, "share": size} for name, size in shares.items()], ("column", "share"))

    def __repr__(self) -> str:
        """Its name, its model and the candidates."""
        return f"{self._head()}\n{self.candidates!r}"

    def _repr_html_(self) -> str:
        """The candidates with the name above them; every cell is escaped."""
        table = self.candidates
        return to_html(table.columns, table.cells(), self._head())

    def _head(self) -> str:
        named = f", {self.model.name}@{self.model.version}" if self.model else ""
        return f"{self.run.id}: {self.run.status}{named}"


class Model(Table):
    """A version of a model, a row for each thing that is known of it, its held-out figures last.

    Attributes:
        registered: The version with everything that the registry keeps.
    """

    def __init__(self, version: ModelVersion) -> None:
        self.registered = version
        known = {**version_view(version), **version.metrics}
        shown = (*_FIRST, *sorted(version.metrics))
        super().__init__([{"name": name, "value": known[name]} for name in shown], ("name", "value"))


def models_table(versions: Sequence[ModelVersion]) -> Table:
    """Versions of models, with their held-out figures as columns of the frame."""
    rows = [{**version_view(v), **v.metrics} for v in versions]
    return Table(rows, ("name", "version", "stage", "algorithm", "run", "digest"))
