"""Keeping a model well: what it takes to watch a model service and to train its model anew."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from stratum.core.findings import Finding
from stratum.language.codes import Code
from stratum.language.constraints.context import Context, Space, Typed, error
from stratum.language.paths import beside, written_from
from stratum.language.suggestions import did_you_mean
from stratum.language.tree import DocumentKind

KEEP: Final = "keep"
OUTCOMES: Final = "outcomes"
CONSUMES: Final = "consumes"
PUBLISHES: Final = "publishes"
DAY: Final = 86_400


def watched(context: Context) -> Iterable[Finding]:
    """A service whose model is kept is asked about a stream of rows whose outcomes are published."""
    for space, typed, _ in _kept(context):
        users = space.users[typed.name].members if typed.name in space.users else ()
        callers = [other for other in users if isinstance(other.element.attributes.get(CONSUMES), str)]
        if not callers:
            message = (
                f"{typed.name} is to be kept, and no stream processor asks it: there is nothing to watch"
            )
            fix = f"connect a StreamProcessor to {typed.name}, or remove {KEEP}"
            yield error(Code.KEEP_UNWATCHED, typed, message, fix, at=KEEP)
            continue
        topics = {str(caller.element.attributes.get(CONSUMES)) for caller in callers}
        if topics.isdisjoint(space.once(_labelled)):
            rows = " or ".join(sorted(topics))
            message = f"{typed.name} is to be kept, and nobody publishes the outcomes of {rows}"
            fix = f"give the publisher of {min(topics)} a topic of {OUTCOMES}, or remove {KEEP}"
            yield error(Code.KEEP_UNWATCHED, typed, message, fix, at=KEEP)


def times(context: Context) -> Iterable[Finding]:
    """What is held out to judge a new version leaves rows to train it on."""
    for _, typed, keep in _kept(context):
        window, held_out = keep.get("window"), keep.get("heldOut")
        if isinstance(window, (int, float)) and isinstance(held_out, (int, float)) and held_out >= window:
            required, available = f"less than {window / DAY:g} d", f"{held_out / DAY:g} d"
            message = (
                f"{typed.name} holds out {available} of a window of {required.removeprefix('less than ')}"
            )
            fix = "make heldOut shorter, or window longer"
            yield error(
                Code.KEEP_TIMES, typed, message, fix, at=f"{KEEP}.window", numbers=(required, available)
            )


def pipelines(context: Context) -> Iterable[Finding]:
    """The pipeline that trains a kept model anew is there."""
    known = [space.document for space in context.of_kind(DocumentKind.PIPELINE)]
    for space, typed, keep in _kept(context):
        name = keep.get("pipeline")
        if not isinstance(name, str):
            continue
        file = beside(space.document.file, name)
        if file not in {document.file for document in known} | context.around.unread:
            message = f"pipeline {name!r} is no pipeline of this workspace"
            near = [written_from(space.document.file, document.file) for document in known]
            fix = did_you_mean(name, near, "documents of kind Pipeline")
            yield error(Code.DOCUMENT_UNKNOWN, typed, message, fix, at=f"{KEEP}.pipeline")


def _kept(context: Context) -> Iterator[tuple[Space, Typed, Mapping[str, object]]]:
    """Every element that says how it is kept."""
    for space, typed, keep in context.having(DocumentKind.APPLICATION, KEEP):
        if isinstance(keep, Mapping):
            yield space, typed, keep


def _labelled(space: Space) -> frozenset[object]:
    """The topics of rows whose outcomes are published to another topic."""
    publishers = (typed.element.attributes for typed in space.having(OUTCOMES))
    return frozenset(
        attributes[PUBLISHES]
        for attributes in publishers
        if isinstance(attributes.get(OUTCOMES), str) and isinstance(attributes.get(PUBLISHES), str)
    )
