"""The platform as the faces see it: one implementation of ``runtime.views.PlatformView``."""

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path

from stratum import __version__
from stratum.compiler.palette import palette
from stratum.compiler.view import application_view, finding_view
from stratum.core.errors import NotFoundError
from stratum.core.events import Event
from stratum.core.findings import Finding, has_errors
from stratum.core.journal import Query
from stratum.core.versions import Action, Exchange
from stratum.deployment.types import ComponentSpec, Observed
from stratum.language.schemas.documents import kinds, schema
from stratum.language.tree import DocumentKind
from stratum.monitoring.logic.exposition import write_exposition
from stratum.registry.types import ModelVersion
from stratum.runtime.agent import ensure_agent
from stratum.runtime.asking import of_application, why
from stratum.runtime.deploying import addresses
from stratum.runtime.documents import documents_view, examples_view
from stratum.runtime.editing import digests, types_of
from stratum.runtime.modelling import load
from stratum.runtime.narrator import Narrator
from stratum.runtime.trainings import Trainings
from stratum.runtime.versions import acting
from stratum.runtime.views import Json
from stratum.runtime.wiring import Parts
from stratum.training.orders import Order
from stratum.training.types import Run

FRESH = 15.0
OF_PARTS = ("version_", "model_", "drift_")
"""Readings of versions and detectors, which mean nothing together; the story of a run tells them."""
LATEST_LOOK = 1.0
TOLD = frozenset({
    "reason", "saw", "by", "why", "cause", "rule", "component", "state", "pid", "restarts", "status",
    "operation", "to", "commit",
})  # fmt: skip


class Platform:
    """Access to one workspace; safe to call from several threads only one at a time."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._narrator = Narrator(parts)
        self._trainings = Trainings(parts)

    def workspace(self) -> Json:
        """Name, commit, branch, and the names of applications and pipelines."""
        checked = load(self._parts)
        return {
            "name": self._parts.workspace.root.name,
            "version": __version__,
            **dataclasses.asdict(self._parts.workspace.revision()),
            "applications": [d.name for d in checked.model.of_kind(DocumentKind.APPLICATION)],
            "pipelines": [d.name for d in checked.model.of_kind(DocumentKind.PIPELINE)],
        }

    def application(self, name: str) -> Json:
        """The checked and placed model of an application; only its findings where it has errors."""
        read = digests(self._parts)
        checked = load(self._parts)
        document = checked.document(DocumentKind.APPLICATION, name)
        if has_errors(checked.findings) and not checked.hosts.get(name):
            return {**_broken(document.name, checked.findings), "digests": read}
        told = application_view(
            document,
            checked.infrastructure_of(document),
            checked.metamodel,
            self._hosts(name, checked.hosts[name]),
            addresses(self._parts, checked, document),
            checked.findings,
        )
        return {**told, "digests": read}

    def documents(self) -> Json:
        """The documents with what was found in them, and the host of each component."""
        return documents_view(load(self._parts))

    def examples(self, name: str = "") -> Json:
        """The examples that documents may begin with; of one of them also its texts."""
        return examples_view(name)

    def types(self, commit: str = "") -> Json:
        """The types of the workspace, or of a commit, for a palette and for forms."""
        return acting.types_at(self._parts, commit) if commit else palette(types_of(self._parts))

    def schema(self, kind: str) -> Json:
        """The JSON Schema of a kind of document."""
        types = types_of(self._parts)
        if kind not in kinds(types):
            raise NotFoundError(
                f"there is no kind {kind!r} of documents", f"known: {', '.join(kinds(types))}"
            )
        return schema(types, kind)

    def graph(self, start: str, limit: int, offset: int) -> Json:
        """A page of the graph of commits, with the branches and tags."""
        return acting.history_view(self._parts, start, limit, offset)

    def commit(self, commit: str) -> Json:
        """A commit with its files and the words of what changed in it."""
        return acting.version_view(self._parts, commit)

    def content(self, commit: str, file: str) -> Json:
        """A file as it is in a commit."""
        return acting.file_view(self._parts, commit, file)

    def compare(self, first: str, second: str) -> Json:
        """What changed from one commit to another, or to the files that are here where that is empty."""
        return acting.difference_view(self._parts, first, second)

    def documents_at(self, commit: str) -> Json:
        """The documents of a commit with their texts, or those that are here where that is empty."""
        return acting.documents_at(self._parts, commit)

    def meant(self, action: Exchange) -> Exchange:
        """An exchange with the remote and the branch that it means, both named."""
        return acting.meant(self._parts, action)

    def exchange(self, action: Exchange) -> Json:
        """Give to another repository, or take from it."""
        return acting.exchange(self._parts, action)

    def act(self, action: Action, author: str = "") -> Json:
        """Do something with the versions of the workspace."""
        return acting.act(self._parts, action, author)

    def status(self, name: str) -> Json:
        """State and latest metrics of each component and host; starts the agent where it should run."""
        self._known(name)
        now = self._parts.clock.now()
        specs = {spec.name: spec for spec in self._parts.deployments.desired(name)}
        if specs:
            ensure_agent(self._parts, within=LATEST_LOOK)
        metrics = self._latest(now)
        hosts = sorted({spec.host for spec in specs.values()})
        return {
            "time": now,
            "deployed": bool(specs),
            "components": [
                _component_status(one, specs.get(one.name), metrics.get(one.name, {}))
                for one in self._parts.deployments.status(name)
            ],
            "hosts": [{"name": host, "metrics": metrics.get(host, {})} for host in hosts],
        }

    def series(self, name: str, metrics: Sequence[str], seconds: float) -> Json:
        """Points of the last ``seconds`` for each metric and subject of an application."""
        specs = self._parts.deployments.desired(name)
        subjects = {spec.name for spec in specs} | {spec.host for spec in specs}
        found = self._parts.samples.series(metrics, subjects, self._parts.clock.now() - seconds)
        return {
            "series": [
                {"metric": one.metric, "subject": one.subject, "points": [list(p) for p in one.points]}
                for one in found
            ]
        }

    def events(self, name: str, limit: int) -> Json:
        """The newest events of an application, newest first: of its deployment, lifecycle and resources."""
        self._known(name)
        found = self._parts.journal.find(Query(source=of_application(name), limit=limit))
        return {"events": [event_view(entry.event) for entry in found]}

    def why(self, element: str, limit: int) -> Json:
        """What led to the present state of an element, newest first, each with what led to it."""
        steps = why(self._parts.journal, element, limit)
        return {"steps": [{"level": s.level, "lost": s.lost, **event_view(s.event)} for s in steps]}

    def exposition(self) -> str:
        """The newest figures of everything that is measured, in the Prometheus text format."""
        return write_exposition(self._parts.samples.latest(self._parts.clock.now() - FRESH))

    def story(self, name: str, seconds: float) -> Json:
        """How the models of an application are kept: readings of the last ``seconds``, cycles, decisions."""
        self._known(name)
        return self._narrator.tell(name, seconds)

    def models(self) -> Json:
        """Every version in the registry."""
        return {"models": [version_view(v) for v in self._parts.registry.list()]}

    def pipelines(self) -> Json:
        """Every pipeline with its newest run, and whether it can be trained."""
        return self._trainings.pipelines()

    def runs(self) -> Json:
        """Training runs, newest first, without their curves."""
        return self._trainings.runs()

    def run(self, run_id: str) -> Json:
        """One training run with the curves of its candidates."""
        return self._trainings.run(run_id)

    def record(self, run_id: str) -> Run:
        """One training run, with its status as it is now.

        Raises:
            NotFoundError: If there is none of that name.
        """
        return self._trainings.records.of(run_id)

    def run_file(self, run_id: str, name: str) -> Path:
        """Path of a document of a run, such as ``report.html``."""
        return self._trainings.records.file(run_id, name)

    def progress(self, run_id: str) -> Json:
        """How far a training run is."""
        return self._trainings.progress(run_id)

    def train(self, pipeline: str, order: Order) -> Json:
        """Start a training, and tell how far it is."""
        return self._trainings.start(pipeline, order)

    def cancel(self, run_id: str, by: str) -> Json:
        """Ask a training run to end, and tell how far it is."""
        return self._trainings.cancel(run_id, by)

    def _hosts(self, name: str, placed: Mapping[str, str]) -> Mapping[str, str]:
        """Hosts as the model places them; as they run now for what it cannot place while it has errors."""
        return {**{spec.name: spec.host for spec in self._parts.deployments.desired(name)}, **placed}

    def _known(self, name: str) -> None:
        if name not in self._parts.deployments.applications():
            load(self._parts).document(DocumentKind.APPLICATION, name)

    def _latest(self, now: float) -> Mapping[str, Mapping[str, float]]:
        found: dict[str, dict[str, float]] = {}
        for sample in self._parts.samples.latest(now - FRESH):
            if sample.metric.startswith(OF_PARTS):
                continue
            values = found.setdefault(sample.subject, {})
            values[sample.metric] = _together(sample.metric, values.get(sample.metric, 0.0), sample.value)
        return found


def _together(metric: str, first: float, second: float) -> float:
    """Readings that differ only in their labels, as one: the worst delay, the sum of everything else."""
    return max(first, second) if metric.startswith("latency_") else first + second


def event_view(event: Event) -> Json:
    """An event as JSON data."""
    return {
        "id": event.id,
        "time": event.time,
        "source": event.source,
        "type": event.type,
        "subject": event.subject,
        "data": {key: value for key, value in event.data.items() if key in TOLD},
    }


def version_view(version: ModelVersion) -> Json:
    """A version of a model as JSON data."""
    return dataclasses.asdict(version)


def _component_status(one: Observed, spec: ComponentSpec | None, metrics: Mapping[str, float]) -> Json:
    return {
        "name": one.name,
        "type": spec.type if spec else "",
        "host": spec.host if spec else "",
        "address": spec.address if spec else "",
        "service": spec.service if spec else "",
        "version": spec.version if spec else "",
        "ports": dict(spec.ports) if spec else {},
        "state": one.state.value,
        "pid": one.pid,
        "started": one.started,
        "restarts": one.restarts,
        "reason": one.reason,
        "metrics": metrics,
    }


def _broken(name: str, findings: Sequence[Finding]) -> Json:
    return {
        "name": name,
        "description": "",
        "hosts": [],
        "links": [],
        "components": [],
        "connections": [],
        "findings": [finding_view(f) for f in findings],
    }
