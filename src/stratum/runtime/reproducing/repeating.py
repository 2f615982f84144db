"""Training an old commit once more, and comparing what comes out with what came out then."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec

from stratum.core.bundles import MANIFEST
from stratum.core.digests import digest_value
from stratum.core.errors import InvalidInputError
from stratum.language.tree import DocumentKind
from stratum.runtime.coding import with_code
from stratum.runtime.learning import workshop
from stratum.runtime.line import Line
from stratum.runtime.recording import plan_of, run_id
from stratum.runtime.recording import recorded as recorded_run
from stratum.runtime.reproducing.lock import Difference
from stratum.runtime.reproducing.state import state_of
from stratum.runtime.reproducing.verifying import Verified, verify
from stratum.runtime.specifying import specification
from stratum.runtime.wiring import Parts
from stratum.training.logic.progress import Progress
from stratum.training.orders import Order
from stratum.training.records import RECORD, RunFolder
from stratum.training.service import train
from stratum.training.types import Run

_LICENCES: Final = "licences"
"""What a manifest tells of a model that has no say in it; manifests of before do not tell it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Figure:
    """A held-out or validation figure that came out otherwise.

    Attributes:
        of: Candidate or baseline, and the figure.
        then: As recorded; None where it was not there.
        now: As it came out; None where it did not.
    """

    of: str
    then: float | None
    now: float | None


@dataclasses.dataclass(frozen=True, slots=True)
class Repeated:
    """A training of an old commit.

    Attributes:
        run: The new run.
        recorded: The run of then; None where this workspace keeps none of that commit.
        verified: What of the commit is otherwise here, as its lock says.
        causes: What is otherwise than the recorded run says: data, packages, pipeline; where that and all
            numbers are as they were, what the manifest of the bundle tells otherwise.
        figures: What came out otherwise; empty where all numbers are equal.
    """

    run: Run
    recorded: Run | None
    verified: Verified
    causes: tuple[Difference, ...]
    figures: tuple[Figure, ...]

    @property
    def is_equal(self) -> bool:
        """Whether there is a run to compare with, and every number and the model are the same."""
        counting = any(cause.counts for cause in self.causes)
        return self.recorded is not None and not self.figures and not counting


def train_at(parts: Parts, commit: str, pipeline: str | None, watch: Callable[[Progress], None]) -> Repeated:
    """Train a pipeline as it is in a commit. The run is recorded; no version is registered.

    Args:
        parts: The workspace.
        commit: An id, a branch, a tag or ``HEAD~2``.
        pipeline: Its name or file; None where there is only one.
        watch: Called with each step.

    Raises:
        ModelError: If the pipeline of then has errors, also for data that are not here.
        PermanentError: If a training goes on in the workspace.
        DeniedError: If it has code of its user, and the settings do not let it run here.
        StratumError: As ``stratum.training.service.train`` says.
    """
    line = Line(parts)
    line.advance()
    line.refuse_others()
    checked = state_of(parts, commit)
    document = checked.document(DocumentKind.PIPELINE, pipeline)
    verified = verify(parts, commit)
    lost = [name for name in verified.missing if name.startswith(f"{document.name}/")]
    if lost:
        raise InvalidInputError(_lost(verified, lost), "bring the data here, such as with: stratum data pull")
    checked.refuse_errors(document)
    spec = with_code(parts, specification(checked, document.file), checked.root)
    recorded = _recorded(parts, verified.commit, spec.name)
    parents = _mapping(recorded, "parents") if recorded else {}
    shop = dataclasses.replace(workshop(parts), commit=verified.commit, parents=parents)
    folder, plan = RunFolder(parts.runs_root / run_id(parts, spec.name)), plan_of(parts, spec, Order())
    with line.alone(folder.path.name), recorded_run(folder, plan, parts.clock, watch) as tell:
        run = train(spec, shop, folder.path, tell).run
    causes = tuple(_causes(recorded, run)) if recorded else ()
    figures = tuple(_otherwise(recorded, run)) if recorded else ()
    if recorded and not causes and not figures and _bundle(recorded) != _bundle(run):
        causes = tuple(_retold(parts.runs_root, recorded, run))
    return Repeated(run, recorded, verified, causes, figures)


def _lost(verified: Verified, names: list[str]) -> str:
    known = verified.lock.data if verified.lock else {}
    told = [f"{name} (sha256 {known[name].sha256[:12]})" if name in known else name for name in names]
    return f"the data of {verified.commit[:10]} are not here: {', '.join(told)}"


def _recorded(parts: Parts, commit: str, pipeline: str) -> Run | None:
    """The newest run of a pipeline that a commit led to and that ended well."""
    folders = (
        [p for p in parts.runs_root.iterdir() if (p / RECORD).is_file()] if parts.runs_root.is_dir() else []
    )
    runs = [RunFolder(folder).load() for folder in folders]
    ended = [r for r in runs if r.status == "ok" and r.pipeline == pipeline]
    return max((r for r in ended if r.lineage.get("commit") == commit), key=lambda r: r.started, default=None)


def _causes(then: Run, now: Run) -> Iterator[Difference]:
    for kind, key in (("data", "data"), ("package", "packages")):
        before, after = _mapping(then, key), _mapping(now, key)
        for name in sorted({*before, *after}):
            if before.get(name) != after.get(name):
                yield Difference(kind, name, before.get(name, ""), after.get(name, ""), counts=True)
    for key in ("pipeline", "seed"):
        if then.lineage.get(key) != now.lineage.get(key):
            yield Difference(key, "", str(then.lineage.get(key)), str(now.lineage.get(key)), counts=True)


def _retold(runs: Path, then: Run, now: Run) -> Iterator[Difference]:
    """What the manifest of a run's bundle tells otherwise; the bundle itself where one is gone."""
    before, after = _manifest(runs, then), _manifest(runs, now)
    if not before or not after:
        yield Difference("bundle", "", _bundle(then), _bundle(now), counts=True)
        return
    for name in sorted({*before, *after}):
        old, new = (digest_value(side[name]) if name in side else "" for side in (before, after))
        if old != new:
            yield Difference("manifest", name, old, new, counts=name != _LICENCES)


def _manifest(runs: Path, run: Run) -> Mapping[str, object]:
    """What the bundle of a run says of itself; nothing where it is not as the run recorded it."""
    file = RunFolder(runs / run.id).bundle / MANIFEST
    try:
        told = msgspec.json.decode(file.read_bytes(), type=dict[str, object])
    except (OSError, msgspec.DecodeError):
        return {}
    return told if digest_value(told) == _bundle(run) else {}


def _mapping(run: Run, key: str) -> Mapping[str, str]:
    found = run.lineage.get(key)
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, Mapping) else {}


def _otherwise(then: Run, now: Run) -> Iterator[Figure]:
    before, after = _figures(then), _figures(now)
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            yield Figure(name, before.get(name), after.get(name))


def _figures(run: Run) -> dict[str, float]:
    held = {f"{one.name}: {n}": v for one in run.candidates for n, v in one.metrics.items()}
    held |= {f"({one.name}): {n}": v for one in run.baselines for n, v in one.metrics.items()}
    chosen = {f"{one.name}: {n}, validation": v for one in run.candidates for n, v in one.validation.items()}
    return held | chosen


def _bundle(run: Run) -> str:
    return run.model.digest if run.model else ""
