"""The loss report: what of a model the files of another tool do not say."""

from collections.abc import Iterable, Sequence

from stratum.core.findings import Finding, Severity
from stratum.core.secrets import holds_secret, is_reference, is_secret_name, tells_secret
from stratum.deployment.blueprint import Blueprint, Fact, Selected
from stratum.deployment.rendering import Omission, Rendering

LOST_CONSTRAINT = "lost-constraint"
LOST_DETAIL = "lost-detail"
_HIDDEN = "(hidden)"
_FIX = "see to it by hand, or accept it with --allow-losses"


def losses(blueprint: Blueprint, rendering: Rendering, target: str) -> tuple[Finding, ...]:
    """The facts that no file carries, as findings in the order they are written.

    A fact that constrains is an error: something may go wrong where it is not kept. Another one is a warning.
    Before all others stand the workloads that are not in the files, each once with all that is lost of it.

    Args:
        blueprint: What was to be said.
        rendering: What is said.
        target: Name of the tool, for people.
    """
    missing = (fact for path, fact in blueprint.facts.items() if path not in rendering.carried)
    lost = sorted(missing, key=lambda fact: (fact.position, fact.path))
    omitted = (*rendering.omitted, *map(_elsewhere, blueprint.selected))
    within = {o.path: _elements(blueprint, o.path) for o in omitted}
    whole = {o.path: [f for f in lost if f.element in within[o.path]] for o in omitted}
    known = frozenset().union(*within.values())
    return (
        *(_omission(o, whole[o.path], target) for o in omitted if whole[o.path]),
        *(_finding(fact, target) for fact in lost if fact.element not in known),
    )


def _elsewhere(other: Selected) -> Omission:
    """Why a component of another application is not in the files of this one."""
    why = f"it is {other.component} of {other.application} and lives there"
    return Omission(other.path, why, f"export {other.application} too")


def _elements(blueprint: Blueprint, path: str) -> frozenset[str]:
    """The path of a workload and those of its parts."""
    document = path.rpartition("/")[0]
    parts = (name for w in blueprint.workloads if w.path == path for name, _ in w.parts)
    return frozenset({path, *(f"{document}/{name}" for name in parts)})


def _omission(omitted: Omission, lost: Sequence[Fact], target: str) -> Finding:
    name = omitted.path.rpartition("/")[2]
    constrains = any(fact.constrains for fact in lost)
    begin = f"{omitted.path.rpartition('/')[0]}/"
    said = ", ".join(fact.path.removeprefix(f"{omitted.path}.").removeprefix(begin) for fact in lost)
    return Finding(
        code=LOST_CONSTRAINT if constrains else LOST_DETAIL,
        severity=Severity.ERROR if constrains else Severity.WARNING,
        element=omitted.path,
        message=f"{target} leaves out {name}: {omitted.why}; lost with it: {said}",
        position=min(fact.position for fact in lost),
        fix=f"{omitted.fix}, {_FIX}",
    )


def _what(fact: Fact) -> str:
    return fact.path.removeprefix(fact.element).lstrip(".") or "it"


def lost_constraints(findings: Iterable[Finding]) -> int:
    """How many of the findings are lost constraints."""
    return sum(finding.code == LOST_CONSTRAINT for finding in findings)


def _finding(fact: Fact, target: str) -> Finding:
    what = _what(fact)
    value = _HIDDEN if _is_secret(what, fact.value) else fact.value
    said = f"{what} {value}" if value not in {"", what.rpartition(".")[2]} else what
    return Finding(
        code=LOST_CONSTRAINT if fact.constrains else LOST_DETAIL,
        severity=Severity.ERROR if fact.constrains else Severity.WARNING,
        element=fact.element,
        message=f"{target} does not say {said} of {fact.element.rpartition('/')[2]}",
        position=fact.position,
        required=value,
        fix=_FIX if fact.constrains else "",
    )


def _is_secret(what: str, value: str) -> bool:
    """Whether a value must not be shown: by its name, or by what is in it."""
    named = is_secret_name(what.rpartition(".")[2]) and bool(value) and not is_reference(value)
    return named or holds_secret(value) or tells_secret([value.replace(", ", " ")])
