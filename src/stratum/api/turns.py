"""One call at a time: requests come from many threads, a view need not be made for that."""

import threading
from collections.abc import Sequence
from pathlib import Path

from stratum.core.versions import Action, Exchange
from stratum.runtime.views import Json, PlatformView
from stratum.training.orders import Order


class InTurn:
    """A ``PlatformView`` whose calls wait for each other."""

    def __init__(self, view: PlatformView) -> None:
        self._view = view
        self._turn = threading.Lock()

    def workspace(self) -> Json:
        """As the view's."""
        with self._turn:
            return self._view.workspace()

    def application(self, name: str) -> Json:
        """As the view's."""
        with self._turn:
            return self._view.application(name)

    def documents(self) -> Json:
        """As the view's."""
        with self._turn:
            return self._view.documents()

    def examples(self, name: str = "") -> Json:
        """As the view's; nobody else waits for what the package brings."""
        return self._view.examples(name)

    def types(self, commit: str = "") -> Json:
        """As the view's."""
        with self._turn:
            return self._view.types(commit)

    def schema(self, kind: str) -> Json:
        """As the view's."""
        with self._turn:
            return self._view.schema(kind)

    def graph(self, start: str, limit: int, offset: int) -> Json:
        """As the view's."""
        with self._turn:
            return self._view.graph(start, limit, offset)

    def commit(self, commit: str) -> Json:
        """As the view's."""
        with self._turn:
            return self._view.commit(commit)

    def content(self, commit: str, file: str) -> Json:
        """As the view's."""
        with self._turn:
            return self._view.content(commit, file)

    def compare(self, first: str, second: str) -> Json:
        """As the view's."""
        with self._turn:
            return self._view.compare(first, second)

    def documents_at(self, commit: str) -> Json:
        """As the view's."""
        with self._turn:
            return self._view.documents_at(commit)

    def meant(self, action: Exchange) -> Exchange:
        """As the view's."""
        with self._turn:
            return self._view.meant(action)

    def exchange(self, action: Exchange) -> Json:
        """As the view's; nobody else waits for another repository."""
        return self._view.exchange(action)

    def act(self, action: Action, author: str = "") -> Json:
        """As the view's."""
        with self._turn:
            return self._view.act(action, author)

    def status(self, name: str) -> Json:
        """As the view's."""
        with self._turn:
            return self._view.status(name)

    def series(self, name: str, metrics: Sequence[str], seconds: float) -> Json:
        """As the view's."""
        with self._turn:
            return self._view.series(name, metrics, seconds)

    def events(self, name: str, limit: int) -> Json:
        """As the view's."""
        with self._turn:
            return self._view.events(name, limit)

    def why(self, element: str, limit: int) -> Json:
        """As the view's."""
        with self._turn:
            return self._view.why(element, limit)

    def story(self, name: str, seconds: float) -> Json:
        """As the view's."""
        with self._turn:
            return self._view.story(name, seconds)

    def exposition(self) -> str:
        """As the view's."""
        with self._turn:
            return self._view.exposition()

    def models(self) -> Json:
        """As the view's."""
        with self._turn:
            return self._view.models()

    def pipelines(self) -> Json:
        """As the view's."""
        with self._turn:
            return self._view.pipelines()

    def progress(self, run_id: str) -> Json:
        """As the view's."""
        with self._turn:
            return self._view.progress(run_id)

    def train(self, pipeline: str, order: Order) -> Json:
        """As the view's."""
        with self._turn:
            return self._view.train(pipeline, order)

    def cancel(self, run_id: str, by: str) -> Json:
        """As the view's."""
        with self._turn:
            return self._view.cancel(run_id, by)

    def runs(self) -> Json:
        """As the view's."""
        with self._turn:
            return self._view.runs()

    def run(self, run_id: str) -> Json:
        """As the view's."""
        with self._turn:
            return self._view.run(run_id)

    def run_file(self, run_id: str, name: str) -> Path:
        """As the view's."""
        with self._turn:
            return self._view.run_file(run_id, name)
