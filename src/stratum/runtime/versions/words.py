"""What changed between two states of documents, in words: the edits that lead from one to the other."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from stratum.core.edits import (
    AddElement,
    Connect,
    Disconnect,
    Edit,
    MoveElement,
    RemoveElement,
    RenameElement,
    SetValue,
    UnsetValue,
    edit_to_plain,
)
from stratum.core.errors import InvalidInputError
from stratum.language.edits.diff import diff
from stratum.language.edits.sources import opened
from stratum.language.metamodel import Metamodel

_PHRASES: Final = {
    SetValue: "set {attribute} of {subject} to {value}",
    UnsetValue: "removed {attribute} of {subject}",
    AddElement: "added {name} to {into}",
    RemoveElement: "removed {element}",
    RenameElement: "renamed {element} to {name}",
    MoveElement: "moved {element} into {into}",
    Connect: "connected {element} by {relation} to {target}",
    Disconnect: "parted {element} by {relation} from {target}",
}
"""How the edits are told that make one document of another."""


def words(before: Mapping[str, str], after: Mapping[str, str], metamodel: Metamodel) -> tuple[str, ...]:
    """What changed, a line each.

    Args:
        before: Text of each document, by file.
        after: The same, later.
        metamodel: The types.
    """
    lines: list[str] = []
    for file in sorted({*before, *after}):
        if file not in before:
            lines.append(f"added {file}")
        elif file not in after:
            lines.append(f"removed {file}")
        elif before[file] != after[file]:
            lines += _changed(file, before[file], after[file], metamodel)
    return tuple(lines)


def title(lines: Sequence[str]) -> str:
    """One line for all of them."""
    if not lines:
        return "no change"
    more = f" and {len(lines) - 1} more" if len(lines) > 1 else ""
    return f"{lines[0]}{more}"


def _changed(file: str, before: str, after: str, metamodel: Metamodel) -> Iterator[str]:
    old, new = (opened(file, text, metamodel).document for text in (before, after))
    if old is None or new is None:
        yield f"changed {file}, which cannot be read as a document"
        return
    try:
        edits = diff(old, new, metamodel)
    except InvalidInputError:
        yield f"made {file} a document of kind {new.kind}"
        return
    yield from map(_phrase, edits)
    if not edits:
        yield f"changed how {file} is written"


def _phrase(edit: Edit) -> str:
    told = edit_to_plain(edit)
    subject = told["element"] or told["file"] if "element" in told else ""
    return _PHRASES[type(edit)].format(subject=subject, **told)
