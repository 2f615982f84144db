"""Which quick fixes of findings can be applied: those that are legal, help, and do no other harm."""

import dataclasses
from collections import Counter
from collections.abc import Iterator, Mapping

from stratum.core.edits import Connect, Disconnect, Fix, RemoveElement, RenameElement, UnsetValue
from stratum.core.findings import Finding, Severity
from stratum.language.edits.draft import Draft, apply
from stratum.language.report import Replacement


@dataclasses.dataclass(frozen=True, slots=True)
class Cured:
    """A fix and the model after it."""

    fix: Fix
    after: Draft


def loses(fix: Fix) -> bool:
    """Whether a fix takes away what was written: an element, a value, or a relation with none in its place.

    Whether that is what was meant nobody but a person can tell.
    """
    if any(isinstance(edit, UnsetValue | RemoveElement) for edit in fix.edits):
        return True
    gone = Counter(_edge(edit) for edit in fix.edits if isinstance(edit, Disconnect))
    return bool(gone - Counter(_edge(edit) for edit in fix.edits if isinstance(edit, Connect)))


def _edge(edit: Connect | Disconnect) -> tuple[str, str, str]:
    return edit.file, edit.element, edit.relation


def cure(before: Draft, finding: Finding, *, lossy: bool = True) -> Cured | None:
    """The best fix of a finding that can be applied, or None.

    A fix counts where the finding is gone after it, no kind of error is more frequent than before, and there
    is less to be found in all: fewer errors, or as many and fewer warnings, or fewer notes.

    Args:
        before: The model.
        finding: One of its findings.
        lossy: Whether a fix may take away what was written; see ``loses``.
    """
    for fix in finding.fixes:
        if loses(fix) and not lossy:
            continue
        after = apply(before, fix.edits)
        if isinstance(after, Draft) and _helps(before, after, finding, fix):
            return Cured(fix, after)
    return None


def replacements(before: Draft, fix: Fix) -> tuple[Replacement, ...]:
    """The lines that a fix replaces; nothing where it is not legal."""
    after = apply(before, fix.edits)
    if not isinstance(after, Draft):
        return ()
    pairs = ((file, before.texts[file], text) for file, text in after.texts.items())
    return tuple(told for file, old, new in pairs if old != new for told in _lines(file, old, new))


def _lines(file: str, old: str, new: str) -> Iterator[Replacement]:
    """The lines from the first to the last that differ."""
    left, right = old.splitlines(keepends=True), new.splitlines(keepends=True)
    short = min(len(left), len(right))
    first = next((n for n in range(short) if left[n] != right[n]), short)
    tail = next((n for n in range(short - first) if left[-1 - n] != right[-1 - n]), short - first)
    yield Replacement(file, first + 1, len(left) - tail + 1, "".join(right[first : len(right) - tail]))


def _helps(before: Draft, after: Draft, finding: Finding, fix: Fix) -> bool:
    if _rank(after) >= _rank(before):
        return False
    names = {edit.element: edit.name for edit in fix.edits if isinstance(edit, RenameElement)}
    old, new = Counter(_key(f, names) for f in before.findings), Counter(_key(f, {}) for f in after.findings)
    worse = [key for key, count in new.items() if key[0] is Severity.ERROR and count > old[key]]
    return not worse and new[_key(finding, names)] < old[_key(finding, names)]


def _key(finding: Finding, names: Mapping[str, str]) -> tuple[Severity, str, str, str]:
    """What tells findings apart, whatever their lines; ``names`` follows elements that are renamed."""
    document, _, name = finding.element.partition("/")
    return finding.severity, str(finding.code), f"{document}/{names.get(name, name)}", finding.position.file


def _rank(state: Draft) -> tuple[int, ...]:
    counts = Counter(finding.severity for finding in state.findings)
    return tuple(counts[severity] for severity in Severity)
