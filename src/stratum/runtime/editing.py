"""Documents of a workspace read to be edited by a command, and written to the files."""

import dataclasses

from stratum.core.digests import digest_bytes
from stratum.core.errors import TransientError
from stratum.language.check import files_of
from stratum.language.edits.draft import Draft, draft
from stratum.language.library import extended
from stratum.language.metamodel import Metamodel
from stratum.runtime.checked import Checked, own_types
from stratum.runtime.differences import unified
from stratum.runtime.evidence import evidence
from stratum.runtime.modelling import check_texts, known_of, looking_at
from stratum.runtime.wiring import Parts
from stratum.store.service import Workspace


@dataclasses.dataclass(frozen=True, slots=True)
class Desk:
    """The documents of a workspace as they were read to be edited.

    Attributes:
        workspace: Where they are.
        state: The model.
    """

    workspace: Workspace
    state: Draft


def digests(parts: Parts) -> dict[str, str]:
    """SHA-256 of each document of the workspace as it is on disk, by file."""
    names = [name for name in parts.workspace.documents() if name.endswith((".yaml", ".yml"))]
    return {name: digest_bytes(text.encode()) for name, text in parts.workspace.exact(names).items()}


def types_of(parts: Parts) -> Metamodel:
    """The types of the workspace: the built-in ones and its own."""
    own = own_types(parts.workspace.documents())
    return extended(own).metamodel if own else parts.metamodel


def open_desk(parts: Parts) -> Desk:
    """Read and check the documents of the workspace.

    Raises:
        NotFoundError: If the workspace is no folder.
        InvalidInputError: If a document is not UTF-8.
    """
    workspace, metamodel = parts.workspace, types_of(parts)
    texts = workspace.documents()
    own = own_types(texts)
    names = [name for name in texts if name.endswith((".yaml", ".yml")) and name not in own]
    exact = workspace.exact(names)
    first = draft(exact, metamodel)
    known = known_of(workspace.root, texts, files_of(first.model, metamodel), parts.open_folders)
    return Desk(workspace, draft(exact, metamodel, known))


def changed_in(desk: Desk, after: Draft) -> tuple[str, ...]:
    """The files that differ in a draft, or are new."""
    before = desk.state.texts
    return tuple(file for file, text in after.texts.items() if text != before.get(file))


def write(desk: Desk, after: Draft) -> tuple[str, ...]:
    """Write the documents that differ or are new, each whole or not at all.

    Returns:
        Their files.

    Raises:
        TransientError: If one of them is another one on disk by now; none is written after it.
    """
    before = desk.state.texts
    changed = changed_in(desk, after)
    for file in changed:
        if file in before and desk.workspace.exact([file])[file] != before[file]:
            raise TransientError(f"{file} was changed meanwhile", "nothing was written; try again")
    for file in changed:
        desk.workspace.write(file, before.get(file), after.texts[file])
    return changed


def checked_after(parts: Parts, desk: Desk, after: Draft) -> Checked:
    """The checked and placed model as it is where the documents have the texts of a draft.

    Args:
        parts: The workspace.
        desk: The documents as they were read.
        after: The model after edits.
    """
    before = desk.state.texts
    changed = {file: text for file, text in after.texts.items() if text != before.get(file)}
    texts = {**parts.workspace.documents(), **changed}
    look = looking_at(parts.open_folders)
    return check_texts(parts.workspace.root, texts, parts.metamodel, evidence(parts), look=look)


def difference(before: Draft, after: Draft) -> str:
    """What differs between the texts of two models, as a unified diff."""
    sides = ({file: text.encode() for file, text in state.texts.items()} for state in (before, after))
    return unified(*sides)
