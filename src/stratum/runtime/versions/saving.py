"""Commits whose messages are the words of what changed; going to other states without losing this one."""

import dataclasses
import importlib.util
import shlex
from collections.abc import Collection

from stratum.core.errors import PermanentError
from stratum.language.merging.words import title
from stratum.runtime.editing import types_of
from stratum.runtime.reproducing.lock import FILE as LOCK
from stratum.runtime.versions.changes import Compared, State, compare, state_at, state_here
from stratum.runtime.wiring import Parts
from stratum.store.types import Commit, Person


@dataclasses.dataclass(frozen=True, slots=True)
class Moved:
    """The workspace is in another state.

    Attributes:
        saved: The commit of what was in none before; None where all was.
        commit: The commit that it stands at now.
        is_new: Whether that commit was made for it.
    """

    saved: Commit | None
    commit: Commit
    is_new: bool


def save(
    parts: Parts, message: str = "", files: Collection[str] | None = None, author: Person | None = None
) -> Commit | None:
    """Make a commit of what changed.

    Args:
        parts: The workspace.
        message: Its message; empty for the words of what changed.
        files: Only these files; None for all.
        author: Who made the changes; None for whom the settings of git name.

    Returns:
        The commit; None where nothing changed.

    Raises:
        NotFoundError: If the workspace is no git repository.
        PermanentError: If git is in the middle of something, or HEAD is detached.
        TransientError: If somebody else writes to the repository.
    """
    copy = parts.workspace.copy
    if files is None and copy.changed():
        _keep_lock(parts)
    changed = [file for file in copy.changed() if files is None or file in files]
    if not changed:
        return None
    return copy.commit(message or message_of(parts, changed), changed, author)


def refuse_unsaved(parts: Parts, files: Collection[str]) -> None:
    """Refuse files with changes that are in no commit, so that a commit of what follows has nothing else.

    Args:
        parts: The workspace.
        files: Those that the commit would be of.

    Raises:
        NotFoundError: If the workspace is no git repository.
        PermanentError: If one of them differs from the newest commit.
    """
    found = [file for file in parts.workspace.copy.changed() if file in files]
    if found:
        why = f"{', '.join(found)}: a commit would have earlier changes too, which are in none yet"
        raise PermanentError(why, f"commit them first: stratum commit {shlex.join(found)}")


def _keep_lock(parts: Parts) -> None:
    """Bring the lock up to date, where there is one and what reads data is installed."""
    if (parts.workspace.root / LOCK).is_file() and importlib.util.find_spec("pyarrow"):
        from stratum.runtime.reproducing.verifying import write_lock  # brings the data libraries

        write_lock(parts)


def message_of(parts: Parts, changed: Collection[str]) -> str:
    """The message of a commit of some files: a title, and below it each change where there are several."""
    workspace = parts.workspace
    is_first = workspace.newest() is None
    after = state_here(workspace, changed)
    before = State("", {}) if is_first else state_at(workspace, "HEAD", changed)
    told = compare(parts, before, after, types_of(parts)).words
    body = "".join(f"- {line}\n" for line in told) if len(told) > 1 else ""
    return f"{title(told)}\n\n{body}" if body else title(told)


def switch(parts: Parts, branch: str, author: Person | None = None) -> Moved:
    """Go to another branch; what is in no commit is committed first.

    Args:
        parts: The workspace.
        branch: Its name.
        author: Whose that commit is; None for whom the settings of git name.

    Raises:
        NotFoundError: If there is no such branch.
        PermanentError: If something would be lost.
    """
    workspace = parts.workspace
    changed = workspace.copy.changed()
    saved = workspace.copy.switch(branch, message_of(parts, changed) if changed else "", author)
    return Moved(saved, workspace.history.commit(), is_new=False)


def restore(parts: Parts, name: str, files: Collection[str] = (), author: Person | None = None) -> Moved:
    """Make a commit in which files are as they were in another one; what is in no commit is committed first.

    Args:
        parts: The workspace.
        name: The other commit.
        files: Files or folders; none for everything.
        author: Whose both commits are; None for whom the settings of git name.

    Raises:
        NotFoundError: If there is no such commit, or none of the two has one of the files.
        PermanentError: If something would be lost.
    """
    workspace = parts.workspace
    old = workspace.history.commit(name)
    saved = save(parts, author=author)
    what = ", ".join(files) if files else "everything"
    message = f"Restore {what} of {old.id[:10]}: {old.title}"
    made = workspace.copy.restore(old.id, message, files, author)
    return Moved(saved, made or workspace.history.commit(), is_new=made is not None)


def changes_of(parts: Parts, commit: Commit) -> Compared:
    """What a commit changed, against its first parent."""
    after = state_at(parts.workspace, commit.id)
    if not commit.parents:
        return compare(parts, State("", {}), after)
    return compare(parts, state_at(parts.workspace, commit.parents[0]), after)
