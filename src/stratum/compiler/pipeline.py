"""From a pipeline document to the specification that training runs, and to the blocks behind a dataset."""

from collections.abc import Mapping

from stratum.compiler import engines
from stratum.compiler.attributes import flag, group, number, text, texts
from stratum.compiler.blocks import (
    INPUT,
    MEMBERS,
    SELECT,
    before,
    block_of,
    candidates_of,
    choice_of,
    feeding,
    split_of,
)
from stratum.compiler.networks import layers_of
from stratum.compiler.paths import resolve
from stratum.compiler.types import Blocks
from stratum.core.digests import digest_value
from stratum.core.errors import InvalidInputError
from stratum.data.types import SourceSpec, StepSpec
from stratum.language.metamodel import Attribute, Metamodel, Shape
from stratum.language.tasks import FORECASTING, learned
from stratum.language.tree import Document, Element
from stratum.training.evaluation import EvaluationSpec, Limits
from stratum.training.types import RULES, CandidateSpec, ForecastSpec, Pairs, PipelineSpec, SplitSpec

SQL = "sql"
PYTHON = "python"
MODULE = "module"
QUERY = "query"
PATH = "path"
DESCRIPTION = "description"
SCHEMA = "schema"
UNITS = "units"
TIME = "time"
COLUMNS = "columns"
_TOLD = frozenset({DESCRIPTION, SCHEMA, UNITS})
"""What a block says of its rows and not of how they are made."""
TARGETED = ("classification", "regression")
"""Tasks that predict a target."""
STRATIFIED = "stratified"
RECOMMENDATION = "recommendation"

Texts = Mapping[str, str]


def query_files(document: Document, metamodel: Metamodel) -> tuple[str, ...]:
    """Paths of the query files that a pipeline refers to: the keys of ``texts`` below."""
    queries = (e for e in document.elements if _has_query(e, metamodel))
    return tuple(dict.fromkeys(resolve(document.file, text(e.attributes, QUERY)) for e in queries))


def _has_query(block: Element, metamodel: Metamodel) -> bool:
    """Whether a block runs a query file: a step of SQL, or a source that asks a database."""
    source = engines.source_kind(metamodel, block)
    return QUERY in block.attributes and bool(source or engines.step_kind(metamodel, block) == SQL)


def pipeline_spec(document: Document, texts_by_path: Texts, metamodel: Metamodel) -> PipelineSpec:
    """The specification of a checked pipeline. Blocks that feed no candidate are left out.

    Its digest covers the document and the queries of the blocks that are used.

    Args:
        document: The pipeline; relative paths in it begin at the folder of ``document.file``.
        texts_by_path: Text of each file of ``query_files``.
        metamodel: Says how engines call the types.

    Raises:
        InvalidInputError: If the pipeline breaks a rule that checking finds, or a query file is missing.
    """
    choice = choice_of(document, metamodel)
    values = choice.attributes
    chain = feeding(document, metamodel)
    blocks = _blocks(document, chain, texts_by_path, metamodel)
    task = text(values, "task", "classification")
    forecast = _forecast(values) if task == FORECASTING else None
    return PipelineSpec(
        name=document.name,
        description=text(document.attributes, DESCRIPTION, ""),
        sources=blocks.sources,
        steps=blocks.steps,
        target=text(values, "target", ""),
        task=task,
        identifier=text(values, "identifier", ""),
        split=split_spec(split_of(document, metamodel), metamodel, text(values, "target", "")),
        candidates=_candidates(document, learned(task), metamodel),
        metric=text(values, "metric"),
        baselines=_baselines(values, task),
        seed=int(number(values, "seed", 0)),
        digest=_digest(document, blocks),
        outcome_time=text(values, "outcomeTime", ""),
        evaluation=_evaluation(values),
        refit=values.get("refit") is True,
        pairs=_pairs(values) if task == RECOMMENDATION else None,
        forecast=forecast,
        units=_units(chain),
    )


def _units(chain: tuple[Element, ...]) -> dict[str, dict[str, str]]:
    told = {block.name: group(block.attributes, UNITS) for block in chain}
    return {name: {c: str(unit) for c, unit in units.items()} for name, units in told.items() if units}


def _baselines(values: Mapping[str, object], task: str) -> tuple[str, ...]:
    if task in RULES:
        return (RULES[task],)
    return texts(values, "baselines") if task in TARGETED else ()


def _pairs(values: Mapping[str, object]) -> Pairs:
    liked = float(number(values, "liked")) if "liked" in values else None
    return Pairs(text(values, "user"), text(values, "item"), int(number(values, "length", 10)), liked)


def _forecast(values: Mapping[str, object]) -> ForecastSpec:
    horizon, season = (int(number(values, name, 1)) for name in ("horizon", "season"))
    return ForecastSpec(horizon, season, text(values, "series", ""))


def replayable(document: Document, block: str, texts_by_path: Texts, metamodel: Metamodel) -> Blocks:
    """The sources and steps that make the rows of one block, itself included.

    Raises:
        InvalidInputError: If the block, one of its inputs or a query file is missing.
    """
    return _blocks(document, before(document, block), texts_by_path, metamodel)


def split_spec(split: Element, metamodel: Metamodel, target: str = "") -> SplitSpec:
    """How a split divides the rows.

    Args:
        split: The block.
        metamodel: Says how engines call the types.
        target: The column that a stratified split looks at where it names none.

    Raises:
        InvalidInputError: If no engine knows its type.
    """
    method = engines.split_method(metamodel, split)
    if method == TIME:
        return SplitSpec(method, text(split.attributes, "column"), text(split.attributes, "boundary"))
    if not method:
        raise engines.unsupported(split, engines.DATA)
    column = text(split.attributes, "column", target if method == STRATIFIED else "")
    if method == STRATIFIED and not column:
        raise InvalidInputError(f"{split.position}: {split.name}: there is no target", "name a column")
    order = text(split.attributes, "order", "")
    return SplitSpec(method, column, fraction=float(number(split.attributes, "fraction")), order=order)


def boundary(document: Document, metamodel: Metamodel) -> str:
    """The first moment of the test rows of a split by time; empty for other splits."""
    return split_spec(split_of(document, metamodel), metamodel).boundary


def model_columns(document: Document, metamodel: Metamodel) -> tuple[str, ...]:
    """The columns of a row that the model takes; empty where the pipeline selects none.

    They are those of the last selection before the candidates, without the target and the identifier.
    """
    values = choice_of(document, metamodel).attributes
    left_out = {text(values, "target"), text(values, "identifier", "")}
    selections = [e for e in feeding(document, metamodel) if engines.step_kind(metamodel, e) == SELECT]
    if not selections:
        return ()
    return tuple(c for c in texts(selections[-1].attributes, "columns") if c not in left_out)


def _blocks(
    document: Document, chain: tuple[Element, ...], texts_by_path: Texts, metamodel: Metamodel
) -> Blocks:
    sources, steps = [], []
    for block in chain:
        if kind := engines.source_kind(metamodel, block):
            sources.append(SourceSpec(block.name, kind, _source(document, block, texts_by_path)))
        else:
            steps.append(_step(document, block, texts_by_path, metamodel))
    return Blocks(tuple(sources), tuple(steps))


def _located(document: Document, block: Element) -> dict[str, object]:
    """The values of a block for its engine, its path made absolute."""
    values = {key: value for key, value in block.attributes.items() if key not in _TOLD}
    return {**values, PATH: resolve(document.file, text(values, PATH))} if PATH in values else values


def _source(document: Document, block: Element, texts_by_path: Texts) -> dict[str, object]:
    values = _located(document, block)
    if block.attributes.get(SCHEMA):
        values[SCHEMA] = block.attributes[SCHEMA]
    if QUERY in values:
        values[QUERY] = _query(resolve(document.file, text(values, QUERY)), block, texts_by_path)
    return values


def _step(document: Document, block: Element, texts_by_path: Texts, metamodel: Metamodel) -> StepSpec:
    kind = engines.step_kind(metamodel, block)
    if not kind:
        raise engines.unsupported(block, engines.DATA)
    values = _located(document, block)
    if kind == PYTHON:
        values[MODULE] = resolve(document.file, text(values, MODULE))
    if kind == SQL:
        values[QUERY] = _query(resolve(document.file, text(values, QUERY)), block, texts_by_path)
    if transformer := engines.transformer(metamodel, block):
        parameters = _parameters(block, transformer, metamodel)
        values = {COLUMNS: values[COLUMNS], "transformer": transformer.name, "parameters": parameters}
    return StepSpec(block.name, kind, block.targets(INPUT), values)


def _query(path: str, block: Element, texts_by_path: Texts) -> str:
    if path not in texts_by_path:
        raise InvalidInputError(
            f"{block.position}: {block.name}: query file {path} is missing", f"write {path}"
        )
    return texts_by_path[path]


def _candidates(document: Document, task: str, metamodel: Metamodel) -> tuple[CandidateSpec, ...]:
    return tuple(_candidate(document, c, task, metamodel) for c in candidates_of(document, metamodel))


def _candidate(document: Document, block: Element, task: str, metamodel: Metamodel) -> CandidateSpec:
    algorithm = engines.algorithm(metamodel, block, task)
    if algorithm is None:
        raise engines.unsupported(block, f"{engines.framework(metamodel, block, task)} for {task}")
    parameters = _parameters(block, algorithm, metamodel)
    if layers := layers_of(document, block, metamodel):
        parameters["layers"] = layers
    members = (block_of(document, name) for name in block.targets(MEMBERS))
    inner = tuple(_candidate(document, m, task, metamodel) for m in members)
    needs = _needs(group(block.attributes, "runsOn"))
    return CandidateSpec(block.name, algorithm.framework, algorithm.name, parameters, inner, needs)


def _needs(asked: Mapping[str, object]) -> dict[str, float]:
    """What a worker has to offer, as workers tell it; see ``programs.cluster``."""
    amounts = {name: float(number(asked, name)) for name in ("cores", "memory", "gpus") if name in asked}
    labels = group(asked, "labels")
    return amounts | {f"label:{name}={value}": 1.0 for name, value in sorted(labels.items())}


def _parameters(block: Element, algorithm: engines.Algorithm, metamodel: Metamodel) -> dict[str, object]:
    attributes = metamodel.type(block.type).attributes
    return {
        algorithm.parameters[key]: _handed(attributes[key], value)
        for key, value in block.attributes.items()
        if key in algorithm.parameters and not (algorithm.same and value == attributes[key].default)
    }


def _handed(attribute: Attribute, value: object) -> object:
    """Where a count or a share may stand, whole numbers above 1 are integers and all up to 1 are shares."""
    if attribute.shape is not Shape.NUMBER or not isinstance(value, int | float):
        return value
    return int(value) if value > 1 and float(value).is_integer() else float(value)


def _evaluation(values: Mapping[str, object]) -> EvaluationSpec:
    """What the choice asks to be found out; hosts of a type are known to who has the whole model."""
    most = group(values, "atMost")
    limits = {name: float(number(most, name)) for name in ("latency", "memory", "size") if name in most}
    return EvaluationSpec(
        folds=int(number(values, "folds", 0)),
        slices=texts(values, "slices"),
        learning_curve=flag(values, "learningCurve", default=False),
        explain=flag(values, "explain", default=False),
        limits=Limits(host=text(most, "host", ""), **limits),
        intended_use=text(values, "intendedUse", ""),
        licence=text(values, "dataLicence", ""),
    )


def _digest(document: Document, blocks: Blocks) -> str:
    queries = {s.name: s.attributes[QUERY] for s in blocks.steps if s.kind == SQL}
    queries |= {s.name: s.attributes[QUERY] for s in blocks.sources if QUERY in s.attributes}
    return digest_value({"document": document.digest, "queries": queries})
