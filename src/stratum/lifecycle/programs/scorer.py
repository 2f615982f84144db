"""Scoring rows in this process: the baseline."""

from pathlib import Path

import numpy as np

from stratum.core.errors import InvalidInputError, PermanentError
from stratum.lifecycle.logic.monitor_answers import said_of
from stratum.lifecycle.logic.monitor_book import Said
from stratum.lifecycle.logic.monitor_rows import Rows
from stratum.serving.loader import load_runtime
from stratum.serving.logic.columns import check_columns
from stratum.serving.logic.signature import NUMERIC
from stratum.serving.service import load_model


class Scorer:
    """One version of a model, loaded.

    Args:
        model: Name of the model.
        version: Its version.
        bundle: Folder of its bundle.

    Raises:
        InvalidInputError: If it does not choose between two classes.
        NotFoundError: If there is no bundle.
        PermanentError: If it was changed, or does not load or run.
    """

    def __init__(self, model: str, version: str, bundle: Path) -> None:
        self.version = version
        self._served = load_model(model, version, bundle, load_runtime)
        if self._served.manifest.task != "classification":
            raise InvalidInputError(
                f"{model} {version} is a {self._served.manifest.task}: only classifiers can be watched",
                "remove keep from the service",
            )
        self._numeric = {name: c.type in NUMERIC for name, c in self._served.signature.columns.items()}

    def score(self, rows: Rows) -> list[Said | None]:
        """What the model says of each row; None where it cannot answer, whatever the others."""
        if not len(rows):
            return []
        try:
            return self._infer(rows)
        except PermanentError:
            if len(rows) == 1:
                return [None]
            middle = len(rows) // 2
            return [*self.score(Rows(rows.events[:middle])), *self.score(Rows(rows.events[middle:]))]

    def _infer(self, rows: Rows) -> list[Said | None]:
        columns = {
            name: rows.numbers(name) if numeric else rows.texts(name)
            for name, numeric in self._numeric.items()
        }
        batch = check_columns(columns, self._served.signature)
        labels, chances = self._served.infer(batch, ("label", "probabilities"))
        return said_of(self.version, np.ravel(labels).tolist(), chances[:, -1].tolist())
