"""A ``PlatformView`` over plain data that a test may change while the server runs."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from stratum.compiler.palette import palette
from stratum.core.edits import Edit, edit_to_plain
from stratum.core.errors import NotFoundError
from stratum.core.samples import Sample
from stratum.core.versions import Action, Exchange
from stratum.language.library import library
from stratum.language.schemas.documents import kinds, schema
from stratum.monitoring.logic.exposition import write_exposition
from stratum.runtime.documents import examples_view
from stratum.runtime.views import Json
from stratum.testing.fakes_training import FakeTrainings

Values = Mapping[str, float]
_UNKEPT = {"commit": "", "uncommitted": ""}
Recording = Callable[[float, float, bool], Json]


class FakePlatform(FakeTrainings):
    """One application, its models and its runs.

    Args:
        now: Gives the time that ``status`` and ``series`` speak of.
        measure: Values of every metric of a subject at a time.
        files: Folder of ``<run>/report.html`` and ``<run>/notebook.ipynb``.

    Attributes:
        space: The answer of ``workspace``.
        applications: Answer of ``application`` by name.
        components: What ``status`` says of each component beside its metrics, by name; tests change it.
        history: Events, newest first; tests add to it.
        versions: The registry.
        trainings: As ``FakeTrainings`` says.
        recorded: Gives the answer of ``story`` for a time, the seconds before it that are shown and whether
            anything runs; None for a story without services.
        failure: Raised by every call while it is set.
        edits: What was edited, each with the digests it was made against.
        refusal: Findings for which every edit is refused while there are any.
        log: Commits, newest first.
        past: What the history tells beside them.
        words: What changed in any commit, and between any two.
        contents: Text of the files of every commit, by file.
        acts: What was asked to be done with versions.
        exchanges: What was asked to be given to or taken from other repositories.
        authors: Who asked for each; empty where nobody is known.
        outcomes: What comes of it, in this order; then no commit.
    """

    def __init__(
        self, now: Callable[[], float], measure: Callable[[str, float], Values], files: Path
    ) -> None:
        self._now = now
        self._measure = measure
        super().__init__(files)
        self.space: dict[str, object] = {}
        self.applications: dict[str, Json] = {}
        self.components: dict[str, dict[str, object]] = {}
        self.hosts: tuple[str, ...] = ()
        self.history: list[Json] = []
        self.versions: list[Json] = []
        self.recorded: Recording | None = None
        self.edits: list[tuple[tuple[Edit, ...], dict[str, str]]] = []
        self.refusal: list[Json] = []
        self.log: list[Json] = []
        self.past: dict[str, object] = {}
        self.words: list[str] = []
        self.contents: dict[str, str] = {}
        self.acts: list[Action] = []
        self.exchanges: list[Exchange] = []
        self.authors: list[str] = []
        self.outcomes: list[Json] = []

    def workspace(self) -> Json:
        """The workspace with the names of the applications."""
        self._fail()
        return {**self.space, "applications": list(self.applications)}

    def application(self, name: str) -> Json:
        """The model as it was given."""
        self._known(name)
        return self.applications[name]

    def documents(self) -> Json:
        """The applications as documents of their own; all findings."""
        self._fail()
        found = [finding for told in self.applications.values() for finding in _findings(told)]
        names = [
            {"file": f"{name}.yaml", "kind": "Application", "name": name, "problem": ""}
            for name in self.applications
        ]
        return {"documents": names, "findings": found, "hosts": {}}

    def examples(self, name: str = "") -> Json:
        """Those of the package."""
        self._fail()
        return examples_view(name)

    def types(self, commit: str = "") -> Json:
        """The built-in types, in every commit."""
        self._fail()
        if commit:
            self.commit(commit)
        return palette(library())

    def schema(self, kind: str) -> Json:
        """The schema of a kind of document by the built-in types."""
        self._fail()
        if kind not in kinds(library()):
            raise NotFoundError(f"there is no kind {kind} of documents")
        return schema(library(), kind)

    def edit(self, edits: Sequence[Edit], against: Mapping[str, str]) -> Json:
        """Notes the edits; the findings that they are a fix of are gone, ``refusal`` refuses them."""
        self._fail()
        if self.refusal:
            return {"applied": False, "findings": self.refusal, "digests": {}, **_UNKEPT}
        self.edits.append((tuple(edits), dict(against)))
        done = [edit_to_plain(edit) for edit in edits]
        for name, told in self.applications.items():
            left = [f for f in _findings(told) if all(fix["edits"] != done for fix in f.get("fixes", ()))]
            self.applications[name] = {**told, "findings": left}
        return {"applied": True, "findings": [], "digests": {}, **_UNKEPT}

    def graph(self, start: str, limit: int, offset: int) -> Json:
        """A page of ``log``; of a branch what comes after its commit."""
        self._fail()
        names = [one.get("id") for one in self.log] if start else []
        offset += names.index(start) if start in names else 0
        page = self.log[offset : offset + limit]
        return {**self.past, "commits": page, "more": len(self.log) > offset + limit}

    def commit(self, commit: str) -> Json:
        """A commit of ``log`` by its whole id."""
        self._fail()
        for one in self.log:
            if one["id"] == commit:
                return {**one, "words": self.words, "files": list(self.contents)}
        raise NotFoundError(f"no commit {commit!r}")

    def content(self, commit: str, file: str) -> Json:
        """A file of ``contents``, the same in every commit."""
        self.commit(commit)
        if file not in self.contents:
            raise NotFoundError(f"commit {commit} has no file {file!r}")
        return {"commit": commit, "file": file, "text": self.contents[file]}

    def compare(self, first: str, second: str) -> Json:
        """The same words between any two."""
        self._fail()
        told = {"words": self.words, "changes": [], "files": [], "diff": ""}
        return {"from": first, "to": second, **told}

    def documents_at(self, commit: str) -> Json:
        """The files of ``contents``, the same in every commit and here."""
        if commit:
            self.commit(commit)
        return {"commit": commit, **self.documents(), "texts": self.contents}

    def meant(self, action: Exchange) -> Exchange:
        """The branch follows ``main`` of ``origin``."""
        self._fail()
        return type(action)(action.remote or "origin", action.branch or "main")

    def exchange(self, action: Exchange) -> Json:
        """Notes what is asked, and gives the next of ``outcomes``."""
        self._fail()
        self.exchanges.append(action)
        return self.outcomes.pop(0) if self.outcomes else {"remote": "origin", "branch": "main", "commit": ""}

    def act(self, action: Action, author: str = "") -> Json:
        """Notes what is asked and by whom, and gives the next of ``outcomes``."""
        self._fail()
        self.authors.append(author)
        self.acts.append(action)
        return self.outcomes.pop(0) if self.outcomes else {"commit": None}

    def status(self, name: str) -> Json:
        """Not deployed as long as there are no components."""
        self._known(name)
        time = self._now()
        return {
            "time": time,
            "deployed": bool(self.components),
            "components": [
                {
                    "name": key,
                    "service": "",
                    "version": "",
                    **said,
                    "metrics": self._measure(key, time) if said["pid"] else {},
                }
                for key, said in self.components.items()
            ],
            "hosts": [{"name": h, "metrics": self._measure(h, time)} for h in self.hosts if self.components],
        }

    def series(self, name: str, metrics: Sequence[str], seconds: float) -> Json:
        """A point each five seconds."""
        self._known(name)
        end = self._now()
        times = [end - seconds + 5 * step for step in range(int(seconds // 5))] if self.components else []
        found = []
        for subject in [*self.components, *self.hosts]:
            rows = [self._measure(subject, time) for time in times]
            for metric in metrics:
                points = [[t, row[metric]] for t, row in zip(times, rows, strict=True) if metric in row]
                if points:
                    found.append({"metric": metric, "subject": subject, "points": points})
        return {"series": found}

    def events(self, name: str, limit: int) -> Json:
        """The newest ``limit`` events."""
        self._known(name)
        return {"events": self.history[:limit]}

    def why(self, element: str, limit: int) -> Json:
        """The newest events of the element; nothing is known to have led to them."""
        self._fail()
        found = [event for event in self.history if event.get("subject") == element.rpartition("/")[2]]
        if not found:
            raise NotFoundError(f"no event is about {element!r}")
        return {"steps": [{"level": 0, "lost": "", **event} for event in found[:limit]]}

    def story(self, name: str, seconds: float) -> Json:
        """What was recorded, up to now."""
        self._known(name)
        time, running = self._now(), bool(self.components)
        if self.recorded is None:
            return {"time": time, "running": running, "dataTime": None, "services": [], "decisions": []}
        return self.recorded(time, seconds, running)

    def exposition(self) -> str:
        """The metrics of components and hosts as they are now."""
        self._fail()
        time = self._now()
        return write_exposition([
            Sample(metric, subject, time, value)
            for subject in [*self.components, *self.hosts]
            for metric, value in self._measure(subject, time).items()
        ])

    def models(self) -> Json:
        """The registry as it was given."""
        self._fail()
        return {"models": self.versions}

    def _known(self, name: str) -> None:
        self._fail()
        if name not in self.applications:
            raise NotFoundError(f"there is no application {name}", f"known: {', '.join(self.applications)}")


def _findings(application: Json) -> list[dict[str, Any]]:
    told = application.get("findings")
    return list(told) if isinstance(told, list) else []
