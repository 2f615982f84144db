"""All checks of a model. Never raises on a model, and returns everything it finds at once."""

import dataclasses
from collections.abc import Iterable, Mapping

from stratum.core.findings import Finding
from stratum.core.garbage import collection_paused
from stratum.language.constraints import files, references
from stratum.language.constraints.build import build
from stratum.language.constraints.change import Change, follow, is_outside, with_faulty
from stratum.language.constraints.context import NOTHING, Context, Placement, Surroundings
from stratum.language.metamodel import Metamodel
from stratum.language.selection import joined
from stratum.language.substitution import substituted
from stratum.language.syntax.header import header
from stratum.language.syntax.parse import parse
from stratum.language.tiers import CONSTRAINTS, Reach, Tier
from stratum.language.tree import Document, Model


@dataclasses.dataclass(frozen=True, slots=True)
class CheckResult:
    """A model and what is wrong with it.

    Attributes:
        model: Every document that could be read, by file.
        findings: Sorted by file, line and column.
        around: What there is beside these documents, as far as their texts tell.
    """

    model: Model
    findings: tuple[Finding, ...]
    around: Surroundings = NOTHING


@dataclasses.dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found, kept so that little has to be looked at again after an edit.

    Attributes:
        context: The model with its indexes.
        upto: The last tier that ran.
        found: The findings by how far the constraints look that gave them.
        findings: All of them, sorted by position.
    """

    context: Context
    upto: Tier
    found: Mapping[Reach, frozenset[Finding]]
    findings: tuple[Finding, ...]


def check(
    model: Model,
    metamodel: Metamodel,
    placement: Placement | None = None,
    around: Surroundings = NOTHING,
    upto: Tier = Tier.CAPACITY,
) -> tuple[Finding, ...]:
    """Everything that is wrong with a model.

    Args:
        model: Documents as the parser gives them.
        metamodel: Their types.
        placement: Hosts of components without ``hostedOn``: application name to component to host. Without
            one such components are only checked for whether any host could take them.
        around: What there is beside the model. Files that it names are only looked for where this tells
            which there are.
        upto: The last tier that runs.

    Returns:
        The findings, sorted by position; empty where nothing is wrong.
    """
    return examine(model, metamodel, placement, around, upto).findings


def examine(
    model: Model,
    metamodel: Metamodel,
    placement: Placement | None = None,
    around: Surroundings = NOTHING,
    upto: Tier = Tier.CAPACITY,
) -> Verdict:
    """As ``check``, with all that ``recheck`` needs after an edit."""
    with collection_paused():
        return _examine(build(model, metamodel, placement, around), upto)


def _examine(context: Context, upto: Tier) -> Verdict:
    found = {reach: _evaluate(context, reach, upto) for reach in Reach}
    return Verdict(context, upto, found, in_order(f for findings in found.values() for f in findings))


def recheck(before: Verdict, model: Model, placement: Placement | None = None) -> Verdict:
    """Check a model again after an edit: only what the edit can have changed is looked at.

    Args:
        before: What was found before the edit.
        model: The model after it, which shares with the one before it every element that did not change.
        placement: As for ``build``.

    Returns:
        The same as ``examine`` would give for the edited model.
    """
    with collection_paused():
        change = follow(before.context, model, placement)
        if change is None:
            old = before.context
            return _examine(build(model, old.metamodel, placement, old.around), before.upto)
        found = {reach: _follow(before, change, reach) for reach in Reach}
        return Verdict(change.context, before.upto, found, in_order(f for fs in found.values() for f in fs))


def _follow(before: Verdict, change: Change, reach: Reach) -> frozenset[Finding]:
    """The findings of the constraints of one reach after an edit."""
    old, context = before.found[reach], change.context
    if reach is Reach.MODEL or (reach is Reach.NETWORK and change.links) or (reach is Reach.PATH and old):
        return _evaluate(context, reach, before.upto)
    focus = with_faulty(change.near, context, old) if change.names else change.near
    new = _evaluate(dataclasses.replace(context, focus=focus), reach, before.upto)
    if reach is Reach.PATH and new:
        return _evaluate(context, reach, before.upto)
    return frozenset(f for f in old if is_outside(f, context, focus)) | new


def _evaluate(context: Context, reach: Reach, upto: Tier) -> frozenset[Finding]:
    constraints = (c for c in CONSTRAINTS if c.reach is reach and c.tier <= upto)
    return frozenset(finding for constraint in constraints for finding in constraint.evaluate(context))


def read_files(texts: Mapping[str, str], metamodel: Metamodel) -> CheckResult:
    """Read documents; what is wrong between them is left to ``check``.

    Args:
        texts: YAML texts by file. Those without the top-level key ``stratum`` are not ours and left out.
        metamodel: The types that they may use.
    """
    documents: dict[str, Document] = {}
    unread: set[str] = set()
    findings: list[Finding] = []
    foreign = frozenset(file for file, text in texts.items() if not header(text).is_ours)
    for file in sorted(texts.keys() - foreign):
        parsed = parse(texts[file], file, metamodel)
        findings.extend(parsed.findings)
        unread.update(f"{file}#{name}" for name in parsed.unread)
        if parsed.document is None:
            unread.add(file)
        else:
            chosen = substituted(parsed.document, metamodel)
            findings.extend(chosen.findings)
            unread.update(f"{file}#{name}" for name in chosen.left_out)
            documents[file] = chosen.document
    model = joined(Model(documents), metamodel)
    return CheckResult(model, in_order(findings), Surroundings(frozenset(unread), foreign))


def check_files(
    texts: Mapping[str, str], metamodel: Metamodel, known: frozenset[str] | None = None
) -> CheckResult:
    """Read and check documents together.

    Args:
        texts: YAML texts by file; paths in documents are relative to the file they stand in.
        metamodel: The types that they may use.
        known: Files of data and queries that exist; None does not look for them.
    """
    read = read_files(texts, metamodel)
    around = dataclasses.replace(read.around, files=known)
    found = check(read.model, metamodel, around=around)
    return CheckResult(read.model, in_order((*read.findings, *found)), around)


def files_of(model: Model, metamodel: Metamodel) -> frozenset[str]:
    """The files of data and queries that documents name, as ``paths.beside`` gives them."""
    return files.named(build(model, metamodel))


def reached_from(model: Model, metamodel: Metamodel, documents: Iterable[str]) -> frozenset[str]:
    """These files and all that they refer to, directly or over other documents."""
    return references.reached(build(model, metamodel), documents)


def reaches(model: Model, metamodel: Metamodel) -> Mapping[str, frozenset[str]]:
    """By file of each document what it refers to, as ``reached_from``."""
    context = build(model, metamodel)
    return {file: references.reached(context, [file]) for file in model.documents}


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings by place, each once."""
    return tuple(sorted(set(findings), key=lambda f: (f.position, f.code, f.element, f.message)))
