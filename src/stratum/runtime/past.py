"""The model as it was in a commit: read and checked without touching the files that are here."""

from collections.abc import Mapping
from pathlib import Path

from stratum.runtime.checked import Checked
from stratum.runtime.modelling import Look, check_texts
from stratum.runtime.wiring import Parts
from stratum.store.files import known_files


def load_at(parts: Parts, commit: str) -> Checked:
    """Read, check and place everything as it is in a commit.

    Its own documents and types alone count, and nothing that was found out of hosts and models since, so that
    a commit always gives the same model. A file of data that it names is there if the commit has it, or if it
    lies here and is in no commit.

    Args:
        parts: The workspace.
        commit: An id, a branch, a tag or ``HEAD~2``.

    Raises:
        NotFoundError: If there is no such commit.
        InvalidInputError: If a document of it is not UTF-8.
    """
    history = parts.workspace.history
    kept, now = frozenset(history.files(commit)), frozenset(history.files("HEAD"))
    look = looking(kept, now, parts.open_folders)
    return check_texts(parts.workspace.root, history.documents(commit), parts.metamodel, look=look)


def looking(kept: frozenset[str], now: frozenset[str], opened: tuple[Path, ...]) -> Look:
    """Looks for files in another state of a workspace.

    Args:
        kept: The files of that state.
        now: The files of the commit that the workspace stands at. Others that lie here are of no commit, and
            there in every state.
        opened: Folders beside the workspace that files may lie in.
    """

    def look(root: Path, texts: Mapping[str, str], paths: frozenset[str]) -> frozenset[str]:
        here = known_files(root, paths - kept, opened) - now
        return frozenset(texts) | kept | {path for path in here if not path.endswith(".sql")}

    return look
