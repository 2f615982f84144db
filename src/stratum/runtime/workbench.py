"""Data and models of a workspace as the API sees them: an implementation of ``views.LearningView``."""

from stratum.runtime import exploring
from stratum.runtime.views import Json
from stratum.runtime.wiring import Parts


class Workbench:
    """Access to the data and models of one workspace; safe to call from several threads."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def tables(self, pipeline: str) -> Json:
        """The tables of a pipeline."""
        return exploring.tables_of(self._parts, pipeline)

    def preview(self, pipeline: str, table: str, rows: int) -> Json:
        """The first rows of a table."""
        return exploring.preview_of(self._parts, pipeline, table, rows)

    def profile(self, pipeline: str, table: str) -> Json:
        """What a table holds."""
        return exploring.profile_of(self._parts, pipeline, table)
