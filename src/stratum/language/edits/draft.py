"""Edits of a model: a legal one is done in its tree and its texts; of another it is told why it cannot be."""

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from stratum.core.edits import Edit, MoveDocument, RenameElement
from stratum.core.findings import Finding, Severity
from stratum.language.check import Verdict, examine, in_order, recheck
from stratum.language.codes import CAPACITY, HOST, Code
from stratum.language.constraints.context import NOTHING, Placement, Surroundings
from stratum.language.edits.actions import perform
from stratum.language.edits.sources import Source, Sources, opened
from stratum.language.edits.spots import RefusedError
from stratum.language.metamodel import Metamodel
from stratum.language.selection import joined
from stratum.language.substitution import substituted
from stratum.language.syntax.header import header
from stratum.language.tiers import Tier
from stratum.language.tree import Model

ALLOWED: Final = frozenset({
    Code.COLOCATION, Code.DELETE_FROM, Code.PLACEMENT_NONE, Code.PORT_CONFLICT, Code.QOS_IMPOSSIBLE,
    Code.POLICY_APART, Code.POLICY_BUDGET, Code.POLICY_KEEP_IN, Code.POLICY_LATENCY, Code.POLICY_NONE,
    Code.POLICY_RESIDENCY, Code.POLICY_SPREAD, Code.POLICY_TOGETHER, Code.SCALING_ROOM,
})  # fmt: skip
"""Findings that an edit may lead to: whether what is written can run is shown, and decided before it is run.

All others are of the tiers of schema and structure, and an edit may not add an error among them.
"""
_FAMILIES: Final = (CAPACITY, HOST, "network-")
_NONE: Final[Mapping[Any, str]] = {}


@dataclasses.dataclass(frozen=True, slots=True)
class Draft:
    """A model that is edited.

    Attributes:
        sources: Its documents with their texts, by file.
        verdict: What a check of them found, with what is needed to check again after an edit.
    """

    sources: Mapping[str, Source]
    verdict: Verdict

    @property
    def model(self) -> Model:
        """The trees."""
        return self.verdict.context.model

    @property
    def metamodel(self) -> Metamodel:
        """The types."""
        return self.verdict.context.metamodel

    @property
    def texts(self) -> dict[str, str]:
        """The texts, by file."""
        return {file: source.text for file, source in self.sources.items()}

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that is wrong, with its places in the texts as they are now."""
        found = [*(f for source in self.sources.values() for f in source.findings), *self.verdict.findings]
        by_file: dict[str, list[Finding]] = {}
        for finding in found:
            by_file.setdefault(finding.position.file, []).append(finding)
        placed = (
            self.sources[file].placed(some) if file in self.sources else some
            for file, some in by_file.items()
        )
        return in_order(finding for some in placed for finding in some)


@dataclasses.dataclass(frozen=True, slots=True)
class Refused:
    """Edits that were not done.

    Attributes:
        findings: Why: the errors that they would have led to.
    """

    findings: tuple[Finding, ...]


def draft(
    texts: Mapping[str, str],
    metamodel: Metamodel,
    known: frozenset[str] | None = None,
    placement: Placement | None = None,
    upto: Tier = Tier.CAPACITY,
) -> Draft:
    """Read and check documents that are to be edited.

    Args:
        texts: YAML texts by file, byte for byte; those that are not ours are left alone.
        metamodel: The types that they may use.
        known: Files of data and queries that exist; None does not look for them.
        placement: Hosts of components, as for a check.
        upto: The last tier that is checked.
    """
    ours = {file: text for file, text in sorted(texts.items()) if header(text).is_ours}
    sources = {file: opened(file, text, metamodel) for file, text in ours.items()}
    return drafted(
        sources,
        metamodel,
        Surroundings(foreign=frozenset(texts.keys() - ours.keys()), files=known),
        placement,
        upto,
    )


def drafted(
    sources: Mapping[str, Source],
    metamodel: Metamodel,
    around: Surroundings = NOTHING,
    placement: Placement | None = None,
    upto: Tier = Tier.CAPACITY,
) -> Draft:
    """Check documents that were read already.

    Args:
        sources: The documents, by file.
        metamodel: Their types.
        around: What there is beside them; what of them could not be read is added.
        placement: Hosts of components, as for a check.
        upto: The last tier that is checked.
    """
    known = dataclasses.replace(around, unread=_unread(sources))
    return Draft(sources, examine(_model(sources, metamodel), metamodel, placement, known, upto))


def _unread(sources: Mapping[str, Source]) -> frozenset[str]:
    names = {f"{file}#{name}" for file, source in sources.items() for name in source.unread}
    return frozenset(names | {file for file, source in sources.items() if source.document is None})


def _model(sources: Mapping[str, Source], metamodel: Metamodel) -> Model:
    read = ((file, source.document) for file, source in sources.items())
    chosen = {f: substituted(found, metamodel).document for f, found in read if found is not None}
    return joined(Model(chosen), metamodel)


def apply(before: Draft, edits: Iterable[Edit], placement: Placement | None = None) -> Draft | Refused:
    """Apply edits together, in their order.

    Args:
        before: The model.
        edits: What is to be done.
        placement: Hosts of components, as for a check.

    Returns:
        The model after all of them, in which what they do not touch is shared and, in the texts, stands as it
        stood to the byte. Or why it cannot be: they name what is not there, or there would be more errors of
        the tiers of schema and structure than before; then nothing is done.
    """
    asked = tuple(edits)
    sources = performed(before.sources, before.metamodel, asked)
    if isinstance(sources, Refused):
        return sources
    after = _checked(before, sources, placement)
    added = new_errors(before, after, asked)
    return Refused(added) if added else after


def performed(sources: Sources, metamodel: Metamodel, edits: Iterable[Edit]) -> Sources | Refused:
    """Documents after edits in their order, legal or not; or why one of them cannot be done."""
    try:
        for edit in edits:
            sources = perform(sources, metamodel, edit)
    except RefusedError as refused:
        return Refused((refused.finding,))
    return sources


def _checked(before: Draft, sources: Mapping[str, Source], placement: Placement | None) -> Draft:
    model, context = _model(sources, before.metamodel), before.verdict.context
    around = dataclasses.replace(context.around, unread=_unread(sources))
    if around == context.around and sources.keys() == before.sources.keys():
        return Draft(sources, recheck(before.verdict, model, placement))
    return Draft(sources, examine(model, context.metamodel, placement, around, before.verdict.upto))


def retyped(before: Draft, sources: Iterable[Source]) -> Draft:
    """A model after some of its documents got other texts, whatever is wrong with them.

    Args:
        before: The model.
        sources: Documents that it has, with their other texts.
    """
    new = {source.file: source for source in sources}
    return _checked(before, {**before.sources, **new}, None)


def new_errors(before: Draft, after: Draft, edits: Iterable[Edit] = ()) -> tuple[Finding, ...]:
    """The errors of schema and structure that there are after an edit and were not before it.

    They are counted by kind and element, so that mending one of several is not taken for a new one.
    """
    names = {(e.file, e.element): e.name for e in edits if isinstance(e, RenameElement) and e.element}
    moved = {e.file: e.to for e in edits if isinstance(e, MoveDocument)}
    known = Counter(_key(before, finding, names, moved) for finding in _errors(before))
    found: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in _errors(after):
        found.setdefault(_key(after, finding), []).append(finding)
    more = (f for key, group in found.items() for f in group[known[key] :])
    return in_order(placed for finding in more for placed in _placed(after, finding))


def _placed(state: Draft, finding: Finding) -> Iterable[Finding]:
    source = state.sources.get(finding.position.file)
    return source.placed([finding]) if source is not None else (finding,)


def _errors(state: Draft) -> list[Finding]:
    read = (f for source in state.sources.values() for f in source.findings)
    return [
        f
        for f in (*read, *state.verdict.findings)
        if f.severity is Severity.ERROR and not is_allowed(str(f.code))
    ]


def is_allowed(code: str) -> bool:
    """Whether an edit may lead to findings of a code."""
    return code in ALLOWED or code.startswith(_FAMILIES)


def _key(
    state: Draft,
    finding: Finding,
    names: Mapping[tuple[str, str], str] = _NONE,
    moved: Mapping[str, str] = _NONE,
) -> tuple[str, str, str]:
    file = finding.position.file
    document = state.sources[file].document if file in state.sources else None
    subject = finding.element.removeprefix(document.name if document else "").removeprefix("/")
    return str(finding.code), moved.get(file, file), names.get((file, subject), subject)
