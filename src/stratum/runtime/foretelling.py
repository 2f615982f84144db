"""Which version, data and commit are behind a prediction that an application has stored."""

import contextlib
import dataclasses
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from stratum.core.errors import NotFoundError, TransientError
from stratum.registry.logic.lineage import Prediction, prediction_graph
from stratum.runtime import cataloguing
from stratum.runtime.platform import version_view
from stratum.runtime.views import Json
from stratum.runtime.wiring import Parts
from stratum.streaming.logic.archive import FIND

_PATIENCE: Final = 2.0


def prediction_lineage(parts: Parts, identifier: str) -> Json:
    """A stored prediction with the version that answered, and the graph of what is behind that.

    The databases of deployed applications are asked, also of those that were stopped. Numbers of versions
    are never given twice, so that the number that is stored with a prediction names one bundle.

    Args:
        parts: The workspace.
        identifier: Id of the row that was asked about.

    Raises:
        NotFoundError: If nothing of that id was stored, or the registry does not know the version.
        TransientError: If a database cannot be read.
    """
    found = next(_stored(parts, identifier), None)
    if found is None:
        said = f"no prediction {identifier[:80]!r} in the databases of applications here"
        raise NotFoundError(said, "see: stratum status")
    where, prediction = found
    version = parts.registry.get(f"{prediction.model}@{prediction.version}")
    manifest = cataloguing.manifest_of(parts, version)[1]
    graph = prediction_graph(prediction, version, manifest, cataloguing.by_digest(parts))
    return {
        "application": where,
        "prediction": dataclasses.asdict(prediction),
        "version": version_view(version),
        "commit": manifest.lineage.commit,
        "data": dict(manifest.lineage.data),
        **dataclasses.asdict(graph),
    }


def _stored(parts: Parts, identifier: str) -> Iterator[tuple[str, Prediction]]:
    for path in sorted(parts.deployments_root.glob("*/*/*.db")):
        if path.stem == path.parent.name:
            for row in _rows(path, identifier):
                yield path.parent.parent.name, Prediction(*row)


def _rows(path: Path, identifier: str) -> list[Any]:
    """The stored predictions of an id; none where the file is not an archive of them."""
    address = f"{path.absolute().as_uri()}?mode=ro"
    try:
        with contextlib.closing(sqlite3.connect(address, uri=True, timeout=_PATIENCE)) as database:
            return database.execute(FIND, (identifier,)).fetchall()
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return []
        raise TransientError(f"{path} cannot be read: {error}", "try again") from error
