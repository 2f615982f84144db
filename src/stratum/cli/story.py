"""The life of the example in miniature, step by step: ``stratum demo`` and ``stratum up --demo``."""

import threading
from collections.abc import Mapping
from pathlib import Path

import click
import httpx
import msgspec

from stratum.cli.bars import show_step
from stratum.cli.deploy import perform
from stratum.cli.output import show_pairs
from stratum.cli.retrospect import show_lines
from stratum.cli.train import show_leaderboard
from stratum.core.errors import StratumError, TransientError
from stratum.core.events import Event
from stratum.core.journal import Query
from stratum.core.operations import Order
from stratum.deployment.types import ComponentSpec
from stratum.lifecycle.logic.retrospect import date_of
from stratum.lifecycle.types import Watch
from stratum.registry.types import ModelVersion, Stage
from stratum.runtime.examples import example_files
from stratum.runtime.modelling import load
from stratum.runtime.retrospect import Retrospect, look_back
from stratum.runtime.specifying import specification
from stratum.runtime.wiring import Parts
from stratum.training.records import RunFolder
from stratum.training.types import Run

EXAMPLE = "01-flights"
APPLICATION = "flight-delays"
PIPELINE = "delay-risk"
SERVICE = "scorer"
LAST_DAY = "2013-12-31"
PATIENCE = 90.0
STANDSTILL = 120.0
LOOK = 0.5
SETTLED = 3.0
DAY = 86_400.0
TOLD = (Query("/lifecycle/*"), Query("/resources/*"))
QUIET = frozenset({"training.started", "challenger.registered", "cycle.promoting"})


class Story:
    """Models, checks, trains, deploys and keeps New York's departures of 2013.

    Args:
        parts: The workspace.
        stop: Set to end early, in good order.
    """

    def __init__(self, parts: Parts, stop: threading.Event) -> None:
        self._parts = parts
        self._stop = stop
        self._seen: set[tuple[str, str]] = set()

    def run(self, *, leave: bool) -> Mapping[str, object]:
        """Every step in turn; returns the report.

        Args:
            leave: Whether the components go on afterwards; else those that were not there before are stopped.

        Raises:
            StratumError: If a step fails; what was deployed is stopped all the same unless ``leave``.
        """
        parts, began = self._parts, self._parts.clock.monotonic()
        self._workspace()
        self._check()
        version, run = self._train()
        ours = APPLICATION not in parts.deployments.applications()
        say(4, f"deploying {APPLICATION}: broker, three airport gateways, processor, model, database, board")
        self._remember()
        try:
            perform(parts, APPLICATION, Order(), PATIENCE, quiet=False)
            say(
                5, f"the year passes, a day in about a second, until {LAST_DAY}; the platform keeps the model"
            )
            watch = self._follow()
            say(6, "looking back: never trained again, or once a month, on the same departures")
            found = look_back(parts, APPLICATION, SERVICE, lambda text: click.echo(f"  {text}"))
            report = self._report(version, run, watch, found)
            show_lines(found.lines)
            show_pairs(report)
            click.echo(f"\ndone in {parts.clock.monotonic() - began:.0f} s")
        finally:
            if ours and not leave and APPLICATION in parts.deployments.applications():
                click.echo("stopping the components that the demo started (data, models and history stay)")
                perform(parts, APPLICATION, Order(to="nothing"), PATIENCE, quiet=True)
        return report

    def _workspace(self) -> None:
        root = self._parts.workspace.root
        if (root / "application.yaml").is_file():
            say(1, f"workspace {root} is there")
            return
        revision = self._parts.workspace.create(example_files(EXAMPLE), f"Begin with the example {EXAMPLE}")
        say(1, f"workspace {root}, a git repository at commit {revision.commit[:10]}")

    def _check(self) -> None:
        checked = load(self._parts)
        checked.refuse_errors()
        say(2, f"checked: {len(checked.findings)} findings; the platform chose these hosts")
        reasons = checked.reasons.get(APPLICATION, {})
        show_pairs({n: why.split(";")[0] for n, why in reasons.items() if "chosen in the model" not in why})

    def _train(self) -> tuple[ModelVersion, Run]:
        """The first model; trained where there is none of this pipeline yet."""
        from stratum.runtime.learning import train_pipeline

        parts, checked = self._parts, load(self._parts)
        digest = specification(checked, PIPELINE).digest
        for version in reversed(parts.registry.list()):
            run = _run_of(parts, version)
            if run is not None and run.lineage.get("pipeline") == digest:
                say(3, f"{version.name}@{version.version} was trained from this pipeline already")
                return version, run
        say(3, f"training the candidates of {PIPELINE} in {parts.settings.workers} processes")
        trained = train_pipeline(parts, checked, PIPELINE, show_step)
        show_leaderboard(trained.result.run)
        champion = parts.registry.promote(PIPELINE, trained.version.version, Stage.CHAMPION)
        folder = trained.result.directory
        click.echo(f"  {champion.name}@{champion.version} is champion; report {folder}/report.html")
        return champion, trained.result.run

    def _follow(self) -> Watch:
        """Tell what happens until the year is over, and all outcomes have come."""
        specs = {spec.name: spec for spec in self._parts.deployments.desired(APPLICATION)}
        address, clock = _monitor_of(specs), self._parts.clock
        still, before = clock.monotonic(), (0.0, -1)
        with httpx.Client(timeout=5, trust_env=False) as client:
            while not self._stop.is_set():
                watch = _ask(client, address)
                self._tell(watch)
                progress = (watch.data_time, watch.outcomes) if watch else before
                if progress != before:
                    still, before = clock.monotonic(), progress
                idle = clock.monotonic() - still
                if watch is not None and _date(watch) >= LAST_DAY and idle > SETTLED:
                    return watch
                if idle > STANDSTILL:
                    raise TransientError(
                        f"no departure for {STANDSTILL:.0f} s", "see: stratum status, stratum logs NAME"
                    )
                self._stop.wait(LOOK)
        raise TransientError("the demo was ended before the year was over", "stratum demo goes on with it")

    def _remember(self) -> None:
        """What happened before is not told again."""
        self._seen.update((event.source, event.id) for event in self._fresh())

    def _tell(self, watch: Watch | None) -> None:
        for event in self._fresh():
            self._seen.add((event.source, event.id))
            if event.type not in QUIET:
                moment = _date(watch) if watch and watch.data_time else ""
                click.echo(f"  {moment:10}  {event.type:22} {event.data.get('reason', '')}")

    def _fresh(self) -> list[Event]:
        """Events that were not told yet, oldest first."""
        entries = [entry for query in TOLD for entry in self._parts.journal.find(query)]
        entries.sort(key=lambda entry: entry.number)
        return [e.event for e in entries if (e.event.source, e.event.id) not in self._seen]

    def _report(
        self, version: ModelVersion, run: Run, watch: Watch, found: Retrospect
    ) -> Mapping[str, object]:
        live = found.line("live")
        return {
            "first model": f"{version.name}@{version.version} ({version.algorithm})",
            f"its held-out {run.metric}": version.metrics.get(run.metric),
            "departures scored live": watch.predictions,
            "outcomes known": watch.outcomes,
            "accuracy with the platform": live.accuracy,
            "accuracy without": found.line("never").accuracy,
            "accuracy of monthly training": found.line("monthly").accuracy,
            "trainings": live.trainings,
            "promoted": ", ".join(f"v{v} on {date_of(day)}" for v, day in found.promoted.items()) or "none",
            "table and plot": str(found.folder),
            "report of the first model": str(self._parts.runs_root / run.id / "report.html"),
        }


def say(step: int, text: str) -> None:
    """Head a step."""
    click.secho(f"\n[{step}/6] {text}", bold=True)


def _run_of(parts: Parts, version: ModelVersion) -> Run | None:
    """The training run behind a version of the demo's model; None for others, and where it was deleted."""
    folder: Path = parts.runs_root / version.run
    return RunFolder(folder).load() if version.name == PIPELINE and folder.is_dir() else None


def _monitor_of(specs: Mapping[str, ComponentSpec]) -> str:
    spec = specs[f"{SERVICE}-monitor"]
    return f"http://{spec.address}:{spec.ports['status']}/state"


def _ask(client: httpx.Client, address: str) -> Watch | None:
    """What the monitor knows; None while it does not answer."""
    try:
        return msgspec.json.decode(client.get(address).raise_for_status().content, type=Watch)
    except (httpx.HTTPError, msgspec.DecodeError, StratumError):
        return None


def _date(watch: Watch) -> str:
    return date_of(int(watch.data_time // DAY))
