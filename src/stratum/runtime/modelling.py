"""From the documents of a workspace to a checked and placed model."""

import dataclasses
import functools
import importlib.util
from collections.abc import Callable, Iterator, Mapping
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
from stratum.core.extras import EXTRAS
from stratum.core.findings import Finding, has_errors
from stratum.language.check import examine, files_of, in_order, read_files, recheck
from stratum.language.library import extended
from stratum.language.library.reader import Loaded
from stratum.language.metamodel import Metamodel
from stratum.language.tree import Document, DocumentKind
from stratum.placement.ports import Solver
from stratum.placement.service import place
from stratum.placement.types import Decision, Infeasible
from stratum.runtime import plugins
from stratum.runtime.checked import Checked, is_yaml, own_types
from stratum.runtime.evidence import UNSEEN, Evidence, evidence
from stratum.runtime.rules import findings_of
from stratum.runtime.wiring import Parts
from stratum.store.files import known_files

SOLVERS = "stratum.placement.solvers"
POLICIES = "stratum.resources.policies"
ORDER = ("greedy", "cpsat")


@dataclasses.dataclass(frozen=True, slots=True)
class _Verdict:
    """What texts and the files that are there come to, before what was found out of hosts and models.

    Attributes:
        paths: Files that the documents name.
        known: Those that exist.
        checked: The model.
        sound: The part of it without errors, which was placed; None where there is none.
    """

    paths: frozenset[str]
    known: frozenset[str]
    checked: Checked
    sound: Checked | None


def load(parts: Parts) -> Checked:
    """Read, check and place everything in the workspace.

    Texts and files are looked at each time. Where they are those of the last time, so is the verdict on them.
    """
    root, texts = parts.workspace.root, parts.workspace.documents()
    look, last = looking_at(parts.open_folders), parts.last_verdict
    if not isinstance(last, _Verdict) or not _still_holds(last, root, texts, look):
        last = _judged(root, texts, parts.metamodel, look)
        parts.last_verdict = last
    return _with_evidence(last, evidence(parts))


def _still_holds(last: _Verdict, root: Path, texts: Mapping[str, str], look: "Look") -> bool:
    return last.checked.texts == texts and look(root, texts, last.paths) == last.known


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
    return _with_evidence(_judged(root, texts, metamodel, look), seen)


def _judged(root: Path, texts: Mapping[str, str], metamodel: Metamodel, look: Look) -> _Verdict:
    own = own_types(texts)
    types = extended(own) if own else Loaded(metamodel, ())
    documents = {name: text for name, text in texts.items() if is_yaml(name) and name not in own}
    read = read_files(documents, types.metamodel)
    paths = files_of(read.model, types.metamodel)
    known = look(root, texts, paths)
    around = dataclasses.replace(read.around, files=known)
    verdict = examine(read.model, types.metamodel, around=around)
    found = (*types.findings, *read.findings, *verdict.findings)
    checked = Checked(root, read.model, in_order(found), {}, {}, texts, types.metamodel)
    if has_errors(found):
        sound = _sound(checked)
        rest = {file: text for file, text in texts.items() if file in sound or not is_yaml(file)}
        is_less = sound and len(rest) < len(texts)
        alone = _judged(root, rest, metamodel, look) if is_less else None
        whole = _with(checked, alone.checked if alone else None)
        return _Verdict(paths, known, whole, alone.sound if alone else None)
    checked, refusals = _place_all(checked)
    runnable = tuple(_runnable(checked))
    settled = recheck(verdict, read.model, checked.hosts)
    found = (*settled.findings, *refusals, *for_reading(runnable))
    unrunnable = tuple(f for f in runnable if f.code in ENGINE)
    checked = dataclasses.replace(checked, findings=in_order(found), unrunnable=unrunnable)
    return _Verdict(paths, known, checked, checked)


def _with_evidence(verdict: _Verdict, seen: Evidence) -> Checked:
    """The model with what was found out of hosts and models; of what has errors nothing is said."""
    told = tuple(_seen(verdict.sound, seen)) if verdict.sound is not None else ()
    checked = verdict.checked
    return dataclasses.replace(checked, findings=in_order((*checked.findings, *told))) if told else checked


def _sound(checked: Checked) -> frozenset[str]:
    """The documents of applications and pipelines that no error concerns, with all that concerns them."""
    wrong = {f.position.file for f in checked.findings if has_errors([f])}
    kinds = (DocumentKind.APPLICATION, DocumentKind.PIPELINE)
    files = (document.file for kind in kinds for document in checked.model.of_kind(kind))
    if not all(map(is_yaml, wrong)):
        return frozenset()
    groups = [group for group in map(checked.related, files) if not group & wrong]
    return frozenset[str]().union(*groups)


def _with(checked: Checked, alone: Checked | None) -> Checked:
    """A model with errors: what they do not concern is placed as if it stood alone, the rest is not."""
    hosts = {a.name: placed(a, None) for a in checked.model.of_kind(DocumentKind.APPLICATION)}
    reasons: Mapping[str, Mapping[str, str]] = {name: {} for name in hosts}
    bare = dataclasses.replace(checked, hosts=hosts, reasons=reasons)
    if alone is None:
        return bare
    return dataclasses.replace(
        bare,
        hosts={**hosts, **alone.hosts},
        reasons={**reasons, **alone.reasons},
        findings=in_order((*checked.findings, *alone.findings)),
        unrunnable=alone.unrunnable,
    )


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
    absent = [library for library in EXTRAS if importlib.util.find_spec(library) is None]
    for pipeline in checked.model.of_kind(DocumentKind.PIPELINE):
        yield from pipeline_findings(pipeline, checked.metamodel, absent)
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
