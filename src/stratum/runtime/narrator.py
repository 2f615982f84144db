"""Collects what the story of a run is told from: documents, journal, readings and registry."""

from collections.abc import Iterable, Iterator, Mapping

from stratum.compiler.attributes import group, number, text
from stratum.core.errors import StratumError
from stratum.core.events import Event
from stratum.core.journal import Entry, Query
from stratum.deployment.logic.fold import DESIRED, fold, source_of
from stratum.deployment.types import ServiceState
from stratum.language.metamodel import Metamodel
from stratum.language.tree import Document, DocumentKind
from stratum.lifecycle.logic.plan import plans
from stratum.runtime.modelling import load
from stratum.runtime.story.tell import METRICS, story
from stratum.runtime.story.types import Account, Promise
from stratum.runtime.views import Json
from stratum.runtime.wiring import Parts

# Source and type of what is told, and how many of the newest are looked at.
_TOLD = (
    ("/lifecycle/{}", "", 600),
    ("/resources/{}", "", 120),
    ("/deployment/{}", "deployment.desired", 20),
    ("/deployment/{}", "deployment.*", 200),
    ("/monitoring/{}", "", 40),
)
_RULES = "/rules/*"
_MOST_RULES = 200
_MOST_READINGS = 1000
_CHANGES = "deployment.*"
_MOST_MODELS = 20
_MOST_CHANGES = 1000
_SCALING = "scaling"


class Narrator:
    """Tells the story of a run.

    Args:
        parts: The workspace.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._texts: Mapping[str, str] | None = None
        self._promises: Mapping[str, Mapping[str, Promise]] = {}
        self._former: dict[str, tuple[int, tuple[ServiceState, ...]]] = {}

    def tell(self, name: str, seconds: float) -> Json:
        """The story of an application with readings of the last ``seconds``."""
        now = self._parts.clock.now()
        promises = self._said().get(name, {})
        running = bool(self._parts.deployments.desired(name))
        services = self._parts.deployments.services(name) if running else self._last_services(name)
        subjects = {*promises, *(state.spec.name for state in services)}
        return story(
            Account(
                time=now,
                running=running,
                promises=promises,
                services=services,
                events=self._events(name, subjects),
                series=self._parts.samples.series(METRICS, subjects, now - seconds, _MOST_READINGS)
                if subjects
                else (),
                versions=self._parts.registry.list(),
            )
        )

    def _last_services(self, name: str) -> tuple[ServiceState, ...]:
        """The services of an application that is destroyed, with their routes as they were in force."""
        find, source = self._parts.journal.find, source_of(name)
        newest = find(Query(source=source, type=_CHANGES, limit=1))
        number = newest[0].number if newest else 0
        if self._former.get(name, (-1, ()))[0] != number:
            models = find(Query(source=source, type=DESIRED, limit=_MOST_MODELS))
            changes = find(Query(source=source, type=_CHANGES, limit=_MOST_CHANGES))
            self._former[name] = (number, former_services(name, (*models, *changes)))
        return self._former[name][1]

    def _events(self, name: str, subjects: set[str]) -> tuple[Event, ...]:
        """What the platform decided about an application, newest first."""
        find = self._parts.journal.find
        told = [
            entry
            for source, kind, most in _TOLD
            for entry in find(Query(source=source.format(name), type=kind, limit=most))
        ]
        ids = {entry.event.id for entry in told}
        rules = (
            entry
            for entry in find(Query(source=_RULES, limit=_MOST_RULES))
            if entry.event.subject in subjects or entry.event.data.get("cause") in ids
        )
        found = {entry.number: entry.event for entry in (*told, *rules)}
        return tuple(found[number] for number in sorted(found, reverse=True))

    def _said(self) -> Mapping[str, Mapping[str, Promise]]:
        """What the documents say of each model service, by application; read again when they change.

        Documents with errors keep what they said before: a run goes on while somebody edits.
        """
        texts = self._parts.workspace.documents()
        if texts != self._texts:
            checked = load(self._parts)
            documents = checked.model.of_kind(DocumentKind.APPLICATION)
            self._promises = {**self._promises, **dict(_promises(documents, checked.metamodel))}
            self._texts = texts
        return self._promises


def _promises(
    documents: Iterable[Document], metamodel: Metamodel
) -> Iterator[tuple[str, Mapping[str, Promise]]]:
    for document in documents:
        try:
            yield document.name, promises_of(document, metamodel)
        except StratumError:
            continue


def former_services(application: str, entries: Iterable[Entry]) -> tuple[ServiceState, ...]:
    """The services that an application had before it was destroyed; without replicas.

    Args:
        application: Its name.
        entries: From its journal, in any order.
    """
    ordered = sorted({entry.number: entry.event for entry in entries}.items())
    found = fold(event for _, event in ordered).get(application)
    former = found.former if found else None
    return tuple(ServiceState(spec, spec.routes, ()) for spec in former.services) if former else ()


def promises_of(application: Document, metamodel: Metamodel) -> Mapping[str, Promise]:
    """What a document says of each of its model services.

    Raises:
        InvalidInputError: If it has errors.
    """
    scaling = {element.name: group(element.attributes, _SCALING) for element in application.components()}
    return {
        name: Promise(
            name,
            plan.model,
            p95_latency=plan.latency,
            error_rate=plan.errors,
            policy=text(scaling[name], "policy", ""),
            minimum=int(number(scaling[name], "minimum", 1)),
            maximum=int(number(scaling[name], "maximum", 1)),
            kept=plan.kept,
        )
        for name, plan in plans(application, metamodel).items()
    }
