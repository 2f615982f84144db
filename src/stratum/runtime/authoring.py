"""Documents as wholes for a command: edits done in the files, and what new documents say."""

from collections.abc import Mapping, Sequence
from typing import Final

from stratum.core.edits import AddDocument, Edit
from stratum.core.errors import InvalidInputError, PermanentError, TransientError
from stratum.language.paths import written_from
from stratum.language.syntax.writing import flow
from stratum.language.syntax.writing import text as word
from stratum.live.logic.splices import differing
from stratum.live.types import Refusal
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
    files = WorkspaceFiles(parts, parts.clock)
    before = files.read()
    if changed := [file for file, text in (known or {}).items() if before.get(file) != text]:
        raise TransientError(f"{changed[0]} was changed meanwhile", "try again")
    after = ModelLegality(parts).edited(before, edits)
    if isinstance(after, Refusal):
        first = after.findings[0]
        raise PermanentError(f"refused: {first['message']}", str(first["fix"]))
    changed = sorted(differing(before, after), key=lambda file: (file not in after, file))
    for file in changed:
        files.write(file, before.get(file), after.get(file))
    return tuple(changed)


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
