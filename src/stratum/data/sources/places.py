"""Where files and folders of sources are: absolute paths, or places inside of installed packages."""

import importlib.util
from pathlib import Path

from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.data.types import PACKAGE, SourceSpec


def locate(spec: SourceSpec) -> Path:
    """The file of a source.

    Raises:
        NotFoundError: If the file or the package does not exist.
        InvalidInputError: If the source has no path, or a relative one.
    """
    path = _place(spec)
    if not path.is_file():
        what = f"source {spec.name!r}: there is no file {spec.attributes['path']}"
        raise NotFoundError(what, "check path")
    return path


def locate_folder(spec: SourceSpec) -> Path:
    """The folder of a source.

    Raises:
        NotFoundError: If the folder or the package does not exist.
        InvalidInputError: If the source has no path, or a relative one.
    """
    path = _place(spec)
    if not path.is_dir():
        raise NotFoundError(f"source {spec.name!r}: {spec.attributes['path']} is no folder", "check path")
    return path


def _place(spec: SourceSpec) -> Path:
    place = str(spec.attributes.get("path", ""))
    path = _inside_package(spec.name, place) if place.startswith(PACKAGE) else Path(place)
    if not path.is_absolute():
        raise InvalidInputError(f"source {spec.name!r}: {place!r} is not an absolute path", "set path")
    return path


def _inside_package(source: str, place: str) -> Path:
    package, _, inside = place.removeprefix(PACKAGE).partition("/")
    # found without importing it: a data package may run code, or read all its tables, when imported
    found = importlib.util.find_spec(package) if package.isidentifier() else None
    # a package without a file of its own may be any folder beside the program, such as /etc
    if found is None or found.origin is None or not found.submodule_search_locations:
        raise NotFoundError(
            f"source {source!r}: package {package!r} is not installed", f"run: pip install {package}"
        )
    folder = Path(found.submodule_search_locations[0]).resolve()
    path = Path(folder, inside)
    if ".." in path.parts or not path.is_relative_to(folder):
        raise InvalidInputError(f"source {source!r}: {inside!r} leaves the package", "name a file in it")
    return path
