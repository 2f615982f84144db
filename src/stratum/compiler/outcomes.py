"""What placement decided, as findings: a note per chosen host, an error per component without one."""

from collections.abc import Iterator

from stratum.compiler.placement import fixed_host
from stratum.core.findings import Finding, Position, Severity
from stratum.language.tree import Document
from stratum.placement.types import Decision, Explanation, Infeasible, Shortage

CHOSEN = "placement-chosen"
INFEASIBLE = "placement-infeasible"
SHORTAGE = "placement-shortage"
GAVE_UP = "placement-gave-up"


def placement_findings(application: Document, outcome: Decision | Infeasible) -> tuple[Finding, ...]:
    """Notes where everything has a host, errors where something has none."""
    if isinstance(outcome, Decision):
        return tuple(_notes(application, outcome))
    found = [_unplaced(application, e) for e in outcome.explanations]
    found += [_short(application, s) for s in outcome.shortages]
    if outcome.proven and found:
        return tuple(found)
    reason = outcome.reason or "no host was found for every component"
    fix = "choose hosts with hostedOn for the components that matter most"
    return (*found, Finding(GAVE_UP, Severity.ERROR, application.name, reason, _start(application), fix=fix))


def _notes(application: Document, decision: Decision) -> Iterator[Finding]:
    for element in application.components():
        if not fixed_host(element):
            message = f"{element.name} is placed on {decision.reasons[element.name]}"
            yield Finding(CHOSEN, Severity.NOTE, application.path(element), message, element.position)


def _unplaced(application: Document, explanation: Explanation) -> Finding:
    element = application.element(explanation.component)
    nearest = [f for verdict in explanation.nearest[:1] for f in verdict.failures]
    return Finding(
        INFEASIBLE,
        Severity.ERROR,
        f"{application.name}/{explanation.component}",
        explanation.text,
        element.position if element else _start(application),
        nearest[0].required if nearest else "",
        nearest[0].available if nearest else "",
        explanation.fix,
    )


def _short(application: Document, shortage: Shortage) -> Finding:
    return Finding(
        SHORTAGE,
        Severity.ERROR,
        application.name,
        str(shortage),
        _start(application),
        shortage.required,
        shortage.available,
        f"add a host like {shortage.hosts[0]}, or lower the {shortage.resource} that is required",
    )


def _start(application: Document) -> Position:
    return Position(application.file)
