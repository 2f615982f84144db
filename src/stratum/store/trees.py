"""What a commit is to hold, put together entry by entry."""

from collections.abc import Iterator
from pathlib import Path

import pygit2
from pygit2.enums import FileMode

_PLAIN = frozenset({FileMode.BLOB, FileMode.BLOB_EXECUTABLE})


def files_in(tree: pygit2.Tree, prefix: str) -> Iterator[tuple[str, pygit2.Blob]]:
    """The files of a tree below a prefix, which their paths are told without; no links, no repositories."""
    top = prefix.rstrip("/")
    if top and top not in tree:
        return
    below = tree[top] if top else tree
    if isinstance(below, pygit2.Tree):
        yield from _blobs(below, "")


def _blobs(tree: pygit2.Tree, above: str) -> Iterator[tuple[str, pygit2.Blob]]:
    for entry in tree:
        path = f"{above}{entry.name}"
        if isinstance(entry, pygit2.Tree):
            yield from _blobs(entry, f"{path}/")
        elif isinstance(entry, pygit2.Blob) and entry.filemode in _PLAIN:
            yield path, entry


def entry_at(tree: pygit2.Tree, path: str) -> pygit2.IndexEntry | None:
    """What a tree holds at a path; None for nothing or a folder."""
    try:
        found = tree[path]
    except KeyError:
        return None
    if found.filemode == FileMode.TREE:
        return None
    return pygit2.IndexEntry(path, found.id, found.filemode)


def entry_here(repository: pygit2.Repository, path: str) -> pygit2.IndexEntry | None:
    """What lies at a path of the working tree, taken over into the repository and its index.

    An ignored file that was taken out of the index is left out. The index has to be written afterwards.
    """
    index, place = repository.index, Path(repository.workdir, path)
    is_left_out = path not in index and repository.path_is_ignored(path)
    if is_left_out or not (place.is_symlink() or place.is_file()):
        put(index, path, None)
        return None
    index.add(path)
    found: pygit2.IndexEntry = index[path]
    return found


def entry_of(repository: pygit2.Repository, path: str, content: bytes, mode: FileMode) -> pygit2.IndexEntry:
    """A file with some content, taken over into the repository."""
    return pygit2.IndexEntry(path, repository.create_blob(content), mode)


def put(index: pygit2.Index, path: str, entry: pygit2.IndexEntry | None) -> None:
    """Have an index hold an entry at a path; None for nothing."""
    if entry is not None:
        index.add(entry)
    elif path in index:
        index.remove(path)


def collided(index: pygit2.Index) -> list[str]:
    """Paths that a merge could not join, sorted."""
    conflicts = index.conflicts or ()
    return sorted({side.path for sides in conflicts for side in sides if side is not None})


def settle(index: pygit2.Index, path: str) -> None:
    """Forget that a path could not be joined."""
    if index.conflicts is not None and path in index.conflicts:
        del index.conflicts[path]
