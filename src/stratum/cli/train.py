"""``stratum train``: candidates in parallel, the best one registered."""

import contextlib
import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, cast

import click

from stratum.cli.automatic import show_search, wish_options
from stratum.cli.options import at_option, json_option, suggest, workspace_option
from stratum.cli.output import show_json, show_table
from stratum.language.tree import DocumentKind
from stratum.runtime.modelling import load
from stratum.runtime.platform import version_view
from stratum.runtime.settings import Settings
from stratum.runtime.views import Json
from stratum.runtime.wiring import Parts
from stratum.training.documents import DOCUMENTS
from stratum.training.logic.choice import ranked
from stratum.training.logic.gaps import gaps
from stratum.training.logic.wording import interval, verdict
from stratum.training.orders import Order, Wish, executor_for
from stratum.training.types import Run

if TYPE_CHECKING:
    from stratum.registry.types import ModelVersion

Command = TypeVar("Command", bound=Callable[..., Any])


def _order_options(command: Command) -> Command:
    """Add how it is trained; the command gets ``order``."""

    @functools.wraps(command)
    def joined(
        *arguments: object,
        executor: str,
        cluster: str,
        seed: int | None,
        wish: Wish | None,
        resume: str,
        **given: object,
    ) -> object:
        chosen = executor_for(executor, cluster)
        order = Order(chosen, seed, "", resume, wish, cluster, resume=bool(resume))
        return command(*arguments, order=order, **given)

    options = (
        click.option("--executor", default="", help="What runs the candidates; default: STRATUM_EXECUTOR."),
        click.option("--cluster", default="", help="Application whose training cluster runs them."),
        click.option("--resume", default="", metavar="RUN", help="Go on with a run that was interrupted."),
        click.option("--seed", type=click.IntRange(0, 2**32 - 1), help="Of every random choice."),
    )
    wrapped: Any = wish_options(joined)
    for option in reversed(options):
        wrapped = option(wrapped)
    return cast("Command", wrapped)


@click.command()
@click.argument("pipeline", required=False, shell_complete=suggest("pipelines"))
@_order_options
@click.option("--detach", is_flag=True, help="Start it and come back; follow it with: stratum runs watch")
@at_option
@workspace_option
@json_option
def train(
    pipeline: str | None,
    order: Order,
    at: str | None,
    settings: Settings,
    *,
    detach: bool,
    as_json: bool,
) -> None:
    """Train the candidates of PIPELINE (its name or file), pick the best by its metric, register it.

    PIPELINE may be left out where the workspace has only one. Ctrl-C ends the run; the candidates that were
    finished are kept in its record. Where another training goes on in the workspace, this one waits in line
    behind it, and says for whom. With --at nothing is registered: what comes out is compared with the
    run of then, and what differs is told. --resume goes on with a run whose process ended before it did:
    what had finished is not fitted again. With --auto a pipeline that predicts --target is searched for
    within --budget, written into the workspace, and trained. Exit status: 0 trained, with --at equal
    numbers; 1 not.
    """
    from stratum.runtime.finding import named
    from stratum.runtime.trainings import Trainings

    parts = Parts(settings)
    trainings = Trainings(parts)
    _refuse_mixtures(pipeline, order, at, detach=detach)
    if order.resume:
        pipeline, order = trainings.interrupted(order.run, order)
    if at:
        _again(parts, at, pipeline, as_json=as_json)
    trainings.check(order)
    name = _name_of(parts, pipeline, order)
    if detach:
        _begun(trainings.start(name, order), as_json=as_json)
        return
    order = trainings.with_run(named(order.wish) if order.wish else name, order)
    with trainings.line.turn(order.run) as is_free:
        if is_free:
            trainings.refuse_resumed(order, is_mine=True)
            _attached(parts, name, order, as_json=as_json)
            return
    from stratum.cli.waiting import in_line

    run, version = in_line(parts, name, order, as_json=as_json)
    _tell(parts, run, version, as_json=as_json)


def _name_of(parts: Parts, pipeline: str | None, order: Order) -> str:
    """The pipeline that is meant, without errors; none where one is searched for."""
    if order.wish:
        return ""
    checked = load(parts)
    document = checked.document(DocumentKind.PIPELINE, pipeline)
    checked.refuse_errors(document)
    return document.name


def _begun(told: Json, *, as_json: bool) -> None:
    """Tell of a run that goes on by itself, or waits."""
    from stratum.cli.waiting import waits

    run, behind = str(told["id"]), told["behind"]
    if as_json:
        show_json(told)
    elif isinstance(behind, list) and behind:
        click.echo(f"{waits(run, behind)}; next: stratum runs watch {run}")
    else:
        click.echo(f"run {run} goes on by itself; next: stratum runs watch {run}")


def _refuse_mixtures(pipeline: str | None, order: Order, at: str | None, *, detach: bool) -> None:
    """Refuse options that do not go together."""
    if order.resume and (pipeline or at or order.wish or order.seed is not None):
        raise click.UsageError("--resume goes on as the run began: leave PIPELINE, --seed, --at, --auto out")
    if order.wish is not None and (pipeline or at):
        raise click.UsageError("--auto writes a pipeline of its own: leave PIPELINE and --at out")
    if at and (order != Order() or detach):
        raise click.UsageError("--at trains as it was then: leave --executor, --seed and --detach out")


def _attached(parts: Parts, pipeline: str, order: Order, *, as_json: bool) -> None:
    """Train in this process, and tell what comes out; where there is no pipeline, one is searched for."""
    began = parts.clock.monotonic()
    from stratum.runtime.executing import begin_loading

    begin_loading(parts, order)
    from stratum.cli.bars import silent, watching
    from stratum.runtime import finding
    from stratum.runtime.automatic import train_automatically
    from stratum.runtime.learning import Trained, train_pipeline
    from stratum.runtime.recording import plan_of
    from stratum.runtime.specifying import ordered, specification

    work: Callable[..., Trained]
    if order.wish is not None:
        plan = finding.plan_of(parts, order)
        work = functools.partial(train_automatically, parts, order, began=began)
    else:
        checked = load(parts)
        plan = plan_of(parts, ordered(specification(checked, pipeline), order), order)
        work = functools.partial(train_pipeline, parts, checked, pipeline, order=order)
    with contextlib.nullcontext(silent) if as_json else watching(plan, parts.clock) as watch:
        trained = work(watch=watch)
    _tell(parts, trained.result.run, trained.version, as_json=as_json)


def _tell(parts: Parts, run: Run, version: "ModelVersion", *, as_json: bool) -> None:
    """What came out of a run."""
    folder = parts.runs_root / run.id
    if as_json:
        searched = {"search": run.search} if run.search else {}
        told = {"id": run.id, "folder": str(folder)}
        show_json({"run": told, **searched, "model": version_view(version)})
        return
    if run.search:
        show_search(run)
    show_leaderboard(run)
    click.echo(f"registered {version.name}@{version.version} ({version.stage}), bundle {version.digest[:12]}")
    for document, name in DOCUMENTS.items():
        click.echo(f"{document:<9} {folder / name}")
    click.echo(f"next: stratum models promote {version.name}@{version.version} champion")


def _again(parts: Parts, commit: str, pipeline: str | None, *, as_json: bool) -> NoReturn:
    """Train as it is in a commit, and end with status 0 where every number is as it was."""
    from stratum.cli.bars import show_step, silent
    from stratum.cli.reproduce import repeated_view, show_repeated
    from stratum.runtime.reproducing.repeating import train_at

    done = train_at(parts, commit, pipeline, silent if as_json else show_step)
    if as_json:
        show_json(repeated_view(done))
    else:
        show_leaderboard(done.run)
        show_repeated(done)
    raise SystemExit(0 if done.is_equal else 1)


_SECOND = {
    "classification": "accuracy",
    "clustering": "davies_bouldin",
    "anomaly": "flagged",
    "recommendation": "recall_at_k",
    "forecasting": "coverage",
}
"""The figure beside the one that chooses, by task."""


def show_leaderboard(run: Run) -> None:
    """Print candidates and baselines, best first: by the validation rows, as they were chosen."""
    second = _SECOND.get(run.task, "r2")
    rows: list[tuple[object, ...]] = [
        (
            ("*" if one.name == run.chosen else "") + one.name,
            one.validation.get(run.metric),
            one.metrics.get(run.metric),
            interval(one.intervals.get(run.metric)),
            one.metrics.get(second),
            one.seconds,
            one.parity.max_difference if one.parity else None,
            one.error or "; ".join(one.broken) or one.status,
        )
        for one in ranked(run.candidates, run.metric)
    ]
    rows += [
        (
            f"({one.name})",
            None,
            one.metrics.get(run.metric),
            "",
            one.metrics.get(second),
            None,
            None,
            "baseline",
        )
        for one in sorted(run.baselines, key=lambda b: -b.metrics.get(run.metric, 0.0))
    ]
    columns = ("candidate", f">{run.metric}, validation", f">{run.metric}, held out", f">{second}, held out")
    heads = (*columns, ">seconds", ">export differs by", "status")
    show_table((*heads[:3], "95 % interval", *heads[3:]), rows)
    for told in run.comparisons:
        click.echo(f"{run.chosen}: {verdict(told)}")
    winner = next((one for one in run.candidates if one.name == run.chosen), None)
    for gap in gaps(winner.slices, run.metric) if winner else ():
        click.echo(gap.words)
    for remark in run.remarks:
        click.echo(remark)
    for one in run.candidates:
        for member in sorted(one.members, key=lambda m: -m.weight):
            click.echo(
                f"{one.name}: {member.weight:.1%} {member.name} ({member.left_out or member.algorithm})"
            )
