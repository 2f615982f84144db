"""What differs between the files of two states, by their names and line by line."""

import difflib
import re
from collections.abc import Iterator, Mapping
from typing import Final

ADDED: Final = "added"
CHANGED: Final = "changed"
REMOVED: Final = "removed"
_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")


def differing(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> dict[str, str]:
    """What became of each file that is not the same, by file."""
    found = {}
    for name in sorted({*before, *after}):
        if name not in before:
            found[name] = ADDED
        elif name not in after:
            found[name] = REMOVED
        elif before[name] != after[name]:
            found[name] = CHANGED
    return found


def unified(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> str:
    """What changed line by line, as a unified diff."""
    return "".join(
        part
        for name, what in differing(before, after).items()
        for part in _lines(name, what, before.get(name, b""), after.get(name, b""))
    )


def _lines(name: str, what: str, before: bytes, after: bytes) -> Iterator[str]:
    old = "/dev/null" if what == ADDED else f"a/{name}"
    new = "/dev/null" if what == REMOVED else f"b/{name}"
    first, second = plain_text(before), plain_text(after)
    if first is None or second is None:
        yield f"Binary files {old} and {new} differ\n"
        return
    sides = (_LINE.findall(first), _LINE.findall(second))
    for line in difflib.unified_diff(*sides, old, new):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def plain_text(content: bytes) -> str | None:
    """The text of a file; None where it is none in UTF-8."""
    if b"\0" in content:
        return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return None
