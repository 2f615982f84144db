"""What changed between two states of a workspace: in words of the model, and in files."""

import dataclasses
from collections.abc import Collection, Mapping

from stratum.language.library import extended
from stratum.language.merging.words import Change, changes
from stratum.language.metamodel import Metamodel
from stratum.language.syntax.header import header
from stratum.runtime.checked import own_types
from stratum.runtime.differences import differing, plain_text
from stratum.runtime.wiring import Parts
from stratum.store.files import DOCUMENT_SUFFIXES
from stratum.store.service import Workspace


@dataclasses.dataclass(frozen=True, slots=True)
class State:
    """The files of a workspace at some moment.

    Attributes:
        commit: Full id of the commit; empty for the files that are here.
        files: What each holds, by path relative to the workspace.
    """

    commit: str
    files: Mapping[str, bytes]

    def documents(self) -> dict[str, str]:
        """The exact text of each file that is a document, by file."""
        texts = {name: plain_text(content) for name, content in self.files.items() if _is_yaml(name)}
        return {name: text for name, text in texts.items() if text is not None and header(text).is_ours}


@dataclasses.dataclass(frozen=True, slots=True)
class Compared:
    """Two states beside each other.

    Attributes:
        before: The earlier one.
        after: The later one.
        changes: What changed, and where; empty where only how it is written did.
    """

    before: State
    after: State
    changes: tuple[Change, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """What changed, in words of the model."""
        return tuple(change.text for change in self.changes)

    @property
    def files(self) -> dict[str, str]:
        """What became of each file that is not the same, by file."""
        return differing(self.before.files, self.after.files)


def state_at(workspace: Workspace, name: str, files: Collection[str] | None = None) -> State:
    """The files of a commit, or those of ``files`` that it has.

    Raises:
        NotFoundError: If there is no such commit, or no repository.
    """
    history = workspace.history
    return State(history.commit(name).id, history.contents(name, files))


def state_here(workspace: Workspace, files: Collection[str] | None = None) -> State:
    """The files that are here, as a commit of all of them would hold them, or those of ``files``.

    Raises:
        NotFoundError: If there is no repository.
    """
    found = dict(workspace.history.contents("HEAD", files)) if workspace.newest() else {}
    for name in workspace.copy.changed():
        if files is None or name in files:
            found.pop(name, None)
            place = workspace.root / name
            if place.is_file() and not place.is_symlink():
                found[name] = place.read_bytes()
    return State("", found)


def compare(parts: Parts, before: State, after: State, metamodel: Metamodel | None = None) -> Compared:
    """Two states beside each other.

    Args:
        parts: The workspace.
        before: The earlier one.
        after: The later one.
        metamodel: The types; None for the built-in ones and those of the documents of both.
    """
    types = metamodel or metamodel_of(parts, {**before.documents(), **after.documents()})
    changed = differing(before.files, after.files)
    sides = [{n: plain_text(side[n]) for n in changed if n in side} for side in (before.files, after.files)]
    strange = {name for side in sides for name, text in side.items() if text is None}
    old, new = ({n: t for n, t in side.items() if t is not None and n not in strange} for side in sides)
    others = (Change(f"{changed[name]} {name}", changed[name], name) for name in sorted(strange))
    return Compared(before, after, (*changes(old, new, types), *others))


def metamodel_of(parts: Parts, documents: Mapping[str, str]) -> Metamodel:
    """The built-in types and those of some documents."""
    own = own_types(documents)
    return extended(own).metamodel if own else parts.metamodel


def _is_yaml(name: str) -> bool:
    return name.endswith(DOCUMENT_SUFFIXES)
