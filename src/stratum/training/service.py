"""A training run from specification to bundle, recorded as it goes."""

import contextlib
import dataclasses
import functools
from collections.abc import Callable, Mapping
from pathlib import Path

from stratum.core.bundles import Lineage, ModelProfile
from stratum.core.clock import Clock
from stratum.core.digests import digest_value
from stratum.core.errors import InvalidInputError, StratumError, TransientError
from stratum.data.logic.tables import near_matches
from stratum.data.ports import Source
from stratum.training import concluding, limiting
from stratum.training.jobs import BaselineJob, Candidate, Job, jobs_of, run_job
from stratum.training.licensing import licences, packages_of
from stratum.training.logic import rivals
from stratum.training.logic.choice import check_metric, choose
from stratum.training.logic.progress import Progress
from stratum.training.packing import Packer, lineage_of
from stratum.training.ports import Executor, Framework, TaskEvent
from stratum.training.preparing import Prepared, prepare
from stratum.training.publishing import TrainingResult
from stratum.training.records import RunFolder, unwritable
from stratum.training.resuming import Finished
from stratum.training.types import BaselineResult, CandidateResult, ModelName, PipelineSpec, Run

Watch = Callable[[Progress], None]


@dataclasses.dataclass(frozen=True, slots=True)
class Workshop:
    """What training works with.

    Attributes:
        readers: Source plug-ins by kind.
        frameworks: Framework plug-ins by name.
        executor: Runs the candidates.
        cache: Folder of cached tables.
        clock: For times and durations.
        commit: Commit of the workspace; empty outside of one.
        champion: Bundle of the model that is to be replaced; None for a first one.
        rival: Its name and version.
        measure: Measures the model of a bundle, for pipelines with limits.
        parents: What the lineage tells of the models before the one that comes out, as ``Lineage`` has it.
    """

    readers: Mapping[str, Source]
    frameworks: Mapping[str, Framework]
    executor: Executor
    cache: Path
    clock: Clock
    commit: str = ""
    champion: Path | None = None
    rival: ModelName | None = None
    measure: limiting.Measure | None = None
    parents: Mapping[str, str] = dataclasses.field(default_factory=dict)


def train(spec: PipelineSpec, workshop: Workshop, directory: Path, watch: Watch) -> TrainingResult:
    """Train all candidates, choose the best, write its bundle.

    ``directory`` then holds ``run.json`` and ``bundle/``. On any failure ``run.json`` says ``failed``, why,
    and which candidates were finished; there is no bundle then.

    Args:
        spec: What to train.
        workshop: What to train with.
        directory: The run's own folder; its name is the run's id.
        watch: Called with each step, in this thread.

    Raises:
        InvalidInputError: If the pipeline or its data are wrong, or no candidate succeeded.
        NotFoundError: If a source does not exist.
        PermanentError: If the disk is full or cannot be written.
        TransientError: If a cluster or a place of rows is gone; what was finished is kept for going on.
    """
    session = _Session(spec, workshop, directory, watch)
    try:
        return session.go()
    except TransientError as error:
        session.leave(error.message)
        raise
    except StratumError as error:
        session.fail(error.message)
        raise
    except OSError as error:
        session.fail(f"cannot write to disk: {error.strerror or error}")
        raise unwritable(directory, error) from error
    except KeyboardInterrupt:
        session.fail("it was told to end", "cancelled")
        raise
    except Exception as error:  # whatever it is, the record does not say that the run goes on
        session.fail(f"unexpected {type(error).__name__}: {error}")
        raise


class _Session:
    """One run while it goes on."""

    def __init__(self, spec: PipelineSpec, workshop: Workshop, directory: Path, watch: Watch) -> None:
        self._spec = spec
        self._workshop = workshop
        self._watch = watch
        self._folder = RunFolder(directory)
        self._began: dict[int, float] = {}
        self._total = 0
        self._fitted: dict[str, Candidate] = {}
        self._run = Run(
            id=directory.name,
            pipeline=spec.name,
            task=spec.task,
            metric=spec.metric,
            started=workshop.clock.now(),
            error="the run has not ended",
            boundary=spec.split.boundary,
            champion=workshop.rival,
        )

    def go(self) -> TrainingResult:
        """Do the whole run."""
        self._folder.open()
        self._folder.save(self._run)
        began = self._workshop.clock.monotonic()
        self._check()
        prepared = prepare(self._spec, self._workshop.readers, self._workshop.cache)
        lineage, facts = dataclasses.asdict(self._lineage(prepared)), prepared.facts()
        run = dataclasses.replace(
            self._run, rows=prepared.rows, data=facts, lineage=lineage, remarks=prepared.remarks
        )
        self._save(dataclasses.replace(run, fairness=self._fairness(prepared)))
        if self._workshop.champion:
            rivals.check_schema(self._workshop.champion, self._spec, prepared.columns)
        jobs = jobs_of(self._spec, prepared.data, self._folder.work, self._workshop.champion)
        seconds = self._workshop.clock.monotonic() - began
        self._total = len(jobs)
        self._watch(Progress("data", seconds=seconds, message=prepared.told(), total=self._total))
        self._work(jobs, Finished(self._folder.work, self._key(prepared)))
        return self._conclude(prepared)

    def _key(self, prepared: Prepared) -> str:
        """Digest of what the candidates follow from, whatever else the workspace has come to."""
        lineage = {**dataclasses.asdict(self._lineage(prepared)), "commit": ""}
        rival = self._workshop.rival
        return digest_value({"lineage": lineage, "champion": dataclasses.asdict(rival) if rival else {}})

    def _work(self, jobs: list[Job], finished: Finished) -> None:
        """Do the jobs that were not done before the run was interrupted."""
        before = {i: found for i, job in enumerate(jobs) if (found := finished.find(i, job)) is not None}
        for index, outcome in before.items():
            seconds = outcome.result.seconds if isinstance(outcome, Candidate) else 0.0
            step = Progress("finished", jobs[index].name, seconds, total=self._total)
            self._tell(self._keep(jobs[index], TaskEvent(index, "finished", outcome), step))
        left = [index for index in range(len(jobs)) if index not in before]
        mine = [jobs[index] for index in left]
        work = functools.partial(run_job, self._workshop.frameworks)
        executor = self._workshop.executor
        with contextlib.closing(executor.run(work, mine, functools.partial(self._hear, mine))) as events:
            for event in events:
                self._take(mine, event)
                if event.state == "finished":
                    finished.keep(left[event.index], self._outcome(mine[event.index], event))

    def _outcome(self, job: Job, event: TaskEvent) -> Candidate | BaselineResult:
        """What came out of a job, as it stands in the record."""
        if isinstance(event.result, BaselineResult):
            return event.result
        result = next(one for one in self._run.candidates if one.name == job.name)
        return dataclasses.replace(self._fitted[job.name], result=result)

    def _fairness(self, prepared: Prepared) -> str:
        champion = self._workshop.champion
        by_chance = not self._spec.split.moment
        return rivals.fairness(champion, self._lineage(prepared), by_chance=by_chance) if champion else ""

    def _lineage(self, prepared: Prepared) -> Lineage:
        return lineage_of(self._spec, prepared, self._workshop.commit, self._workshop.parents)

    def leave(self, reason: str) -> None:
        """Leave the run as one that was interrupted where candidates were finished; else it failed."""
        if not self._run.candidates:
            self.fail(reason)

    def fail(self, reason: str, status: str = "failed") -> None:
        """Record that the run failed or was cancelled, if the disk lets it."""
        self._folder.close()
        now = self._workshop.clock.now()
        with contextlib.suppress(OSError):
            self._save(dataclasses.replace(self._run, status=status, error=reason, finished=now))

    def _save(self, run: Run) -> None:
        self._folder.save(run)  # first: what cannot be recorded must not stand in the way of the end
        self._run = run

    def _check(self) -> None:
        spec, known = self._spec, self._workshop.frameworks
        check_metric(spec.task, spec.metric)
        if not spec.candidates:
            raise InvalidInputError(f"pipeline {spec.name!r} has no candidates", "add an algorithm")
        for candidate in spec.candidates:
            if candidate.framework not in known:
                raise InvalidInputError(
                    f"candidate {candidate.name!r}: no framework {candidate.framework!r}",
                    near_matches(candidate.framework, known),
                )
            known[candidate.framework].check(candidate, spec.learns)

    def _hear(self, jobs: list[Job], index: int, word: str) -> None:
        """Pass on what a job says that it does now."""
        stage, _, more = word.partition(": ")
        self._tell(dataclasses.replace(self._step(jobs, index, stage), message=more))

    def _tell(self, progress: Progress) -> None:
        done = len(self._run.candidates) + len(self._run.baselines)
        self._watch(dataclasses.replace(progress, done=done))

    def _step(self, jobs: list[Job], index: int, stage: str) -> Progress:
        now = self._workshop.clock.monotonic()
        name = jobs[index].name
        return Progress(stage, name, now - self._began.setdefault(index, now), total=self._total)

    def _take(self, jobs: list[Job], event: TaskEvent) -> None:
        job = jobs[event.index]
        progress = self._step(jobs, event.index, "started")
        if event.state != "started":
            progress = self._keep(job, event, progress)
        self._tell(progress)

    def _keep(self, job: Job, event: TaskEvent, progress: Progress) -> Progress:
        outcome = event.result
        if isinstance(job, BaselineJob):
            baseline = outcome if isinstance(outcome, BaselineResult) else BaselineResult(job.name, {})
            self._save(dataclasses.replace(self._run, baselines=(*self._run.baselines, baseline)))
            state, figures = event.state, baseline.metrics
            return dataclasses.replace(
                progress, stage=state, score=figures.get(self._spec.metric), message=event.error
            )
        result = job.failed(event.error)
        if isinstance(outcome, Candidate):
            result = outcome.result
            # where it was done, the file may have been elsewhere
            self._fitted[result.name] = dataclasses.replace(outcome, graph=job.graph)
        result = dataclasses.replace(result, seconds=round(progress.seconds, 3))
        candidates = self._in_order((*self._run.candidates, result))
        self._save(dataclasses.replace(self._run, candidates=candidates))
        stage = "finished" if result.status == "ok" else result.status
        score = result.metrics.get(self._spec.metric)
        return dataclasses.replace(progress, stage=stage, score=score, message=result.error or "")

    def _in_order(self, results: tuple[CandidateResult, ...]) -> tuple[CandidateResult, ...]:
        places = {c.name: i for i, c in enumerate(self._spec.candidates)}
        return tuple(sorted(results, key=lambda r: places[r.name]))

    def _conclude(self, prepared: Prepared) -> TrainingResult:
        if self._spec.evaluation.limits.any:
            self._save(dataclasses.replace(self._run, candidates=self._limited(prepared)))
        winner = choose(self._run.candidates, self._spec.metric)
        if winner is None:
            reasons = "; ".join(f"{c.name}: {c.error or ', '.join(c.broken)}" for c in self._run.candidates)
            raise InvalidInputError(f"no candidate of {self._spec.name!r} can be chosen: {reasons}")
        found = concluding.found_out(self._spec, prepared, self._run, self._fitted, winner)
        self._run = dataclasses.replace(found, licences=licences(packages_of(self._spec.candidates)))
        manifest, reason = self._packer(prepared).pack(winner, self._folder.bundle)
        digest = manifest.digest()
        ended = dataclasses.replace(
            self._run,
            variants=reason,
            status="ok",
            error=None,
            lineage=dataclasses.asdict(manifest.lineage),
            finished=self._workshop.clock.now(),
            chosen=winner.name,
            model=ModelName(self._spec.name, None, digest),
        )
        self._save(ended)
        self._folder.close()
        score, total = winner.metrics[self._spec.metric], self._total
        self._watch(Progress("chosen", winner.name, winner.seconds, score, reason, done=total, total=total))
        return TrainingResult(self._run, self._folder.path, self._folder.bundle, digest)

    def _limited(self, prepared: Prepared) -> tuple[CandidateResult, ...]:
        """The candidates, those measured that are at least as good as the first that keeps the limits."""
        measure = self._workshop.measure
        if measure is None:
            raise InvalidInputError(f"{self._spec.name!r} has limits, and nothing here measures models")

        spec, packer = self._spec, self._packer(prepared)

        def profile(candidate: CandidateResult) -> ModelProfile:
            self._tell(Progress("measuring", candidate.name, total=self._total))
            return packer.measured(candidate, measure)

        return limiting.within_limits(self._run.candidates, spec.metric, spec.evaluation.limits, profile)

    def _packer(self, prepared: Prepared) -> Packer:
        shop = self._workshop
        return Packer(self._spec, prepared, self._lineage(prepared), self._fitted, shop.champion, shop.rival)
