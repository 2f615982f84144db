"""What the faces see of the platform: plain JSON data behind one protocol."""

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, Protocol

from stratum.core.versions import Action, Exchange
from stratum.training.orders import Order

Json = Mapping[str, object]
Rows = Sequence[Mapping[str, object]]


@dataclasses.dataclass(frozen=True, slots=True)
class Wish:
    """How somebody wants to expose a version.

    Attributes:
        application: Name of the application; one that there is not yet is made. Empty for the only one.
        service: Name of the new component; empty for one after the model.
        host: Where it runs; empty lets the platform place it.
        infrastructure: File of the infrastructure of a new application; empty for the only one.
    """

    application: str = ""
    service: str = ""
    host: str = ""
    infrastructure: str = ""


class PlatformView(Protocol):
    """What the API and the page may see and do. Every answer can be said in JSON.

    Unknown names raise ``stratum.core.errors.NotFoundError``. The shapes are in ``docs/reference/api.md``.
    """

    def workspace(self) -> Json:
        """Name, commit, branch, and the names of applications and pipelines."""
        ...

    def application(self, name: str) -> Json:
        """The checked and placed model of an application with its infrastructure."""
        ...

    def documents(self) -> Json:
        """The documents with what was found in them, and the host of each component."""
        ...

    def examples(self, name: str = "") -> Json:
        """The examples that documents may begin with; of one of them also its texts.

        Raises:
            NotFoundError: If there is no such example.
        """
        ...

    def types(self, commit: str = "") -> Json:
        """The types of the workspace, or of a commit, for a palette and for forms."""
        ...

    def schema(self, kind: str) -> Json:
        """The JSON Schema of a kind of document."""
        ...

    def graph(self, start: str, limit: int, offset: int) -> Json:
        """A page of the graph of commits, newest first, with the branches and tags.

        Args:
            start: The branch, tag or commit that they lead to; empty for all branches.
            limit: How many commits at most.
            offset: How many to pass over.
        """
        ...

    def commit(self, commit: str) -> Json:
        """A commit with its files and the words of what changed in it."""
        ...

    def content(self, commit: str, file: str) -> Json:
        """A file as it is in a commit."""
        ...

    def compare(self, first: str, second: str) -> Json:
        """What changed from one commit to another, or to the files that are here where that is empty."""
        ...

    def documents_at(self, commit: str) -> Json:
        """The documents of a commit with their texts, or those that are here where that is empty."""
        ...

    def meant(self, action: Exchange) -> Exchange:
        """An exchange with the remote and the branch that it means, both named."""
        ...

    def exchange(self, action: Exchange) -> Json:
        """Give to or take from another repository, which may take long; other calls need not wait for it."""
        ...

    def act(self, action: Action, author: str = "") -> Json:
        """Do something with the versions of the workspace; a commit that is asked for is of ``author``."""
        ...

    def status(self, name: str) -> Json:
        """State and latest metrics of each component and host."""
        ...

    def series(self, name: str, metrics: Sequence[str], seconds: float) -> Json:
        """Points of the last ``seconds`` for each metric and subject."""
        ...

    def events(self, name: str, limit: int) -> Json:
        """The newest events of an application, newest first."""
        ...

    def why(self, element: str, limit: int) -> Json:
        """What led to the present state of an element, newest first, each with what led to it."""
        ...

    def story(self, name: str, seconds: float) -> Json:
        """How the models of an application are kept: readings of the last ``seconds``, cycles, decisions."""
        ...

    def exposition(self) -> str:
        """The newest figures of everything that is measured, in the Prometheus text format."""
        ...

    def models(self) -> Json:
        """Every version in the registry."""
        ...

    def pipelines(self) -> Json:
        """Every pipeline with its newest run, and whether it can be trained."""
        ...

    def progress(self, run_id: str) -> Json:
        """How far a training run is: status, and what becomes of each candidate."""
        ...

    def train(self, pipeline: str, order: Order) -> Json:
        """Start a training that goes on by itself, and tell how far it is."""
        ...

    def cancel(self, run_id: str, by: str) -> Json:
        """Ask a training run to end, and tell how far it is; ``by`` says who asks."""
        ...

    def runs(self) -> Json:
        """Training runs, newest first, without their curves."""
        ...

    def run(self, run_id: str) -> Json:
        """One training run with the curves of its candidates."""
        ...

    def run_file(self, run_id: str, name: str) -> Path:
        """Path of a document of a run, such as ``report.html``."""
        ...


class LearningView(Protocol):
    """What the API may see and do with data and models; safe for several threads: calls take time.

    Errors and shapes are as for ``PlatformView``.
    """

    def tables(self, pipeline: str) -> Json:
        """The tables of a pipeline: its sources, and the steps that choose rows and columns."""
        ...

    def preview(self, pipeline: str, table: str, rows: int) -> Json:
        """The first rows of a table, with its schema."""
        ...

    def profile(self, pipeline: str, table: str) -> Json:
        """What a table holds: figures of each column, and what should be known of it."""
        ...

    def version(self, reference: str) -> Json:
        """A version of a model: signature, where it comes from, its files, and rows to try it with."""
        ...

    def differences(self, first: str, second: str) -> Json:
        """What differs between two versions of models."""
        ...

    def lineage(self, reference: str) -> Json:
        """Data, commit and run behind a version, and the services that use it, as a graph."""
        ...

    def prediction_lineage(self, identifier: str) -> Json:
        """The version, data and commit behind a stored prediction."""
        ...

    def behind(self, application: str, service: str) -> Json:
        """The versions that a service runs, with data and commit behind each."""
        ...

    def promote(self, reference: str, stage: str, by: str) -> Json:
        """Move a version to a stage; ``by`` asks for it."""
        ...

    def roll_back(self, name: str, by: str) -> Json:
        """Make the champion before the present one champion again; ``by`` asks for it."""
        ...

    def export(self, reference: str, target: BinaryIO) -> str:
        """Write a version as one file; gives a name for it."""
        ...

    def take_in(self, source: BinaryIO, by: str) -> Json:
        """Register the model of a file as a draft."""
        ...

    def exposure(self, reference: str, wish: Wish) -> Json:
        """The edits that add a service of a version to an application, and what a check finds after them."""
        ...

    def services(self) -> Json:
        """Every model service that runs, with its address and its versions."""
        ...

    def try_service(self, application: str, service: str, rows: Rows) -> Json:
        """Ask a service about rows: predictions, seconds, and how to ask from elsewhere."""
        ...

    def try_version(self, reference: str, rows: Rows) -> Json:
        """Ask a registered version about rows, in a process that ends with the answer."""
        ...

    def notebook_status(self) -> Json:
        """Whether JupyterLab runs, and where; without what opens it."""
        ...

    def open_notebook(self, run: str) -> Json:
        """Start JupyterLab where it does not run, and tell where a copy of the notebook of a run opens."""
        ...

    def stop_notebook(self) -> Json:
        """End JupyterLab with its kernels."""
        ...
