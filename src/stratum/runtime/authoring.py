"""Documents as wholes for a command: edits done in the files, and what new documents say."""

import contextlib
import dataclasses
from collections.abc import Mapping, Sequence
from typing import Final

from stratum.core.edits import AddDocument, Edit, RenameElement
from stratum.core.errors import InvalidInputError, PermanentError, TransientError
from stratum.language.paths import written_from
from stratum.language.syntax.writing import flow
from stratum.language.syntax.writing import text as word
from stratum.live.logic.splices import differing
from stratum.live.requests import refuse_stale
from stratum.live.types import Json, Refusal, Texts
from stratum.runtime.differences import unified
from stratum.runtime.documents import examples_view
from stratum.runtime.legality import ModelLegality
from stratum.runtime.session import WorkspaceFiles
from stratum.runtime.wiring import Parts

SECTIONS: Final[Mapping[str, str]] = {
    "Application": "components",
    "Infrastructure": "hosts",
    "Pipeline": "blocks",
    "Rules": "rules",
    "Types": "types",
}
"""Where the elements of each kind of document are written."""


@dataclasses.dataclass(frozen=True, slots=True)
class Edited:
    """What edits lead to.

    Attributes:
        edits: What is done.
        before: The texts of the workspace, by file.
        after: The texts in their place.
        new: Findings that are there after the edits and were not before, as the API shows findings.
        findings: All findings after the edits.
    """

    edits: tuple[Edit, ...]
    before: Texts
    after: Texts
    new: tuple[Json, ...] = ()
    findings: tuple[Json, ...] = ()

    @property
    def changed(self) -> tuple[str, ...]:
        """The files that are other ones; those that go last."""
        found = differing(self.before, self.after)
        return tuple(sorted(found, key=lambda file: (file not in self.after, file)))

    @property
    def difference(self) -> str:
        """What differs, as a unified diff."""
        sides = (self.before, self.after)
        return unified(*({file: text.encode() for file, text in side.items()} for side in sides))


def tried(
    parts: Parts, edits: Sequence[Edit], against: Mapping[str, str], *, checks: bool
) -> Edited | Refusal:
    """Do edits to the texts of a workspace and to no file.

    Args:
        parts: The workspace.
        edits: What is to be done.
        against: SHA-256 of the texts that they were made against, by file; they count on no others.
        checks: Whether findings are to be told.

    Returns:
        What they lead to, or why they are refused.

    Raises:
        PermanentError: If one of the texts is another one by now.
    """
    before, legality = WorkspaceFiles(parts, parts.clock).read(), ModelLegality(parts)
    refuse_stale(before, edits, against)
    known = {_key(found) for found in legality.findings(before)} if checks else set()
    after = legality.edited(before, edits)
    if isinstance(after, Refusal):
        return after
    findings = tuple(legality.findings(after)) if checks else ()
    new = tuple(found for found in findings if _key(found) not in known)
    return Edited(tuple(edits), before, after, new, findings)


def written(parts: Parts, done: Edited) -> tuple[str, ...]:
    """Write what edits lead to, all of it or nothing; comments go with what they name otherwise.

    Returns:
        The files that are other ones now.

    Raises:
        TransientError: If somebody else changed one of the files meanwhile.
    """
    files = WorkspaceFiles(parts, parts.clock)
    with contextlib.ExitStack() as undo:
        for file in done.changed:
            old, new = done.before.get(file), done.after.get(file)
            files.write(file, old, new)
            undo.callback(files.write, file, new, old)
        undo.pop_all()
    for edit in done.edits:
        if isinstance(edit, RenameElement) and edit.element:
            parts.comments.follow(edit.file, edit.element, edit.name)
    return done.changed


def accepted(parts: Parts, edits: Sequence[Edit]) -> Edited:
    """What becomes of edits; nothing is written yet.

    Raises:
        PermanentError: If they are refused.
    """
    done = tried(parts, edits, {}, checks=False)
    if isinstance(done, Refusal):
        first = done.findings[0]
        raise PermanentError(f"refused: {first['message']}", str(first["fix"]))
    return done


def carry_out(
    parts: Parts, edits: Sequence[Edit], known: Mapping[str, str | None] | None = None
) -> tuple[str, ...]:
    """Do edits in the files of a workspace, all of them or none.

    Args:
        parts: The workspace.
        edits: What is to be done.
        known: Texts that the edits count on, by file; None where there has to be none.

    Returns:
        The files that are other ones now.

    Raises:
        PermanentError: If they are refused.
        TransientError: If somebody else changed one of the files meanwhile.
    """
    done = accepted(parts, edits)
    if changed := [file for file, text in (known or {}).items() if done.before.get(file) != text]:
        raise TransientError(f"{changed[0]} was changed meanwhile", "try again")
    return written(parts, done)


def _key(found: Json) -> tuple[object, ...]:
    return found["code"], found["element"], found["message"]


def begun(kind: str, name: str, file: str, infrastructure: str = "") -> AddDocument:
    """The edit that adds an empty document.

    Args:
        kind: Its kind.
        name: Its name.
        file: Its path in the workspace.
        infrastructure: Path of the hosts of an application.

    Raises:
        InvalidInputError: If it is an application without hosts.
    """
    if kind == "Application" and not infrastructure:
        raise InvalidInputError("an application needs hosts", "name them with --infrastructure FILE")
    path = written_from(file, infrastructure) if kind == "Application" else ""
    hosts = f"infrastructure: {flow(word(path))}\n" if path else ""
    text = f"stratum: 1\nkind: {kind}\nname: {flow(word(name))}\n{hosts}\n{SECTIONS[kind]}: {{}}\n"
    return AddDocument(file, text)


def taken_from(example: str, folder: str) -> tuple[AddDocument, ...]:
    """The edits that add all documents of an example, and the code that they name.

    Args:
        example: Its name.
        folder: Where its files come; empty for the workspace itself.

    Raises:
        NotFoundError: If there is no such example.
    """
    texts = examples_view(example)["texts"]
    place = f"{folder.rstrip('/')}/" if folder else ""
    found = texts.items() if isinstance(texts, Mapping) else ()
    return tuple(AddDocument(f"{place}{file}", text) for file, text in found)
