"""All checks of a model. Never raises on a model, and returns everything it finds at once."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from stratum.core.findings import Finding
from stratum.language.constraints import (
    capacity,
    cardinality,
    colocation,
    columns,
    cycles,
    dataflow,
    names,
    network,
    pipeline,
    ports,
    references,
    types,
)
from stratum.language.constraints.context import Context, Placement, build
from stratum.language.metamodel import Metamodel
from stratum.language.syntax.parse import parse
from stratum.language.tree import Document, Model

Constraint = Callable[[Context], Iterable[Finding]]

CONSTRAINTS: Final[tuple[Constraint, ...]] = (
    names.patterns,
    names.unique,
    references.relations,
    references.documents,
    references.blocks,
    references.models,
    types.targets,
    cardinality.counts,
    cycles.circles,
    capacity.hosts,
    network.paths,
    colocation.together,
    ports.conflicts,
    dataflow.topics,
    columns.known,
    pipeline.stages,
    pipeline.divisions,
    pipeline.results,
    pipeline.targets,
    pipeline.metrics,
    pipeline.tasks,
    pipeline.conditions,
)


@dataclasses.dataclass(frozen=True, slots=True)
class CheckResult:
    """A model and all that is wrong with it.

    Attributes:
        model: Every document that could be read, by file.
        findings: Sorted by file, line and column.
    """

    model: Model
    findings: tuple[Finding, ...]


def check(model: Model, metamodel: Metamodel, placement: Placement | None = None) -> tuple[Finding, ...]:
    """Everything that is wrong with a model.

    Args:
        model: Documents as the parser gives them.
        metamodel: Their types.
        placement: Hosts of components without ``hostedOn``: application name to component to host. Without
            one such components are only checked for whether any host could take them.

    Returns:
        The findings, sorted by position; empty where nothing is wrong.
    """
    return _findings(build(model, metamodel, placement))


def check_files(files: Mapping[str, str], metamodel: Metamodel) -> CheckResult:
    """Read and check documents together.

    Args:
        files: YAML texts by file; paths in documents are relative to the file they stand in.
        metamodel: The types that they may use.
    """
    documents: dict[str, Document] = {}
    unread: set[str] = set()
    findings: list[Finding] = []
    for file, text in sorted(files.items()):
        parsed = parse(text, file, metamodel)
        findings.extend(parsed.findings)
        unread.update(f"{file}#{name}" for name in parsed.unread)
        if parsed.document is None:
            unread.add(file)
        else:
            documents[file] = parsed.document
    model = Model(documents)
    findings.extend(_findings(build(model, metamodel, unread=frozenset(unread))))
    return CheckResult(model, _sorted(findings))


def _findings(context: Context) -> tuple[Finding, ...]:
    return _sorted(finding for constraint in CONSTRAINTS for finding in constraint(context))


def _sorted(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(set(findings), key=lambda f: (f.position, f.code, f.element, f.message)))
