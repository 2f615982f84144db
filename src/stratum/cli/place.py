"""``stratum place``: which host takes which component, what that costs, and why not elsewhere."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TypedDict, Unpack

import click

from stratum.cli.options import json_option, suggest, workspace_option
from stratum.cli.output import show_json, show_table
from stratum.compiler.placement import unknown
from stratum.language.tree import DocumentKind
from stratum.placement.types import Conflict, Decision, Infeasible, Objective, PlacementProblem
from stratum.runtime.editing import open_desk
from stratum.runtime.modelling import load
from stratum.runtime.placing import complete, conflict, decide, otherwise, problem_of, settle
from stratum.runtime.settings import Settings
from stratum.runtime.versions.saving import refuse_unsaved, save
from stratum.runtime.wiring import Parts
from stratum.store.types import Commit

AIMS = click.Choice([aim.value for aim in Objective])


@dataclasses.dataclass(frozen=True, slots=True)
class _Told:
    """What is told of a placement.

    Attributes:
        problem: What was placed.
        decision: Its hosts, with the reasons.
        missing: Hosts that do not say what the objective counts.
        otherwise: Host by component where the platform chooses another one; empty once it is written.
        written: Host by component that was written; None where nothing was to be.
        commit: The commit of it; None where there is none.
    """

    problem: PlacementProblem
    decision: Decision
    missing: Sequence[str]
    otherwise: Mapping[str, str]
    written: Mapping[str, str] | None = None
    commit: Commit | None = None


class Asked(TypedDict):
    """How the command is to place and to answer."""

    objective: str | None
    explain: bool
    writes: bool
    commits: bool
    as_json: bool


@click.command()
@click.argument("application", required=False, shell_complete=suggest("applications"))
@click.option("--objective", type=AIMS, help="What there is to be least of; default: what the model says.")
@click.option("--explain", is_flag=True, help="Say per component why this host and not the others.")
@click.option("--write", "writes", is_flag=True, help="Write the hosts into the document, as hostedOn.")
@click.option("--commit", "commits", is_flag=True, help="Make a commit of what --write wrote.")
@workspace_option
@json_option
def place(application: str | None, settings: Settings, **asked: Unpack[Asked]) -> None:
    """Find a host for every component of APPLICATION; without --write nothing is changed.

    Components that have a host in the model keep it. With --write the others get theirs in the document, and
    nothing else of it changes; where that would lead to errors, nothing is written.
    Where there is no placement, the requirements are shown that cannot hold together, with what to give up.
    Exit status: 0 placed, 1 not.
    """
    if asked["commits"] and not asked["writes"]:
        raise click.UsageError("--commit commits what --write writes; add --write")
    objective, as_json = asked["objective"], asked["as_json"]
    parts = Parts(settings)
    desk = open_desk(parts) if asked["writes"] else None
    checked = load(parts)
    document = checked.document(DocumentKind.APPLICATION, application)
    problem = problem_of(parts, checked, document, Objective(objective) if objective else None)
    answer = decide(problem)
    if isinstance(answer, Infeasible):
        _refuse(answer, conflict(problem), as_json=as_json)
        raise SystemExit(1)
    answer = complete(answer, checked, document)
    hosts = answer.placement.hosts
    missing = unknown(checked.infrastructure_of(document), problem.objective)
    told = _Told(problem, answer, missing, otherwise(checked, document, hosts))
    if desk is not None:
        if asked["commits"]:
            refuse_unsaved(parts, [document.file])
        written = settle(parts, desk, checked, document, hosts)
        made = save(parts, files=[document.file]) if asked["commits"] and written else None
        told = dataclasses.replace(told, otherwise={}, written=written, commit=made)
    _show(told, explain=asked["explain"], as_json=as_json)


def _show(told: _Told, *, explain: bool, as_json: bool) -> None:
    if as_json:
        show_json(_plain(told, explain=explain))
        return
    found, reasons = told.decision.placement, told.decision.reasons
    columns = ("component", "host", *(["why"] if explain else []))
    show_table(columns, [(c, h, *([reasons[c]] if explain else [])) for c, h in found.hosts.items()])
    click.echo(f"{told.problem.objective.value}: {_valued(told)}, found by {found.solver})")
    if told.missing:
        click.echo(f"no {_counted(told)} is known of: {', '.join(told.missing)}")
    if told.otherwise:
        others = ", ".join(f"{component} on {host}" for component, host in told.otherwise.items())
        click.echo(f"check, export and apply choose otherwise: {others}; --write keeps what is shown here")
    if told.written is not None:
        click.echo(_outcome(told.written))
    if told.commit:
        click.echo(f"commit {told.commit.id[:10]}: {told.commit.title}")


def _plain(told: _Told, *, explain: bool) -> dict[str, object]:
    found = told.decision.placement
    return {
        "objective": told.problem.objective.value,
        "cost": found.cost,
        "optimal": found.optimal,
        "solver": found.solver,
        "hosts": dict(found.hosts),
        "unknown": list(told.missing),
        "otherwise": dict(told.otherwise),
        **({} if told.written is None else {"written": dict(told.written)}),
        **({} if told.commit is None else {"commit": told.commit.id}),
        **({"reasons": dict(told.decision.reasons)} if explain else {}),
    }


def _valued(told: _Told) -> str:
    """What the placement costs by the objective and how good that is, as far as the model tells it."""
    found = told.decision.placement
    if not found.cost and len(told.missing) == len(told.problem.hosts):
        return f"unknown (no host says its {_counted(told)}"
    if not found.optimal:
        return f"{found.cost:g} (not proven to be best"
    known = f" as far as {_counted(told)}s are known" if told.missing else ""
    return f"{found.cost:g} (nothing is better{known}"


def _counted(told: _Told) -> str:
    return "price" if told.problem.objective is Objective.COST else "power"


def _outcome(written: Mapping[str, str]) -> str:
    if not written:
        return "nothing to write: the model says these hosts already"
    count = len(written)
    return f"wrote the {'host' if count == 1 else 'hosts'} of {', '.join(written)}"


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
