"""Looking back on a kept service: what was counted live, beside what other schedules would have answered."""

import dataclasses
import functools
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import cast

from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.effects.files import write_durably
from stratum.language.tree import DocumentKind, Element
from stratum.lifecycle.logic.monitor_report import days as days_of
from stratum.lifecycle.logic.retrospect import (
    Counts,
    Line,
    date_of,
    day_of,
    first_days,
    months,
    scheduled,
    told,
)
from stratum.lifecycle.programs.ledger import Ledger
from stratum.lifecycle.programs.monitor import LEDGER
from stratum.lifecycle.types import Day
from stratum.registry.logic.bundles import parse_manifest
from stratum.registry.types import ModelVersion
from stratum.runtime.checked import Checked
from stratum.runtime.coding import with_code
from stratum.runtime.learning import workshop
from stratum.runtime.modelling import load
from stratum.runtime.retraining import narrowed
from stratum.runtime.specifying import specification
from stratum.runtime.vouching import vouched_path
from stratum.runtime.wiring import Parts
from stratum.training.preparing import prepare
from stratum.training.rehearsal import Rehearsal, rehearse
from stratum.training.types import Window

FOLDER = "retrospect"
MONTHLY = "monthly"
TABLE = ("retrospect.csv", "retrospect.json", "retrospect.png")


@dataclasses.dataclass(frozen=True, slots=True)
class Retrospect:
    """What came out.

    Attributes:
        service: Name of the service.
        lines: ``live``, ``never``, ``monthly``, and ``monthly`` with the delay that the live loop had.
        delay: Mean days from the newest known outcome of a training to the first live answer of its model.
        promoted: First live day of each version after the first, by version.
        folder: Where table and plot were written.
    """

    service: str
    lines: tuple[Line, ...]
    delay: float
    promoted: Mapping[str, int]
    folder: Path

    def line(self, name: str) -> Line:
        """The line of that name."""
        return next(line for line in self.lines if line.name == name)


def look_back(
    parts: Parts, application: str | None, service: str | None, watch: Callable[[str], None]
) -> Retrospect:
    """Count, rehearse a monthly schedule, write table and plot.

    Args:
        parts: The platform.
        application: Its name; None where there is only one.
        service: A model service with ``keep``; None where there is only one.
        watch: Called with each step.

    Raises:
        NotFoundError: If there is no such service, or its monitor has counted nothing yet.
        InvalidInputError: If its pipeline does not divide rows by time.
    """
    checked = load(parts)
    document = checked.document(DocumentKind.APPLICATION, application)
    element = _kept(document.elements, service)
    name = str(element.attributes["model"]).partition("@")[0]
    days = _days(parts, document.name, element.name)
    versions = {str(v.version): v for v in parts.registry.list() if v.name == name}
    begun = {v: day for v, day in first_days(days).items() if v in versions}
    delays = _delays(parts, versions, begun)
    rehearsals = _rehearse(parts, checked, name, days, watch)
    delay = sum(delays) / len(delays) if delays else 0.0
    lines = (
        told("live", _trainings(parts, versions), days),
        told("never", 0, days, baseline=True),
        scheduled(MONTHLY, days, rehearsals),
        scheduled(f"{MONTHLY}, {delay:.0f} days later", days, rehearsals, round(delay)),
    )
    folder = parts.state / FOLDER / f"{document.name}-{element.name}"
    promoted = dict(sorted(begun.items(), key=lambda item: item[1])[1:])
    found = Retrospect(element.name, lines, delay, promoted, folder)
    _write(found)
    return found


def _kept(elements: Sequence[Element], service: str | None) -> Element:
    kept = {e.name: e for e in elements if "keep" in e.attributes}
    if service is None and len(kept) == 1:
        return next(iter(kept.values()))
    if service not in kept:
        said = f"{service} is no kept service" if service else "name a service"
        raise NotFoundError(said, f"services with keep: {', '.join(sorted(kept)) or 'none'}")
    return kept[service]


def _days(parts: Parts, application: str, service: str) -> tuple[Day, ...]:
    file = parts.deployments_root / application / f"{service}-monitor" / LEDGER
    days = days_of(Ledger(file, "").memory().book) if file.is_file() else ()
    known = tuple(day for day in days if day.live.outcomes)
    if not known:
        raise NotFoundError(f"{service} has no outcomes yet", "look back once predictions have outcomes")
    return known


def _until(parts: Parts, version: ModelVersion) -> str:
    """Moment of the newest outcome that a version was trained with; empty for a version by hand."""
    folder = vouched_path(parts, version)
    manifest = parse_manifest(str(folder), (folder / "manifest.json").read_bytes())
    return manifest.lineage.window.get("until", "")


def _trainings(parts: Parts, versions: Mapping[str, ModelVersion]) -> int:
    return sum(bool(_until(parts, version)) for version in versions.values())


def _delays(parts: Parts, versions: Mapping[str, ModelVersion], begun: Mapping[str, int]) -> list[int]:
    untils = {name: _until(parts, versions[name]) for name in begun}
    return [begun[name] - day_of(until[:10]) for name, until in untils.items() if until]


def _rehearse(
    parts: Parts, checked: Checked, pipeline: str, days: Sequence[Day], watch: Callable[[str], None]
) -> Mapping[int, Counts]:
    spec = with_code(parts, specification(checked, pipeline), checked.root)
    spec = narrowed(parts, spec, _first(parts, pipeline))
    spec = dataclasses.replace(spec, baselines=())
    if spec.task != "classification":
        raise InvalidInputError(f"{pipeline} is no classification", "accuracy is counted for classes alone")
    shop = workshop(parts)
    rows = prepare(spec, shop.readers, shop.cache).data.path
    starts = months(day_of(days[0].day), day_of(days[-1].day))
    jobs = [Rehearsal(spec, _window(day), rows, shop.cache) for day in starts]
    found: dict[int, Counts] = {}
    work = functools.partial(rehearse, shop.frameworks, shop.readers)
    for event in shop.executor.run(work, jobs, lambda _index, _word: None):
        if event.state == "failed":
            raise InvalidInputError(f"the training of {date_of(starts[event.index])} failed: {event.error}")
        if event.state == "finished":
            found[starts[event.index]] = cast("Counts", event.result)
            watch(f"{len(found)} of {len(jobs)} monthly trainings")
    return found


def _first(parts: Parts, name: str) -> ModelVersion | None:
    return min((v for v in parts.registry.list() if v.name == name), key=lambda v: v.version, default=None)


def _window(day: int) -> Window:
    """Everything known at the beginning of a day; the last day is the smallest part that can be held out."""
    return Window("", f"{date_of(day)}T00:00:00Z", f"{date_of(day - 1)}T00:00:00Z")


def _write(found: Retrospect) -> None:
    from stratum.runtime.retrospect_plot import draw

    found.folder.mkdir(parents=True, exist_ok=True)
    rows = ["way,trainings,accuracy"]
    rows += [f'"{line.name}",{line.trainings},{line.accuracy:.4f}' for line in found.lines]
    said = {
        "service": found.service,
        "delayDays": round(found.delay, 1),
        "promoted": {version: date_of(day) for version, day in found.promoted.items()},
        "ways": [
            {
                "name": line.name,
                "trainings": line.trainings,
                "accuracy": round(line.accuracy, 4),
                "days": {date_of(day): [n, round(share, 4)] for day, (n, share) in sorted(line.days.items())},
            }
            for line in found.lines
        ],
    }
    table, data, plot = TABLE
    write_durably(found.folder / table, ("\n".join(rows) + "\n").encode())
    write_durably(found.folder / data, json.dumps(said, indent=1).encode())
    draw(found.folder / plot, found.lines, found.promoted)
