"""A commit as a folder of its own, with the data that it names, beside the files that are here."""

from pathlib import Path

from stratum.language.check import files_of
from stratum.runtime.checked import Checked
from stratum.runtime.holdings import Holdings
from stratum.runtime.modelling import check_texts, looking_at
from stratum.runtime.wiring import STATES, Parts


def state_of(parts: Parts, commit: str) -> Checked:
    """Read, check and place a commit in a folder of its own; what it finds of data is what it would train on.

    A file that the commit holds is taken from there; one that it holds a pointer to is that content, if it is
    kept on this machine. Another one that its documents name is that which lies here.

    Args:
        parts: The workspace.
        commit: An id, a branch, a tag or ``HEAD~2``.

    Raises:
        NotFoundError: If there is no such commit.
        InvalidInputError: If a document of it is not UTF-8.
    """
    history = parts.workspace.history
    found = history.commit(commit)
    folder = parts.state / STATES / found.id
    contents = history.contents(found.id)
    for name, content in contents.items():
        _write(folder / name, content)
    texts = history.documents(found.id)
    first = check_texts(folder, texts, parts.metamodel)
    pointers = {n: p for n, p in Holdings(parts).pointers(found.id).items() if n not in contents}
    for name, pointer in pointers.items():
        _link(folder / name, Holdings(parts).path(pointer))
    others = files_of(first.model, first.metamodel) - contents.keys() - pointers.keys()
    root = parts.workspace.root
    for name in others:
        if (root / name).resolve().is_relative_to(root):
            _link(folder / name, root / name)
    opened = (root, *parts.open_folders)
    return check_texts(folder, texts, parts.metamodel, look=looking_at(opened))


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_bytes(content)


def _link(link: Path, target: Path) -> None:
    link.parent.mkdir(parents=True, exist_ok=True)
    link.unlink(missing_ok=True)
    if target.is_file():
        link.symlink_to(target)
