"""A checked and placed model, and what of it counts where something of it is to be run."""

import dataclasses
import functools
from collections.abc import Iterable, Mapping
from pathlib import Path

from stratum.compiler.neighbours import neighbours
from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.core.findings import Finding, has_errors
from stratum.language.check import in_order, reached_from, reaches
from stratum.language.library.reader import KIND
from stratum.language.metamodel import Metamodel
from stratum.language.paths import beside
from stratum.language.syntax.header import header
from stratum.language.tree import Document, DocumentKind, Model


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


@dataclasses.dataclass(frozen=True)
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

    def refuse_errors(self, running: Document | None = None, *, about: Document | None = None) -> None:
        """Stop here where the model has errors.

        Args:
            running: The application or pipeline that is to be run here, if any, see ``hindering``.
            about: The one that is only looked at: what no engine can run of it is no error then.

        Raises:
            ModelError: With all findings.
        """
        found = self.findings
        if running is not None:
            found = self.hindering(running)
        elif about is not None:
            found = self._about(self.findings, about)
        if has_errors(found):
            raise ModelError(found)

    def hindering(self, running: Document) -> tuple[Finding, ...]:
        """The findings that count where an application or pipeline is to be run here.

        Those are of the document and of all that it refers to, and, since applications share hosts, of the
        others on the same hosts. What no engine can run of it and of all that it refers to is an error then.
        """
        return self._about(self.to_run([running.file]).findings, running)

    def related(self, file: str) -> frozenset[str]:
        """The documents that have to be right where one is to run, own types included."""
        documents = self.model.documents.values()
        return neighbours(documents, self._reaches, file) | self._common

    @functools.cached_property
    def _reaches(self) -> Mapping[str, frozenset[str]]:
        return reaches(self.model, self.metamodel)

    @functools.cached_property
    def _common(self) -> frozenset[str]:
        """What concerns all: own types, and applications that cannot be read, whose hosts nobody knows."""
        lost = self.texts.keys() - self.model.documents.keys()
        unread = {f for f in lost if is_yaml(f) and header(self.texts[f]).is_of(DocumentKind.APPLICATION)}
        return frozenset(own_types(self.texts).keys() | unread)

    def _about(self, findings: Iterable[Finding], document: Document) -> tuple[Finding, ...]:
        """Those of findings that concern a document; what is found in a query concerns all."""
        related = self.related(document.file)
        return tuple(f for f in findings if f.position.file in related or not is_yaml(f.position.file))

    def problem(self, running: Document) -> str:
        """Why an application or pipeline cannot be run here, with its place; empty where it can."""
        if not self.unrunnable and not has_errors(self.findings):
            return ""
        errors = [f for f in self.hindering(running) if has_errors([f])]
        return f"{errors[0].position}: {errors[0].message}" if errors else ""

    def to_run(self, files: Iterable[str]) -> "Checked":
        """The same where some documents are to be run here: what no engine can run of them are errors."""
        reached = frozenset[str]().union(*(self._reaches.get(file, ()) for file in files))
        hard = [f for f in self.unrunnable if f.position.file in reached]
        said = {(f.code, f.position.file) for f in hard}
        rest = [f for f in self.findings if (f.code, f.position.file) not in said]
        return dataclasses.replace(self, findings=in_order((*rest, *hard)))


def own_types(texts: Mapping[str, str]) -> Mapping[str, str]:
    """The documents of kind ``Types`` among texts, by file."""
    return {name: text for name, text in texts.items() if is_yaml(name) and header(text).is_of(KIND)}


def is_yaml(name: str) -> bool:
    """Whether a file of this name may hold a document."""
    return name.endswith((".yaml", ".yml"))
