"""Predictions for stored rows: a version of the registry asked about a file, in this process."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from stratum.core.bundles import FILES
from stratum.core.errors import InvalidInputError, NotFoundError, PermanentError
from stratum.core.extras import install
from stratum.runtime.views import Json
from stratum.runtime.vouching import vouched_path
from stratum.runtime.wiring import Parts
from stratum.serving.loader import permitted
from stratum.serving.service import load_model

FORMATS: Final = {
    ".csv": "csv",
    ".json": "json",
    ".jsonl": "json",
    ".ndjson": "json",
    ".parquet": "parquet",
    ".arrow": "arrow",
    ".feather": "arrow",
}
"""The format of a file by the end of its name."""


def predict(
    parts: Parts,
    reference: str,
    data: Path,
    target: Path,
    variant: str = "",
    keep: Sequence[str] | None = None,
) -> Json:
    """Ask a version about every row of a file and write its answers beside them.

    The rows are read as sources of pipelines read them, and prepared as the model's server prepares them.

    Args:
        parts: The workspace.
        reference: The version.
        data: File of the rows.
        target: Where the answers go, ``.csv`` or ``.parquet``.
        variant: Which variant of the model; empty for the model as it was trained.
        keep: Columns to write beside the answers; None for all.

    Raises:
        NotFoundError: If there is no such version, variant or file.
        InvalidInputError: If the rows do not fit the model; the message says which.
        PermanentError: If the model may not be loaded, or the answers cannot be written.
    """
    if data.suffix not in FORMATS:
        raise InvalidInputError(f"the format of {data} is not known", f"end it with {', '.join(FORMATS)}")
    if not data.is_file():
        raise NotFoundError(f"there is no file {data}")
    try:
        from stratum.data.formats.reading import read_rows
        from stratum.serving.skins.batch import predict_rows
    except ImportError as error:
        raise PermanentError(f"files of rows need {error.name}", install("pyarrow")) from error
    version = parts.registry.get(reference)
    folder = vouched_path(parts, version)
    model = load_model(version.name, str(version.version), folder, permitted(FILES), variant)
    rows = read_rows(data, FORMATS[data.suffix], str(data), {})
    began = parts.clock.monotonic()
    told = predict_rows(model, rows, str(data), target, keep)
    seconds = parts.clock.monotonic() - began
    return {
        "file": str(target),
        "rows": told.rows,
        "columns": list(told.columns),
        "seconds": seconds,
        "model": version.name,
        "version": version.version,
        "digest": version.digest,
    }
