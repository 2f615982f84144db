"""Data and models of a workspace as the API sees them: an implementation of ``views.LearningView``."""

import threading
from typing import BinaryIO

from stratum.runtime import cataloguing, exploring, exposing, trying
from stratum.runtime.foretelling import prediction_lineage
from stratum.runtime.notebooks import FOLDER, Notebooks
from stratum.runtime.views import Json, Rows, Wish
from stratum.runtime.wiring import Parts


class Workbench:
    """Access to the data and models of one workspace; safe to call from several threads."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._desk = Notebooks(parts.state / FOLDER, parts.runs_root)
        self._turn = threading.Lock()

    def tables(self, pipeline: str) -> Json:
        """The tables of a pipeline."""
        return exploring.tables_of(self._parts, pipeline)

    def preview(self, pipeline: str, table: str, rows: int) -> Json:
        """The first rows of a table."""
        return exploring.preview_of(self._parts, exploring.table_of(self._parts, pipeline, table), rows)

    def profile(self, pipeline: str, table: str) -> Json:
        """What a table holds."""
        return exploring.profile_of(self._parts, exploring.table_of(self._parts, pipeline, table))

    def version(self, reference: str) -> Json:
        """A version of a model in detail."""
        return cataloguing.detail(self._parts, reference)

    def differences(self, first: str, second: str) -> Json:
        """What differs between two versions."""
        return cataloguing.comparison(self._parts, first, second)

    def lineage(self, reference: str) -> Json:
        """Where a version comes from, and who uses it."""
        return cataloguing.lineage(self._parts, reference)

    def prediction_lineage(self, identifier: str) -> Json:
        """The version, data and commit behind a stored prediction."""
        return prediction_lineage(self._parts, identifier)

    def behind(self, application: str, service: str) -> Json:
        """The versions that a service runs, with data and commit behind each."""
        return cataloguing.behind(self._parts, application, service)

    def promote(self, reference: str, stage: str, by: str) -> Json:
        """Move a version to a stage."""
        return cataloguing.promote(self._parts, reference, stage, by)

    def roll_back(self, name: str, by: str) -> Json:
        """Make the champion before the present one champion again."""
        return cataloguing.roll_back(self._parts, name, by)

    def export(self, reference: str, target: BinaryIO) -> str:
        """Write a version as one file."""
        version = cataloguing.export(self._parts, reference, target)
        return f"{version.name}-{version.version}"

    def take_in(self, source: BinaryIO, by: str) -> Json:
        """Register the model of a file."""
        return cataloguing.take_in(self._parts, source, by)

    def exposure(self, reference: str, wish: Wish) -> Json:
        """What exposing a version takes."""
        return exposing.exposure_view(self._parts, reference, wish)

    def services(self) -> Json:
        """Every model service that runs."""
        return trying.services_view(self._parts)

    def try_service(self, application: str, service: str, rows: Rows) -> Json:
        """Ask a service about rows."""
        return trying.try_service(self._parts, application, service, rows)

    def try_version(self, reference: str, rows: Rows) -> Json:
        """Ask a registered version about rows."""
        return trying.try_version(self._parts, reference, rows)

    def notebook_status(self) -> Json:
        """Whether JupyterLab runs."""
        server = self._desk.running()
        return {"running": server is not None, "address": server.address if server else ""}

    def open_notebook(self, run: str) -> Json:
        """Where a notebook opens in JupyterLab."""
        with self._turn:
            return {"address": self._desk.open(run)}

    def stop_notebook(self) -> Json:
        """End JupyterLab."""
        with self._turn:
            return {"running": False, "was_running": self._desk.stop()}
