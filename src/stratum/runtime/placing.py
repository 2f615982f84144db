"""A placement for one application, searched more thoroughly than a check does, towards any aim."""

from collections.abc import Mapping

from stratum.compiler.placement import placement_problem
from stratum.core.findings import has_errors
from stratum.language.tree import Document
from stratum.placement.ports import Explainer, Solver
from stratum.placement.service import place
from stratum.placement.types import Conflict, Decision, Infeasible, Objective, PlacementProblem
from stratum.runtime import plugins
from stratum.runtime.modelling import ORDER, SOLVERS, Checked, ModelError
from stratum.runtime.wiring import Parts

EXPLAINER = "cpsat"
OF_PLACEMENT = "placement-"


def problem_of(
    parts: Parts, checked: Checked, application: Document, objective: Objective | None
) -> PlacementProblem:
    """What has to be placed of an application, given where its components run now.

    Args:
        parts: The workspace.
        checked: Its model.
        application: Which one.
        objective: What to aim at; None for what the application says.

    Raises:
        ModelError: If the model has errors other than those of placement.
    """
    others = tuple(f for f in checked.findings if not f.code.startswith(OF_PLACEMENT))
    if has_errors(others):
        raise ModelError(others)
    infrastructure = checked.infrastructure_of(application)
    current = running(parts, application.name)
    return placement_problem(
        application, infrastructure, checked.metamodel, current=current, objective=objective
    )


def running(parts: Parts, application: str) -> Mapping[str, str]:
    """Host by component as it was applied last; empty where it never was."""
    if application not in parts.deployments.applications():
        return {}
    return {spec.name: spec.host for spec in parts.deployments.desired(application)}


def decide(problem: PlacementProblem) -> Decision | Infeasible:
    """The best placement that all solvers find together."""
    solvers: list[Solver] = [plugins.load(SOLVERS, name)() for name in ORDER]
    return place(problem, solvers, thorough=True)


def conflict(problem: PlacementProblem) -> Conflict | None:
    """Requirements of a problem without a placement that cannot hold together."""
    explainer: Explainer = plugins.load(SOLVERS, EXPLAINER)()
    return explainer.conflict(problem)
