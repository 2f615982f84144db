"""A placement for one application, searched more thoroughly than a check does, towards any aim."""

from collections import Counter
from collections.abc import Iterable, Mapping

from stratum.compiler.names import HOSTED_ON
from stratum.compiler.placement import fixed_host, placement_problem
from stratum.compiler.selection import anchored, with_selected
from stratum.core.edits import Connect
from stratum.core.errors import InvalidInputError
from stratum.core.findings import Finding, has_errors
from stratum.language.edits.draft import Refused, apply
from stratum.language.tree import Document
from stratum.placement.ports import Explainer, Solver
from stratum.placement.service import place
from stratum.placement.types import Conflict, Decision, Infeasible, Objective, PlacementProblem
from stratum.runtime import plugins
from stratum.runtime.checked import Checked, ModelError
from stratum.runtime.editing import Desk, checked_after, write
from stratum.runtime.modelling import ORDER, SOLVERS
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
    fixed = anchored(application, checked.hosts)
    return placement_problem(fixed, infrastructure, checked.metamodel, current=current, objective=objective)


def running(parts: Parts, application: str) -> Mapping[str, str]:
    """Host by component as it was applied last; empty where it never was."""
    if application not in parts.deployments.applications():
        return {}
    return {spec.name: spec.host for spec in parts.deployments.desired(application)}


def decide(problem: PlacementProblem) -> Decision | Infeasible:
    """The best placement that all solvers find together."""
    solvers: list[Solver] = [plugins.load(SOLVERS, name)() for name in ORDER]
    return place(problem, solvers, thorough=True)


def complete(decision: Decision, checked: Checked, application: Document) -> Decision:
    """A placement that also tells where that is which the application selects from others."""
    return with_selected(decision, application, checked.hosts[application.name])


def conflict(problem: PlacementProblem) -> Conflict | None:
    """Requirements of a problem without a placement that cannot hold together."""
    explainer: Explainer = plugins.load(SOLVERS, EXPLAINER)()
    return explainer.conflict(problem)


def otherwise(checked: Checked, application: Document, hosts: Mapping[str, str]) -> dict[str, str]:
    """Host by component where a check, an export and a deployment choose another one than a placement.

    Components that they find no host for are left out.
    """
    own = checked.hosts[application.name]
    return {name: own[name] for name, host in hosts.items() if own.get(name, host) != host}


def openings(application: Document, hosts: Mapping[str, str]) -> tuple[Connect, ...]:
    """The edits that give each component the host of a placement where the model gives it none."""
    return tuple(
        Connect(application.file, e.name, HOSTED_ON, hosts[e.name])
        for e in application.components()
        if e.name in hosts and fixed_host(e) is None
    )


def settle(
    parts: Parts, desk: Desk, checked: Checked, application: Document, hosts: Mapping[str, str]
) -> dict[str, str]:
    """Write a placement into the document of its application; what it does not say stays to the byte.

    Args:
        parts: The workspace.
        desk: Its documents, read before ``checked`` was, so that a change in between is noticed.
        checked: Its model.
        application: The one that was placed.
        hosts: Host by component.

    Returns:
        Host by component that was written; empty where the model gives each of them one.

    Raises:
        InvalidInputError: If the edits are not legal, or lead to errors; nothing is written.
        TransientError: If a document was changed meanwhile; nothing is written.
    """
    edits = openings(application, hosts)
    if not edits:
        return {}
    after = apply(desk.state, edits)
    if isinstance(after, Refused):
        raise _unwritten(after.findings[0])
    added = _added(checked.findings, checked_after(parts, desk, after).findings)
    if added:
        raise _unwritten(added[0])
    write(desk, after)
    return {edit.element: edit.target for edit in edits}


def _added(before: Iterable[Finding], after: Iterable[Finding]) -> list[Finding]:
    """The errors that are found more often than before, of equal code and element."""
    known = Counter((f.code, f.element) for f in before if has_errors([f]))
    errors = [f for f in after if has_errors([f])]
    often = Counter((f.code, f.element) for f in errors)
    return [f for f in errors if often[f.code, f.element] > known[f.code, f.element]]


def _unwritten(finding: Finding) -> InvalidInputError:
    problem = f"{finding.position.file}: the placement is not written: {finding.message}"
    return InvalidInputError(problem, finding.fix or "give the component its host by hand, with hostedOn")
