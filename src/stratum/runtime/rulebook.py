"""The rules of a workspace, read again when their documents have changed."""

import dataclasses
from collections.abc import Collection, Iterable, Mapping

from stratum.compiler.rules import rules_of, switched_off
from stratum.core.digests import digest_value
from stratum.core.findings import Finding, has_errors
from stratum.events.types import Rule
from stratum.language.check import check, read_files
from stratum.language.library import extended
from stratum.language.metamodel import Metamodel
from stratum.language.syntax.header import header
from stratum.language.tree import Document, DocumentKind
from stratum.runtime.checked import own_types
from stratum.runtime.rules import built_in_rules, findings_of


@dataclasses.dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules of a workspace.

    Attributes:
        digest: Of the texts that they were read from: of all documents where some are refused.
        documents: Rules by file, of the documents without errors.
        refused: What is wrong with the others, by file.
        off: Names of the built-in rules that are switched off.
    """

    digest: str = ""
    documents: Mapping[str, tuple[Rule, ...]] = dataclasses.field(default_factory=dict)
    refused: Mapping[str, Finding] = dataclasses.field(default_factory=dict)
    off: frozenset[str] = frozenset()

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that are in force, the built-in ones first."""
        ours = (rule for rule in built_in_rules() if rule.name not in self.off)
        return (*ours, *(rule for _, rules in sorted(self.documents.items()) for rule in rules))


def read_rules(texts: Mapping[str, str], metamodel: Metamodel, before: Rulebook) -> Rulebook:
    """The rules that documents tell.

    Args:
        texts: Text of each document of the workspace, by file.
        metamodel: The types where the documents bring none of their own.
        before: As they were read last. Where no document of rules has changed, nothing is read; where one
            has errors now, its rules of then stay in force.
    """
    ours = {name: text for name, text in texts.items() if header(text).is_of(DocumentKind.RULES)}
    if digest_value(dict(texts) if before.refused else ours) == before.digest:
        return before
    documents, bad = _read(texts, metamodel, ours)
    good = {name: document for name, document in documents.items() if name not in bad}
    stay = {name: before.documents[name] for name in bad if name in before.documents}
    rules = {name: rules_of(document) for name, document in good.items()}
    off = switched_off(good.values()) | (before.off if bad else frozenset())
    return Rulebook(digest_value(dict(texts) if bad else ours), {**rules, **stay}, bad, off)


def _read(
    texts: Mapping[str, str], metamodel: Metamodel, ours: Collection[str]
) -> tuple[Mapping[str, Document], dict[str, Finding]]:
    """The documents of rules that could be read, and an error of each that has one."""
    own = own_types(texts)
    types = extended(own).metamodel if own else metamodel
    read = read_files({name: t for name, t in texts.items() if name.endswith((".yaml", ".yml"))}, types)
    documents = {name: read.model.documents[name] for name in ours if name in read.model.documents}
    bad = _errors((*read.findings, *check(read.model, types, around=read.around)), ours)
    sound = [document for name, document in documents.items() if name not in bad]
    return documents, bad | _errors((f for document in sound for f in findings_of([document])), ours)


def _errors(findings: Iterable[Finding], files: Iterable[str]) -> dict[str, Finding]:
    """The first error of each file."""
    found: dict[str, Finding] = {}
    for finding in findings:
        if has_errors([finding]) and finding.position.file in files:
            found.setdefault(finding.position.file, finding)
    return found
