"""From the documents of a workspace to a checked and placed model."""

import dataclasses
from collections.abc import Iterator, Mapping
from pathlib import Path

from stratum.compiler.check import application_findings, pipeline_findings
from stratum.compiler.outcomes import placement_findings
from stratum.compiler.placement import placed, placement_problem
from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.core.findings import Finding, has_errors
from stratum.language.check import check, check_files
from stratum.language.metamodel import Metamodel
from stratum.language.tree import Document, DocumentKind, Model
from stratum.placement.ports import Solver
from stratum.placement.service import place
from stratum.placement.types import Decision, Infeasible
from stratum.runtime import plugins
from stratum.runtime.wiring import Parts

SOLVERS = "stratum.placement.solvers"
ORDER = ("greedy", "exact")


class ModelError(InvalidInputError):
    """The model has errors; nothing was run."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        errors = [f for f in findings if has_errors([f])]
        first = errors[0]
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        super().__init__(
            f"{first.position}: {first.message}{more}", first.fix or "see them all with: stratum check"
        )
        self.findings = findings


@dataclasses.dataclass(frozen=True, slots=True)
class Checked:
    """The model of a workspace as far as it could be read.

    Attributes:
        root: Folder of the documents.
        model: Every document that could be parsed.
        findings: Everything that was found, sorted by place.
        hosts: Host by component by application, fixed and chosen.
        reasons: Why the platform chose a host, by component by application.
        texts: Text of each file by its path relative to the root.
    """

    root: Path
    model: Model
    findings: tuple[Finding, ...]
    hosts: Mapping[str, Mapping[str, str]]
    reasons: Mapping[str, Mapping[str, str]]
    texts: Mapping[str, str]

    def document(self, kind: DocumentKind, name: str | None) -> Document:
        """The document called ``name``, or the only one of its kind.

        Raises:
            NotFoundError: If there is none; the hint lists the known names.
            InvalidInputError: If no name was given and there are several.
        """
        known = [d.name for d in self.model.of_kind(kind)]
        if name is None and len(known) > 1:
            raise InvalidInputError(f"there are several {kind}s", f"name one of: {', '.join(known)}")
        wanted = known[0] if name is None and known else (name or "")
        found = self.model.named(kind, wanted) or self.model.documents.get(wanted)
        if found is None or found.kind is not kind:
            hint = f"known: {', '.join(known)}" if known else "begin with: stratum init DIR"
            raise NotFoundError(f"no {kind} {wanted!r} in {self.root}".replace(" ''", ""), hint)
        return found

    def absolute_texts(self) -> Mapping[str, str]:
        """Text of each file by its absolute path."""
        return {str(self.root / name): text for name, text in self.texts.items()}

    def located(self, document: Document) -> Document:
        """``document`` with an absolute file path, so that paths in it can be resolved."""
        return dataclasses.replace(document, file=str(self.root / document.file))

    def infrastructure_of(self, application: Document) -> Document:
        """The infrastructure document that an application names.

        Raises:
            NotFoundError: If it is not there; checking reports that with its place.
        """
        file = str(application.attributes.get("infrastructure", ""))
        place = (self.root / application.file).parent / file
        found = self.model.documents.get(place.relative_to(self.root).as_posix())
        if found is None:
            raise NotFoundError(f"{application.file} names no infrastructure that exists: {file!r}")
        return found

    def refuse_errors(self) -> None:
        """Stop here where the model has errors.

        Raises:
            ModelError: With all findings.
        """
        if has_errors(self.findings):
            raise ModelError(self.findings)


def load(parts: Parts) -> Checked:
    """Read, check and place everything in the workspace."""
    return check_texts(parts.workspace.root, parts.workspace.documents(), parts.metamodel)


def check_texts(root: Path, texts: Mapping[str, str], metamodel: Metamodel) -> Checked:
    """Check and place documents.

    Args:
        root: Folder that the files are relative to.
        texts: Text of each YAML and SQL file.
        metamodel: The types that they may use.
    """
    documents = {name: text for name, text in texts.items() if not name.endswith(".sql")}
    read = check_files(documents, metamodel)
    hosts: dict[str, Mapping[str, str]] = {}
    reasons: dict[str, Mapping[str, str]] = {}
    unchecked = Checked(root, read.model, read.findings, {}, {}, texts)
    refusals: list[Finding] = []
    for application in read.model.of_kind(DocumentKind.APPLICATION):
        answer = _place(unchecked, application, metamodel)
        decision = answer if isinstance(answer, Decision) else None
        hosts[application.name] = placed(application, decision.placement if decision else None)
        reasons[application.name] = decision.reasons if decision else {}
        refusals += placement_findings(application, answer) if isinstance(answer, Infeasible) else ()
    findings = read.findings
    if not has_errors(findings):
        findings = (*check(read.model, metamodel, hosts), *refusals, *_runnable(read.model, metamodel))
    return Checked(root, read.model, findings, hosts, reasons, texts)


def _runnable(model: Model, metamodel: Metamodel) -> Iterator[Finding]:
    """What no engine here can run."""
    pipelines = {d.file: d for d in model.of_kind(DocumentKind.PIPELINE)}
    for pipeline in pipelines.values():
        yield from pipeline_findings(pipeline, metamodel)
    for application in model.of_kind(DocumentKind.APPLICATION):
        yield from application_findings(application, pipelines, metamodel)


def _place(checked: Checked, application: Document, metamodel: Metamodel) -> Decision | Infeasible | None:
    if has_errors(checked.findings):
        return None
    solvers: list[Solver] = [plugins.load(SOLVERS, name)() for name in ORDER]
    problem = placement_problem(application, checked.infrastructure_of(application), metamodel)
    return place(problem, solvers)
