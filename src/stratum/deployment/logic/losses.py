"""The loss report: what of a model the files of another tool do not say."""

from collections.abc import Iterable

from stratum.core.findings import Finding, Severity
from stratum.core.secrets import holds_secret, is_reference, is_secret_name, tells_secret
from stratum.deployment.blueprint import Blueprint, Fact, Rendering

LOST_CONSTRAINT = "lost-constraint"
LOST_DETAIL = "lost-detail"
_HIDDEN = "(hidden)"
_FIX = "see to it by hand, or accept it with --allow-losses"


def losses(blueprint: Blueprint, rendering: Rendering, target: str) -> tuple[Finding, ...]:
    """The facts that no file carries, as findings in the order they are written.

    A fact that constrains is an error: something may go wrong where it is not kept. Another one is a warning.

    Args:
        blueprint: What was to be said.
        rendering: What is said.
        target: Name of the tool, for people.
    """
    lost = (fact for path, fact in blueprint.facts.items() if path not in rendering.carried)
    return tuple(_finding(fact, target) for fact in sorted(lost, key=lambda f: (f.position, f.path)))


def lost_constraints(findings: Iterable[Finding]) -> int:
    """How many of the findings are lost constraints."""
    return sum(finding.code == LOST_CONSTRAINT for finding in findings)


def _finding(fact: Fact, target: str) -> Finding:
    what = fact.path.removeprefix(fact.element).lstrip(".") or "it"
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
