"""All checks of a model. Never raises on a model, and returns everything it finds at once."""

import dataclasses
from collections.abc import Iterable, Mapping

from stratum.core.findings import Finding
from stratum.language.constraints import files, references
from stratum.language.constraints.build import build
from stratum.language.constraints.context import NOTHING, Placement, Surroundings
from stratum.language.metamodel import Metamodel
from stratum.language.syntax.header import header
from stratum.language.syntax.parse import parse
from stratum.language.tiers import CONSTRAINTS, Tier
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
    context = build(model, metamodel, placement, around)
    return in_order(f for c in CONSTRAINTS if c.tier <= upto for f in c.evaluate(context))


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
            documents[file] = parsed.document
    return CheckResult(Model(documents), in_order(findings), Surroundings(frozenset(unread), foreign))


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


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings by place, each once."""
    return tuple(sorted(set(findings), key=lambda f: (f.position, f.code, f.element, f.message)))
