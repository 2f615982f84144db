"""``stratum place``: which host takes which component, what that costs, and why not elsewhere."""

from collections.abc import Sequence

import click

from stratum.cli.options import json_option, workspace_option
from stratum.cli.output import show_json, show_table
from stratum.compiler.placement import unknown
from stratum.language.tree import DocumentKind
from stratum.placement.types import Conflict, Decision, Infeasible, Objective, PlacementProblem
from stratum.runtime.modelling import load
from stratum.runtime.placing import conflict, decide, problem_of
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts

AIMS = click.Choice([aim.value for aim in Objective])


@click.command()
@click.argument("application", required=False)
@click.option("--objective", type=AIMS, help="What there is to be least of; default: what the model says.")
@click.option("--explain", is_flag=True, help="Say per component why this host and not the others.")
@workspace_option
@json_option
def place(
    application: str | None, objective: str | None, settings: Settings, *, explain: bool, as_json: bool
) -> None:
    """Find a host for every component of APPLICATION; nothing is changed.

    Where there is no placement, the requirements are shown that cannot hold together, with what to give up.
    Exit status: 0 placed, 1 not.
    """
    parts = Parts(settings)
    checked = load(parts)
    document = checked.document(DocumentKind.APPLICATION, application)
    problem = problem_of(parts, checked, document, Objective(objective) if objective else None)
    answer = decide(problem)
    if isinstance(answer, Infeasible):
        _refuse(answer, conflict(problem), as_json=as_json)
    else:
        missing = unknown(checked.infrastructure_of(document), problem.objective)
        _show(problem, answer, missing, explain=explain, as_json=as_json)


def _show(
    problem: PlacementProblem, decision: Decision, missing: Sequence[str], *, explain: bool, as_json: bool
) -> None:
    found = decision.placement
    told = {
        "objective": problem.objective.value,
        "cost": found.cost,
        "optimal": found.optimal,
        "solver": found.solver,
        "hosts": dict(found.hosts),
        "unknown": list(missing),
    }
    if as_json:
        show_json({**told, "reasons": dict(decision.reasons)} if explain else told)
        return
    columns = ("component", "host", *(["why"] if explain else []))
    rows = [(c, h, *([decision.reasons[c]] if explain else [])) for c, h in found.hosts.items()]
    show_table(columns, rows)
    proof = "nothing is better" if found.optimal else "not proven to be best"
    click.echo(f"{problem.objective.value}: {found.cost:g} ({proof}, found by {found.solver})")
    if missing:
        what = "price" if problem.objective is Objective.COST else "power"
        click.echo(f"no {what} is known of: {', '.join(missing)}")


def _refuse(answer: Infeasible, found: Conflict | None, *, as_json: bool) -> None:
    relaxation = found.relaxation if found else None
    if as_json:
        show_json({
            "reason": answer.reason,
            "proven": answer.proven,
            "conflict": [str(m) for m in found.members] if found else [],
            "relaxation": relaxation.text if relaxation else "",
        })
    else:
        click.echo(f"no placement: {answer.reason}")
        if found:
            click.echo(found.text)
        if relaxation:
            click.echo(f"fix: {relaxation.text}")
    raise SystemExit(1)
