"""From the documents of a workspace to a checked and placed model."""

import dataclasses
import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from stratum.compiler.check import (
    ENGINE,
    application_findings,
    for_reading,
    infrastructure_findings,
    pipeline_findings,
    policy_findings,
)
from stratum.compiler.listening import shared_ports
from stratum.compiler.outcomes import placement_findings
from stratum.compiler.placement import placed, placement_problem
from stratum.compiler.selection import anchored, by_need, with_selected
from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.core.findings import Finding, has_errors
from stratum.language.check import examine, files_of, in_order, reached_from, read_files, recheck
from stratum.language.library import extended
from stratum.language.library.reader import KIND, Loaded
from stratum.language.metamodel import Metamodel
from stratum.language.paths import beside
from stratum.language.syntax.header import header
from stratum.language.tree import Document, DocumentKind, Model
from stratum.placement.ports import Solver
from stratum.placement.service import place
from stratum.placement.types import Decision, Infeasible
from stratum.runtime import plugins
from stratum.runtime.evidence import UNSEEN, Evidence, evidence
from stratum.runtime.rules import findings_of
from stratum.runtime.wiring import Parts
from stratum.store.files import known_files

SOLVERS = "stratum.placement.solvers"
POLICIES = "stratum.resources.policies"
ORDER = ("greedy", "cpsat")


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
        metamodel: The types of the workspace: the built-in ones and its own.
        unrunnable: What keeps documents from running here, as errors; among ``findings`` it is notes.
    """

    root: Path
    model: Model
    findings: tuple[Finding, ...]
    hosts: Mapping[str, Mapping[str, str]]
    reasons: Mapping[str, Mapping[str, str]]
    texts: Mapping[str, str]
    metamodel: Metamodel
    unrunnable: tuple[Finding, ...] = ()

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
            where = self.root.resolve().name
            raise NotFoundError(f"no {kind} {wanted!r} in {where}".replace(" ''", ""), hint)
        return found

    def located_documents(self) -> Mapping[str, Document]:
        """All documents by their absolute paths, see ``located``."""
        return {found.file: found for found in map(self.located, self.model.documents.values())}

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
        place = beside(application.file, file).removeprefix(f"{self.root.as_posix()}/")
        found = self.model.documents.get(place)
        if found is None:
            raise NotFoundError(f"{application.file} names no infrastructure that exists: {file!r}")
        return found

    @property
    def documents(self) -> tuple[str, ...]:
        """Files of all documents, also of those that could not be read and of those with types."""
        return tuple(name for name, text in self.texts.items() if is_yaml(name) and header(text).is_ours)

    def findings_about(self, files: Iterable[str]) -> tuple[Finding, ...]:
        """What was found in some files and in all that they refer to, own types included."""
        reached = reached_from(self.model, self.metamodel, files) | own_types(self.texts).keys()
        return tuple(f for f in self.findings if f.position.file in reached)

    def refuse_errors(self, running: Document | None = None) -> None:
        """Stop here where the model has errors.

        Args:
            running: The application or pipeline that is to be run here, if any, see ``hindering``.

        Raises:
            ModelError: With all findings.
        """
        found = self.findings if running is None else self.hindering(running)
        if has_errors(found):
            raise ModelError(found)

    def hindering(self, running: Document) -> tuple[Finding, ...]:
        """The findings that count where an application or pipeline is to be run here.

        What no engine can run of it and of all that it refers to is an error then. A pipeline is trained
        whatever other documents lack; an application shares hosts with others, so that all have to be right.
        """
        checked = self.to_run([running.file])
        is_alone = running.kind is DocumentKind.PIPELINE
        return checked.findings_about([running.file]) if is_alone else checked.findings

    def problem(self, running: Document) -> str:
        """Why an application or pipeline cannot be run here, with its place; empty where it can."""
        if not self.unrunnable and not has_errors(self.findings):
            return ""
        errors = [f for f in self.hindering(running) if has_errors([f])]
        return f"{errors[0].position}: {errors[0].message}" if errors else ""

    def to_run(self, files: Iterable[str]) -> "Checked":
        """The same where some documents are to be run here: what no engine can run of them are errors."""
        reached = reached_from(self.model, self.metamodel, files)
        hard = [f for f in self.unrunnable if f.position.file in reached]
        said = {(f.code, f.position.file) for f in hard}
        rest = [f for f in self.findings if (f.code, f.position.file) not in said]
        return dataclasses.replace(self, findings=in_order((*rest, *hard)))


def load(parts: Parts) -> Checked:
    """Read, check and place everything in the workspace."""
    texts = parts.workspace.documents()
    look = looking_at(parts.open_folders)
    return check_texts(parts.workspace.root, texts, parts.metamodel, evidence(parts), look=look)


def own_types(texts: Mapping[str, str]) -> Mapping[str, str]:
    """The documents of kind ``Types`` among texts, by file."""
    return {name: text for name, text in texts.items() if is_yaml(name) and header(text).is_of(KIND)}


def known_of(
    root: Path, texts: Mapping[str, str], paths: frozenset[str], opened: tuple[Path, ...] = ()
) -> frozenset[str]:
    """Files that exist. Queries are read with the documents, so that one outside does not count."""
    on_disk = known_files(root, paths - texts.keys(), opened)
    return frozenset(texts) | {path for path in on_disk if not path.endswith(".sql")}


Look = Callable[[Path, Mapping[str, str], frozenset[str]], frozenset[str]]
"""Tells which of the paths that documents name are files, of the root of the workspace and its texts."""


def looking_at(opened: tuple[Path, ...]) -> Look:
    """Looks for files in the workspace and in further folders."""
    return functools.partial(known_of, opened=opened)


def check_texts(
    root: Path,
    texts: Mapping[str, str],
    metamodel: Metamodel,
    seen: Evidence = UNSEEN,
    *,
    look: Look = known_of,
) -> Checked:
    """Check and place documents.

    Args:
        root: Folder that the files are relative to; files of data are looked for from here.
        texts: Text of each YAML and SQL file. YAML files of others are left out; documents of kind
            ``Types`` add to the built-in types.
        metamodel: The types where the documents bring none of their own.
        seen: What was found out of hosts and models.
        look: Looks for the files that the documents name.
    """
    own = own_types(texts)
    types = extended(own) if own else Loaded(metamodel, ())
    documents = {name: text for name, text in texts.items() if is_yaml(name) and name not in own}
    read = read_files(documents, types.metamodel)
    known = look(root, texts, files_of(read.model, types.metamodel))
    around = dataclasses.replace(read.around, files=known)
    verdict = examine(read.model, types.metamodel, around=around)
    found = (*types.findings, *read.findings, *verdict.findings)
    checked = Checked(root, read.model, in_order(found), {}, {}, texts, types.metamodel)
    if has_errors(found):
        hosts = {a.name: placed(a, None) for a in read.model.of_kind(DocumentKind.APPLICATION)}
        return dataclasses.replace(checked, hosts=hosts, reasons={name: {} for name in hosts})
    checked, refusals = _place_all(checked)
    runnable = tuple(_runnable(checked))
    settled = recheck(verdict, read.model, checked.hosts)
    found = (*settled.findings, *refusals, *for_reading(runnable), *_seen(checked, seen))
    unrunnable = tuple(f for f in runnable if f.code in ENGINE)
    return dataclasses.replace(checked, findings=in_order(found), unrunnable=unrunnable)


def is_yaml(name: str) -> bool:
    """Whether a file of this name may hold a document."""
    return name.endswith((".yaml", ".yml"))


def _place_all(checked: Checked) -> tuple[Checked, tuple[Finding, ...]]:
    """The model with a host for every component that finds one, and what is said of the others."""
    hosts: dict[str, Mapping[str, str]] = {}
    reasons: dict[str, Mapping[str, str]] = {}
    refusals: list[Finding] = []
    for application in by_need(tuple(checked.model.of_kind(DocumentKind.APPLICATION))):
        fixed = anchored(application, hosts)
        answer = _place(checked, fixed)
        decision = answer if isinstance(answer, Decision) else None
        found = placed(fixed, decision.placement if decision else None)
        hosts[application.name] = found
        reasons[application.name] = with_selected(decision, fixed, found).reasons if decision else {}
        refusals += placement_findings(application, answer) if isinstance(answer, Infeasible) else ()
    return dataclasses.replace(checked, hosts=hosts, reasons=reasons), tuple(refusals)


def _place(checked: Checked, application: Document) -> Decision | Infeasible:
    solvers: list[Solver] = [plugins.load(SOLVERS, name)() for name in ORDER]
    infrastructure = checked.infrastructure_of(application)
    return place(placement_problem(application, infrastructure, checked.metamodel), solvers)


def _runnable(checked: Checked) -> Iterator[Finding]:
    """What no engine here can run."""
    for pipeline in checked.model.of_kind(DocumentKind.PIPELINE):
        yield from pipeline_findings(pipeline, checked.metamodel)
    yield from findings_of(checked.model.of_kind(DocumentKind.RULES))
    sites: dict[str, list[Document]] = {}
    for application in checked.model.of_kind(DocumentKind.APPLICATION):
        yield from application_findings(application, checked.model.documents, checked.metamodel)
        yield from policy_findings(application, plugins.names(POLICIES))
        sites.setdefault(checked.infrastructure_of(application).file, []).append(application)
    for site, applications in sites.items():
        yield from infrastructure_findings(checked.model.documents[site])
        yield from shared_ports(applications, checked.metamodel, checked.hosts)


def _seen(checked: Checked, seen: Evidence) -> Iterator[Finding]:
    """What was found to be otherwise than the documents say."""
    placed = [(a, checked.hosts[a.name]) for a in checked.model.of_kind(DocumentKind.APPLICATION)]
    for site in checked.model.of_kind(DocumentKind.INFRASTRUCTURE):
        here = [pair for pair in placed if checked.infrastructure_of(pair[0]) is site]
        yield from seen.findings(site, here, checked.metamodel)
