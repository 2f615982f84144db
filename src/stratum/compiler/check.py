"""What no engine here can run, as findings: asked before anything is compiled.

The language checks what a model says; this checks that programs, frameworks and data steps can do it.
"""

import dataclasses
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from stratum.compiler import engines
from stratum.compiler.attributes import group, text, texts
from stratum.compiler.blocks import CHOICE, SELECT, candidates_of, choice_of, feeding, of_type, split_of
from stratum.compiler.networks import network_findings
from stratum.compiler.paths import resolve
from stratum.compiler.pipeline import SQL, TARGETED, model_columns
from stratum.compiler.placement import hosts
from stratum.compiler.predictors import ROLE, ROWS_NEED_CODE, predictor_findings
from stratum.compiler.programs.batch import ROWS
from stratum.compiler.programs.catalogue import BUILDERS
from stratum.compiler.programs.service import PROGRAM
from stratum.compiler.selection import selections
from stratum.compiler.topics import kind_of
from stratum.core.errors import InvalidInputError
from stratum.core.extras import install
from stratum.core.findings import Finding, Position, Severity
from stratum.deployment.logic.addresses import ROOM
from stratum.language.codes import Code
from stratum.language.metamodel import Metamodel
from stratum.language.suggestions import did_you_mean
from stratum.language.tasks import learned
from stratum.language.tree import Document, Element

ENGINE_UNSUPPORTED = "engine-unsupported"
TOPIC_NOT_STORABLE = "topic-not-storable"
DATASET_NOT_A_TABLE = "dataset-not-a-table"
COLUMNS_NOT_SELECTED = "columns-not-selected"
MODEL_TASK = "model-task"
ENGINE_UNREACHABLE = "engine-unreachable"
TOO_MANY_HOSTS = "too-many-hosts"
POLICY_UNKNOWN = "policy-unknown"
LIBRARY_ABSENT = "library-absent"
MOST_HOSTS = ROOM
"""The local engine has a loopback address for each of so many hosts."""
ENGINE = frozenset({ENGINE_UNSUPPORTED, LIBRARY_ABSENT, TOO_MANY_HOSTS, ROWS_NEED_CODE, Code.PIPELINE_RESULT})
"""Codes of what hinders only who wants to run a model here: it may be exported to other tools as well."""
_EXPORT = ", or run it elsewhere: stratum export"
TABLES = frozenset({SQL, "filter", SELECT})


def for_reading(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings as they count where nothing is to be run: what only an engine here lacks is a note.

    Of several that tell the same of one document the first speaks for all. That a pipeline trains no model is
    left out, because the language warns of it.
    """
    rest: list[Finding] = []
    alike: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.code == Code.PIPELINE_RESULT:
            continue
        if finding.code in ENGINE:
            alike.setdefault((finding.code, finding.position.file), []).append(finding)
        else:
            rest.append(finding)
    return (*rest, *map(_note, alike.values()))


def _note(alike: Sequence[Finding]) -> Finding:
    first, *others = sorted(alike, key=lambda f: f.position)
    names = ", ".join(f.element.rpartition("/")[2] for f in others)
    message = f"{first.message}; nor can it run {names}" if others else first.message
    return dataclasses.replace(first, severity=Severity.NOTE, message=message)


def application_findings(
    application: Document, documents: Mapping[str, Document], metamodel: Metamodel
) -> tuple[Finding, ...]:
    """What keeps a checked application from running on this machine.

    Args:
        application: Checked by the language.
        documents: The pipelines that it refers to and the applications that it selects from, by file.
        metamodel: Its types.
    """
    found: list[Finding] = []
    others = selections(application, documents.values(), metamodel, {}).values()
    around = (application, *(other.application for other in others))
    for element in application.components():
        if engines.program(metamodel, element) not in {*BUILDERS, PROGRAM}:
            found.append(_unsupported(application, element, engines.LOCAL, _EXPORT))
        elif metamodel.type(element.type).role == "writer":
            found.extend(_not_storable(application, around, element))
        elif metamodel.type(element.type).role == ROLE:
            found.extend(_not_a_table(application, element, ROWS, documents, metamodel))
            found.extend(predictor_findings(application, element, documents, metamodel))
        elif "dataset" in element.attributes:
            found.extend(_not_a_table(application, element, "dataset", documents, metamodel))
            found.extend(_not_replayable(application, element, documents, metamodel))
        elif metamodel.type(element.type).role == "processor":
            found.extend(_not_streamable(application, element, documents, metamodel))
    return tuple(found)


def policy_findings(application: Document, policies: Sequence[str]) -> tuple[Finding, ...]:
    """Policies of scaling that no installed package offers.

    Args:
        application: Checked by the language.
        policies: Names of those that are installed.
    """
    found = []
    for element in application.components():
        policy = text(group(element.attributes, "scaling"), "policy", "")
        if policy and policy not in policies:
            message = f"{element.name} is scaled by policy {policy!r}, which no installed package offers"
            fix = did_you_mean(policy, policies, "policies")
            found.append(_finding(POLICY_UNKNOWN, application, element, message, fix, "scaling.policy"))
    return tuple(found)


def infrastructure_findings(infrastructure: Document) -> tuple[Finding, ...]:
    """What keeps a checked infrastructure from being played by this machine."""
    count = len(hosts(infrastructure))
    if count <= MOST_HOSTS:
        return ()
    required, available = f"at most {MOST_HOSTS} hosts", f"{count} hosts"
    message = f"{infrastructure.name} has {available}; one machine can stand for {required}"
    fix = "leave out hosts that no component needs, or divide the infrastructure"
    place = Position(infrastructure.file)
    name = infrastructure.name
    return (Finding(TOO_MANY_HOSTS, Severity.ERROR, name, message, place, required, available, fix),)


def pipeline_findings(
    document: Document, metamodel: Metamodel, absent: Collection[str] = ()
) -> tuple[Finding, ...]:
    """What keeps a checked pipeline from being trained here.

    Args:
        document: The pipeline.
        metamodel: Its types.
        absent: Names of optional libraries that are not installed.
    """
    if not of_type(document, metamodel, CHOICE):
        message, fix = "the pipeline prepares rows and trains no model", "add a block of type ChooseBest"
        return (_untrainable(Code.PIPELINE_RESULT, document, message, fix),)
    try:
        task = learned(text(choice_of(document, metamodel).attributes, "task", "classification"))
        candidates = candidates_of(document, metamodel)
        split, chain = split_of(document, metamodel), feeding(document, metamodel)
    except InvalidInputError as error:
        message = error.message.removeprefix(f"{document.file}: ")
        return (_untrainable(Code.PIPELINE_ORDER, document, message, error.hint),)
    unknown = [_unsupported(document, b, engines.DATA) for b in chain if not _known(b, metamodel)]
    if not engines.split_method(metamodel, split):
        unknown.append(_unsupported(document, split, engines.DATA))
    unknown += [
        _unsupported(document, candidate, f"{engines.framework(metamodel, candidate, task)} for {task}")
        for candidate in candidates
        if engines.algorithm(metamodel, candidate, task) is None
    ]
    unknown += [found for c in candidates for found in _ignored(document, c, task, metamodel)]
    unknown += [found for c in candidates for found in _absent(document, c, task, metamodel, absent)]
    return (*unknown, *network_findings(document, candidates, task, metamodel))


def _absent(
    document: Document, candidate: Element, task: str, metamodel: Metamodel, absent: Collection[str]
) -> Iterator[Finding]:
    algorithm = engines.algorithm(metamodel, candidate, task)
    if algorithm is not None and algorithm.framework in absent:
        message = f"{candidate.name} needs {algorithm.framework}, which is not installed"
        fix = f"{install(algorithm.framework)}, or choose another {engines.FRAMEWORK}"
        yield _finding(LIBRARY_ABSENT, document, candidate, message, fix, engines.FRAMEWORK)


def _ignored(document: Document, candidate: Element, task: str, metamodel: Metamodel) -> Iterator[Finding]:
    """Attributes that the framework of a candidate knows nothing of, and that would change nothing."""
    algorithm = engines.algorithm(metamodel, candidate, task)
    if algorithm is None or engines.FRAMEWORK not in metamodel.type(candidate.type).attributes:
        return
    others = {
        name
        for engine in engines.FRAMEWORKS.values()
        for name in group(engines.implementation(metamodel, candidate, engine), "parameters")
    }
    for name in sorted(others - set(algorithm.parameters)):
        if name in candidate.attributes:
            label = engines.framework(metamodel, candidate, task)
            message = f"{candidate.name} sets {name}, which {label} does not know"
            fix = f"remove {name}, or choose another {engines.FRAMEWORK}"
            yield _finding(ENGINE_UNSUPPORTED, document, candidate, message, fix, name)


def _untrainable(code: Code, document: Document, message: str, fix: str) -> Finding:
    place = document.positions.get("name", Position(document.file, 1, 1))
    return Finding(code, Severity.ERROR, document.name, message, place, fix=fix)


def _known(block: Element, metamodel: Metamodel) -> bool:
    return bool(engines.source_kind(metamodel, block) or engines.step_kind(metamodel, block))


def _not_storable(application: Document, around: Sequence[Document], writer: Element) -> Iterator[Finding]:
    for topic in texts(writer.attributes, "consumes"):
        if not kind_of(around, topic):
            message = f"{writer.name} cannot store {topic}: it carries neither predictions nor outcomes"
            fix = "consume what a StreamProcessor produces, or the outcomes of a publisher"
            yield _finding(TOPIC_NOT_STORABLE, application, writer, message, fix, "consumes")


def _not_a_table(
    application: Document,
    reader: Element,
    attribute: str,
    pipelines: Mapping[str, Document],
    metamodel: Metamodel,
) -> Iterator[Finding]:
    pipeline = pipelines.get(resolve(application.file, text(reader.attributes, "pipeline")))
    name = text(reader.attributes, attribute)
    block = pipeline.element(name) if pipeline else None
    if block is None:
        return  # the language tells unknown references
    if not (engines.source_kind(metamodel, block) or engines.step_kind(metamodel, block) in TABLES):
        message = f"{reader.name} cannot read {name}: it is part of a model, not a table"
        fix = "name a source, a query, a filter or a selection"
        yield _finding(DATASET_NOT_A_TABLE, application, reader, message, fix, attribute)


def _not_replayable(
    application: Document, publisher: Element, pipelines: Mapping[str, Document], metamodel: Metamodel
) -> Iterator[Finding]:
    pipeline = pipelines.get(resolve(application.file, text(publisher.attributes, "pipeline")))
    dataset = text(publisher.attributes, "dataset")
    if pipeline is None or pipeline.element(dataset) is None:
        return  # the language tells unknown references
    if reason := _no_columns(pipeline, metamodel):
        message = f"{publisher.name} cannot tell which columns of {dataset} the model takes: {reason}"
        fix = f"add a block of type SelectColumns to {pipeline.file}"
        yield _finding(COLUMNS_NOT_SELECTED, application, publisher, message, fix, "pipeline")


def _not_streamable(
    application: Document, processor: Element, documents: Mapping[str, Document], metamodel: Metamodel
) -> Iterator[Finding]:
    """A stream processor takes a class or a number; of models from elsewhere nothing is known."""
    models = {text(e.attributes, "model", "").partition("@")[0]: e for e in _services(application, processor)}
    for document in (d for d in documents.values() if d.name in models):
        tasks = {text(c.attributes, "task", TARGETED[0]) for c in of_type(document, metamodel, CHOICE)}
        for task in tasks.difference(TARGETED):
            service, model = models[document.name].name, document.name
            message = (
                f"{processor.name} asks {service} about the model {model}, which does {task}: "
                "its answers are neither classes nor numbers"
            )
            fix = f"serve a classifier or a regression in {service}, or ask {model} there over HTTP"
            yield _finding(MODEL_TASK, application, processor, message, fix)


def _services(application: Document, processor: Element) -> Iterator[Element]:
    """What a stream processor is connected to."""
    for name in processor.targets("connectsTo"):
        if (found := application.element(name)) is not None:
            yield found


def unreachable(application: Document, engine: str, why: str) -> Finding:
    """An application and the engine that is to run it, but cannot be reached.

    Args:
        application: A document.
        engine: Name of the engine.
        why: What it said, or why it said nothing.
    """
    return Finding(
        ENGINE_UNREACHABLE,
        Severity.ERROR,
        application.name,
        f"{application.name} is to run on {engine}, which cannot run anything now: {why}",
        Position(application.file),
        fix=f"start the engine {engine}, or deploy with another --engine",
    )


def _no_columns(pipeline: Document, metamodel: Metamodel) -> str:
    """Why a pipeline does not say which columns its model takes; empty where it does."""
    try:
        return "" if model_columns(pipeline, metamodel) else "the pipeline selects no columns"
    except InvalidInputError as error:
        return error.message


def _unsupported(document: Document, element: Element, engine: str, instead: str = "") -> Finding:
    message = f"{engine} cannot run {element.name}: type {element.type} has no implementation for it"
    fix = f"choose another type, or add an implementation for {engine} to {element.type}{instead}"
    return _finding(ENGINE_UNSUPPORTED, document, element, message, fix)


def _finding(
    code: str, document: Document, element: Element, message: str, fix: str, attribute: str = ""
) -> Finding:
    position = element.positions.get(attribute, element.position)
    return Finding(code, Severity.ERROR, document.path(element), message, position, fix=fix)
