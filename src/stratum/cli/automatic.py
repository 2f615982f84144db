"""What ``stratum train --auto`` is asked, and what it tells of its search."""

import collections
import functools
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

import click

from stratum.cli.output import show_table
from stratum.core.figures import LOWER_IS_BETTER
from stratum.training.orders import LEAST_BUDGET, MOST_BUDGET, MOST_TRIALS, Wish
from stratum.training.types import Run

_TRIALS = "Candidates that the search tries, whatever the time: as many each time."
_TOLD = ("metric", "task", "name", "identifier", "time", "group")
Command = TypeVar("Command", bound=Callable[..., Any])


class _Seconds(click.ParamType[float]):
    """A time such as ``30s`` or ``2m``; a number alone means seconds."""

    name = "time"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The seconds of a text."""
        text = str(value).strip().lower()
        factor = {"s": 1, "m": 60, "h": 3600}.get(text[-1:], 0)
        try:
            seconds = float(text[:-1]) * factor if factor else float(text)
        except ValueError:
            self.fail(f"{value!r} is no time: write 30s or 2m", param, ctx)
        if not LEAST_BUDGET <= seconds <= MOST_BUDGET:
            self.fail(f"{value!r} is not between {LEAST_BUDGET} s and {MOST_BUDGET // 3600} h", param, ctx)
        return seconds


def wish_options(command: Command) -> Command:
    """Add what an automatic training is asked for; the command gets ``wish``, None without ``--auto``."""

    @functools.wraps(command)
    def joined(
        *arguments: object, auto: str, target: str, budget: float, trials: int, **given: object
    ) -> object:
        named = {name: str(given.pop(name) or "") for name in _TOLD}
        if not auto and (target or trials or any(named.values())):
            raise click.UsageError(f"--target, --trials, --{', --'.join(_TOLD)} go with --auto DATA")
        if auto and not target:
            raise click.UsageError("--auto needs --target COLUMN: what is to be predicted")
        wish = Wish(auto, target, budget, trials=trials or 0, **named) if auto else None
        return command(*arguments, wish=wish, **given)

    tasks = click.Choice(["classification", "regression"])
    options = (
        click.option("--auto", default="", metavar="DATA", help="A file or a source to find a pipeline for."),
        click.option("--target", default="", metavar="COLUMN", help="What is predicted."),
        click.option("--metric", default="", help="The figure that counts; one that fits where left out."),
        click.option("--budget", type=_Seconds(), default="30s", help="Time for search and fit; 30s."),
        click.option("--trials", type=click.IntRange(1, MOST_TRIALS), help=_TRIALS),
        click.option("--task", type=tasks, help="As the target says where left out."),
        click.option("--name", default="", help="Of the pipeline and the model."),
        click.option("--identifier", default="", metavar="COLUMN", help="Names the row, and is no feature."),
        click.option("--time", default="", metavar="COLUMN", help="Times: the last rows are held out."),
        click.option("--group", default="", metavar="COLUMN", help="Its values are held out whole."),
    )
    wrapped: Any = joined
    for option in reversed(options):
        wrapped = option(wrapped)
    return cast("Command", wrapped)


def show_search(run: Run) -> None:
    """Print what an automatic run tried, the best of each family, and what it noted."""
    tried = [t for t in cast("list[dict[str, Any]]", run.search.get("tried", [])) if t["figure"] is not None]
    sign = 1 if run.metric in LOWER_IS_BETTER else -1
    best = {t["family"]: t for t in sorted(tried, key=lambda t: -sign * t["figure"])}
    counts = collections.Counter(t["family"] for t in cast("list[Any]", run.search.get("tried", [])))
    rows = [
        (t["family"], counts[t["family"]], t["figure"], t["seconds"], _attributes(t["attributes"]))
        for t in sorted(best.values(), key=lambda t: sign * t["figure"])
    ]
    show_table(("best of", ">tried", f">{run.metric}, unseen", ">seconds", "with"), rows)
    for note in cast("list[str]", run.search.get("notes", [])):
        click.echo(f"note: {note}")
    click.echo(f"pipeline  {run.search.get('document')}")


def _attributes(found: Mapping[str, object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in found.items())
