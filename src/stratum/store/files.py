"""Which files there are: those of a workspace, and those that its documents name."""

import importlib.util
import os
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path

from stratum.core.errors import InvalidInputError
from stratum.store.types import FOLDER

DOCUMENT_SUFFIXES = (".yaml", ".yml")
TEXT_SUFFIXES = (*DOCUMENT_SUFFIXES, ".sql")
PACKAGE = "package:"
MARK = re.compile(rb"^stratum\s*:", re.MULTILINE)
"""What a document of ours holds, whatever else is wrong with it."""

CLOSED = frozenset({FOLDER, ".git"})
"""Folders of a workspace whose files no document names: accounts, secrets and history."""
_LEFT_OUT = frozenset({"node_modules", "__pycache__"})
_OWN_LIFE = (FOLDER, ".git", "pyvenv.cfg")
_MOST_SHOWN = 1000
_READ_OF_DOCUMENT = 20_000
_LONGEST = 200
"""Characters of the path of a new document."""


def text_files(root: Path) -> list[Path]:
    """The YAML and SQL files of a workspace, sorted.

    Left out are hidden files and folders, ``node_modules``, and folders with a life of their own: virtual
    environments, repositories and workspaces inside of this one. So are links that lead outside, and links
    to files that are not such texts themselves or are hidden: whoever may edit may not read more by them.
    """
    top, found = root.resolve(), []
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not _is_left_out(Path(folder, name))]
        found += [Path(folder, n) for n in names if n.endswith(TEXT_SUFFIXES) and not n.startswith(".")]
    return sorted(path for path in found if path.is_file() and _leads_inside(path, top))


def text_names(paths: Iterable[str]) -> list[str]:
    """Those of the files of a commit that ``text_files`` would find on disk, sorted."""
    known = sorted(paths)
    lives = {p.rpartition("/")[0] for p in known if p.endswith("/pyvenv.cfg")}
    return [path for path in known if path.endswith(TEXT_SUFFIXES) and not _is_outside(path, lives)]


def _is_outside(path: str, lives: set[str]) -> bool:
    *folders, _ = parts = path.split("/")
    above = {"/".join(folders[:count]) for count in range(1, len(folders) + 1)}
    return (
        any(part.startswith(".") for part in parts)
        or not above.isdisjoint(lives)
        or not (_LEFT_OUT.isdisjoint(folders))
    )


def documents_in(contents: Mapping[str, bytes], place: str) -> dict[str, str]:
    """Text of each YAML document and SQL query among files, as of a workspace, sorted by path.

    Args:
        contents: What each file holds, by path.
        place: Where they are, for the error.

    Raises:
        InvalidInputError: If one is not UTF-8.
    """
    read = {n: decoded(contents[n], f"{place}:{n}") for n in text_names(contents)}
    return {name: text for name, text in read.items() if text is not None}


def decoded(content: bytes, name: str, *, exact: bool = False) -> str | None:
    """Text of a file; None where it is YAML of somebody else in another encoding.

    Args:
        content: What is in the file.
        name: Where it is, for the error.
        exact: Whether lines end as they do in the file; else with a line feed.

    Raises:
        InvalidInputError: If it is ours and not UTF-8.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        if name.endswith(DOCUMENT_SUFFIXES) and not MARK.search(content):
            return None
        problem = f"{name} is not UTF-8 text (byte {error.start})"
        raise InvalidInputError(problem, "save it as UTF-8") from error
    return text if exact else text.replace("\r\n", "\n").replace("\r", "\n")


def _leads_inside(path: Path, top: Path) -> bool:
    """Whether a file is, with links followed, one that may be read as a text of the workspace."""
    if not path.is_symlink():
        return True
    place = path.resolve()
    if not place.is_relative_to(top) or not place.name.endswith(TEXT_SUFFIXES):
        return False
    return not _is_outside(place.relative_to(top).as_posix(), set())


def _is_left_out(folder: Path) -> bool:
    if folder.name.startswith(".") or folder.name in _LEFT_OUT:
        return True
    return any(os.path.lexists(folder / name) for name in _OWN_LIFE)


def obstacle(root: Path, name: str) -> str:
    """Why a new document may not have a path; empty where it may. That a file is there is no reason.

    Args:
        root: Folder of the workspace.
        name: The path, relative to it.
    """
    *folders, _ = parts = name.split("/")
    if any(part in {"", "."} or part.startswith(".") for part in parts) or len(name) > _LONGEST:
        return f"{name} is no path of a document"
    place = root
    for folder in folders:
        place /= folder
        if place.is_symlink() or (place.exists() and not place.is_dir()) or _is_left_out(place):
            return f"documents in {place.relative_to(root).as_posix()} would not be found"
    return ""


def find_root(start: Path) -> Path:
    """The workspace that ``start`` is in: a folder at or above it, or itself where there is none.

    Folders are looked at upwards to the first one that has the platform's state or a git repository. The
    highest of them that holds a document is the root, so that documents may stand in subfolders. Without
    such an end the nearest folder with a document is the root.
    """
    start = start.resolve()
    upwards = (start, *start.parents)
    end = next((f for f in upwards if (f / FOLDER).is_dir() or os.path.lexists(f / ".git")), None)
    holding = [f for f in upwards[: upwards.index(end) + 1 if end else None] if _holds_document(f)]
    if holding:
        return holding[-1] if end else holding[0]
    return end if end and (end / FOLDER).is_dir() else start


def _holds_document(folder: Path) -> bool:
    try:
        files = [p for p in folder.iterdir() if p.name.endswith(DOCUMENT_SUFFIXES)]
        return any(_is_marked(path) for path in files if path.is_file())
    except OSError:
        return False


def _is_marked(path: Path) -> bool:
    with path.open("rb") as content:
        return MARK.search(content.read(_READ_OF_DOCUMENT)) is not None


def known_files(root: Path, paths: Iterable[str], opened: Iterable[Path] = ()) -> frozenset[str]:
    """Those of ``paths`` that exist; where a file does not, also the files that stand where it should be.

    What lies outside, links followed, is never looked for: it counts as one that is not there.

    Args:
        root: Folder that they are relative to.
        paths: Relative or absolute ones, and ``package:NAME/PATH`` for files of installed packages;
            what ends in ``/`` is a folder, in no package.
        opened: Further folders that files may lie in.
    """
    known: set[str] = set()
    tops = [folder.resolve() for folder in (root, *opened)]
    for path in paths:
        place = _place(root, path)
        if place is not None and not path.startswith(PACKAGE) and not _is_open(place, tops):
            continue
        if place is not None and path.endswith("/"):
            known.update([path] if _is_folder(place) and not path.startswith(PACKAGE) else [])
        elif place is not None and _is_file(place):
            known.add(path)
        elif place is not None:
            known.update(_siblings(place, posixpath.dirname(path)))
    return frozenset(known)


def _is_folder(place: Path) -> bool:
    try:
        return place.is_dir()
    except (OSError, ValueError):
        return False


def _place(root: Path, path: str) -> Path | None:
    """Where a path leads on this machine; None for what can be nowhere."""
    if not path.startswith(PACKAGE):
        return root / path
    package, _, inside = path.removeprefix(PACKAGE).partition("/")
    if not package.isidentifier() or not inside or ".." in inside.split("/"):
        return None
    try:
        found = importlib.util.find_spec(package)  # not imported: a package may run code when it is
    except (ImportError, ValueError):
        return None
    folders = found.submodule_search_locations if found else None
    return Path(folders[0], inside) if folders else None


def _is_open(place: Path, tops: Iterable[Path]) -> bool:
    """Whether a place lies in one of some folders, and in none that holds secrets and history."""
    try:
        found = place.resolve()
    except (OSError, RuntimeError, ValueError):  # a name that is too long, links in a circle
        return False
    inner = (found.relative_to(top).parts for top in tops if found.is_relative_to(top))
    return any(CLOSED.isdisjoint(part.casefold() for part in parts) for parts in inner)


def _is_file(place: Path) -> bool:
    try:
        return place.is_file()
    except OSError:  # a name that is too long, a folder that may not be entered
        return False


def _siblings(place: Path, folder: str) -> Iterator[str]:
    try:
        with os.scandir(place.parent) as entries:
            for entry in islice(entries, _MOST_SHOWN):
                if entry.is_file():
                    yield posixpath.join(folder, entry.name)
    except OSError:
        return
