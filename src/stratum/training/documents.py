"""The documents of a run, as files beside its record."""

from collections.abc import Mapping
from typing import Final

DOCUMENTS: Final[Mapping[str, str]] = {
    "report": "report.html",
    "notebook": "notebook.ipynb",
    "script": "pipeline.py",
    "card": "MODEL_CARD.md",
}
"""File of each renderer, by its entry-point name; of any other one it is the name with ``.txt``."""


def file_of(document: str) -> str:
    """Name of the file that a document is kept in."""
    return DOCUMENTS.get(document, f"{document}.txt")
