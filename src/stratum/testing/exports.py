"""Models of folders as blueprints, and what tools take of them, for tests of generators."""

from pathlib import Path

from stratum.compiler.types import Known
from stratum.deployment.blueprint import Blueprint
from stratum.language.library import library
from stratum.language.report import to_text
from stratum.runtime.exporting import blueprint_of, export
from stratum.runtime.modelling import check_texts
from stratum.testing.renderings import shown

COMMIT = "0123456789ab"
TARGETS = ("compose", "kubernetes", "mermaid")


def blueprint_in(folder: Path, application: str | None = None) -> Blueprint:
    """The blueprint of a model in a folder.

    Args:
        folder: With its documents and queries.
        application: Name of the application; None where there is only one.

    Raises:
        ModelError: If the model has errors.
    """
    files = sorted(path for path in folder.iterdir() if path.suffix in {".yaml", ".sql"})
    texts = {path.name: path.read_text(encoding="utf-8") for path in files}
    return blueprint_of(check_texts(folder.resolve(), texts, library()), application, Known(COMMIT))


def report(folder: Path, target: str) -> str:
    """The files of a model for a tool, the notes, and what is lost, in one text to compare."""
    made = export(blueprint_in(folder), target)
    return f"{shown(made.rendering)}\n==> losses\n{to_text(made.losses)}"
