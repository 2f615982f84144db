"""Folders of images, with the class of each: the name of its folder, or what a list says."""

import base64
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as arrow_parquet

from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.data.access import Access
from stratum.data.logic.images import opened
from stratum.data.sources.places import locate_folder
from stratum.data.types import Fetched, SourceSpec

_SUFFIXES: Final = frozenset({".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp"})
_COLUMNS: Final = ("file", "label")


class ImageFolderSource:
    """Images below a folder. Attributes of the specification: ``path``, and ``list`` for a CSV in the folder.

    Rows have the columns ``file`` (relative to the folder), ``label`` and ``image`` (base64), in the order of
    the names, or of the list.

    Args:
        access: Bounds the bytes of all images together.
    """

    def __init__(self, access: Access | None = None) -> None:
        self._access = access

    def fetch(self, spec: SourceSpec, scratch: Path) -> Fetched:
        """The images as a Parquet file; each was decoded, so that a broken one is named here."""
        folder = locate_folder(spec)
        place = f"source {spec.name!r}: {spec.attributes['path']}"
        wanted = spec.attributes.get("list")
        found = list(_listed(folder, str(wanted), place) if wanted else _sorted(folder))
        if not found:
            raise InvalidInputError(f"{place} has no rows", "put images into folders named by class")
        total, images = 0, []
        for name, _ in found:
            content = _content(folder, name, place)
            total += len(content)
            if self._access is not None:
                self._access.check_size(spec.name, total)
            opened(content, f"{place}/{name}")
            images.append(base64.b64encode(content).decode())
        files, labels = zip(*found, strict=True)
        table = pa.table({"file": list(files), "label": list(labels), "image": images})
        arrow_parquet.write_table(table, scratch / "images.parquet")
        return Fetched(scratch / "images.parquet", "parquet", place)


def _sorted(folder: Path) -> Iterator[tuple[str, str]]:
    for inner in sorted(p for p in folder.iterdir() if p.is_dir() and not p.name.startswith(".")):
        for file in sorted(p for p in inner.iterdir() if p.suffix.lower() in _SUFFIXES):
            yield f"{inner.name}/{file.name}", inner.name


def _listed(folder: Path, name: str, place: str) -> Iterator[tuple[str, str]]:
    try:
        text = _content(folder, name, place).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInputError(f"{place}/{name} is no text in UTF-8", "save it as UTF-8") from None
    rows = csv.DictReader(text.splitlines())
    if not set(_COLUMNS) <= set(rows.fieldnames or ()):
        raise InvalidInputError(f"{place}/{name} has no columns file and label", "add a first line")
    for row in rows:
        yield row["file"] or "", row["label"] or ""


def _content(folder: Path, name: str, place: str) -> bytes:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise InvalidInputError(f"{place}: {name!r} leads out of the folder", "copy it into the folder")
    try:
        return path.read_bytes()
    except OSError as error:
        raise NotFoundError(f"{place}/{name} cannot be read: {error.strerror}", "check its name") from None
