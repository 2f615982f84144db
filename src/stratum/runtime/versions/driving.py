"""What git calls to compare and to merge a document, and how it learns to."""

import dataclasses
import shlex
import sys
from pathlib import Path

from stratum.core.findings import Finding
from stratum.language.library import extended, library
from stratum.language.merging.merge import merge
from stratum.language.merging.reading import joint_errors
from stratum.language.merging.words import words
from stratum.language.metamodel import Metamodel
from stratum.language.syntax.header import header
from stratum.runtime.checked import own_types
from stratum.runtime.clock import SystemClock
from stratum.runtime.differences import plain_text, unified
from stratum.store.binary import merge_lines
from stratum.store.drivers import ATTRIBUTES, Plan
from stratum.store.drivers import plan as plan_of
from stratum.store.service import Workspace, find_root

_LINES = ("*.yaml diff=stratum merge=stratum", "*.yml diff=stratum merge=stratum")
_CALL = (sys.executable, "-m", "stratum", "git-driver")


def plan(root: Path) -> Plan:
    """What has to be written so that git calls Stratum for the documents of a workspace.

    Raises:
        NotFoundError: If it is no git repository.
    """
    settings = {
        "diff.stratum.command": shlex.join([*_CALL, "diff"]),
        "merge.stratum.name": "Stratum, by elements",
        "merge.stratum.driver": f"{shlex.join([*_CALL, 'merge'])} %O %A %B %P",
    }
    return plan_of(root, settings, _LINES)


def plan_text(found: Plan) -> str:
    """What would be written, for a person."""
    told = [f"git config {key} {shlex.quote(value)}\n" for key, value in found.settings.items()]
    if found.lines:
        told += [f"to {found.root / ATTRIBUTES}:\n", *(f"  {line}\n" for line in found.lines)]
    return "".join(told)


def told(path: str, old: Path, new: Path) -> str:
    """What changed in a file: words where it is a document, lines where it is not.

    Args:
        path: The file, relative to the top of the repository.
        old: What it was; an empty file where it was none.
        new: What it is.
    """
    before, after = ({path: content} if content else {} for content in map(_content, (old, new)))
    texts = [{name: plain_text(content) for name, content in side.items()} for side in (before, after)]
    if not any(texts) or any(t is None or not header(t).is_ours for side in texts for t in side.values()):
        return unified(before, after)
    first, second = ({name: text or "" for name, text in side.items()} for side in texts)
    lines = "".join(f"  {line}\n" for line in words(first, second, _metamodel(path)))
    return f"{path}\n" + (lines or "  only how it is written\n")


@dataclasses.dataclass(frozen=True, slots=True)
class Driven:
    """What came of a merge of one file.

    Attributes:
        left: What is left to be settled, in words; none where the file is merged.
        findings: What is to be told of a merged document: comments that could not be kept, and errors in it
            that neither side has. Other documents are not looked at.
    """

    left: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def merged(path: str, base: Path, ours: Path, theirs: Path) -> Driven:
    """Merge three versions of a file into the second one.

    A document is merged by its elements. Where that leaves a conflict, and for other files, git's merge of
    lines is in the file, with its marks where both changed the same lines.
    """
    sides = [plain_text(_content(place)) for place in (base, ours, theirs)]
    if all(text is not None and (not text or header(text).is_ours) for text in sides):
        first, second, third = ({path: text} if text else {} for text in sides)
        types = _metamodel(path)
        done = merge(first, second, third, types)
        if not done.conflicts and path in done.texts:
            ours.write_bytes(done.texts[path].encode())
            return Driven((), (*done.findings, *joint_errors(done.texts, (second, third), types)))
        merge_lines(base, ours, theirs)
        return Driven(tuple(f"{path}: {conflict.why}" for conflict in done.conflicts))
    return Driven() if merge_lines(base, ours, theirs) else Driven((f"{path}: both changed the same lines",))


def _content(place: Path) -> bytes:
    return place.read_bytes() if place.exists() else b""


def _metamodel(path: str) -> Metamodel:
    """The types of the workspace that a file is in, as they are here."""
    root = find_root((Path.cwd() / path).parent)
    own = own_types(Workspace(root, SystemClock()).documents()) if root.is_dir() else {}
    return extended(own).metamodel if own else library()
