"""Pipelines: blocks in an order that can run, one result, and a choice that fits its task."""

from collections.abc import Iterable, Iterator, Mapping

from stratum.core.edits import Fix, RemoveElement
from stratum.core.findings import Finding, Position, Severity
from stratum.language.codes import Code
from stratum.language.constraints.columns import effect_of, named
from stratum.language.constraints.context import Context, Space, Typed, cured, error, warning
from stratum.language.metamodel import Metamodel, Reference, Type
from stratum.language.tasks import FORECASTING, learned
from stratum.language.tree import DocumentKind

ALGORITHM = "Algorithm"
CHOICE = "Choice"
_SPLIT = "Split"
_FEATURES = (3, 4)


def stages(context: Context) -> Iterable[Finding]:
    """Rows are chosen first, then filled, then coded and scaled, then divided: never the other way round."""
    for space in context.of_kind(DocumentKind.PIPELINE):
        for typed in space.elements.values():
            for relation, source in space.connections(typed):
                if not 0 < typed.type.stage < source.type.stage or not source.type.is_a("Rows"):
                    continue
                message = f"{typed.name} ({typed.type.name}) comes after {source.name} ({source.type.name})"
                fix = f"let {typed.name} take its rows from before {source.name}"
                yield error(Code.PIPELINE_ORDER, typed, message, fix, at=relation.position)
                break


def divisions(context: Context) -> Iterable[Finding]:
    """The candidates of a choice learn from the same division, or their figures could not be compared."""
    for space, choice in _choices(context):
        splits = sorted(t.name for t in _upstream(space, choice) if t.type.is_a(_SPLIT))
        if len(splits) > 1:
            message = f"the candidates of {choice.name} come from different divisions: {', '.join(splits)}"
            yield error(Code.PIPELINE_ORDER, choice, message, f"use one of them for all, such as {splits[0]}")


def results(context: Context) -> Iterable[Finding]:
    """A pipeline makes one model, and every block has a part in it or in what is replayed."""
    for space in context.of_kind(DocumentKind.PIPELINE):
        choices = [t for t in space.elements.values() if t.type.is_a(CHOICE)]
        yield from _surplus(choices)
        if space.unread:
            continue
        if not choices:
            yield _no_choice(space)
        elif _is_whole(space):
            yield from _unused(context, space)


def _surplus(choices: list[Typed]) -> Iterator[Finding]:
    for extra in choices[1:]:
        message = f"{extra.name} is a second result beside {choices[0].name}"
        fix = "keep one, and move the other to a pipeline of its own"
        yield error(Code.PIPELINE_RESULT, extra, message, fix)


def _is_whole(space: Space) -> bool:
    """Whether every input is there; otherwise a block may only seem to be unused."""
    return all(
        space.target(relation, kind) is not None
        for typed in space.elements.values()
        for relation, kind in typed.relations()
    )


def _no_choice(space: Space) -> Finding:
    document = space.document
    message = "the pipeline prepares rows and trains no model"
    fix = "add a block of type ChooseBest to train one"
    place = document.positions.get("name", Position(document.file, 1, 1))
    return Finding(Code.PIPELINE_RESULT, Severity.WARNING, document.name, message, place, fix=fix)


def _unused(context: Context, space: Space) -> Iterator[Finding]:
    used = {source.name for t in space.elements.values() for _, source in space.connections(t)}
    blocks = (t for t in space.elements.values() if not t.element.parent)
    rest = [t for t in blocks if t.name not in used and not t.type.is_a(CHOICE)]
    replayed = {name for _, _, _, name in context.naming(Reference.BLOCK)} if rest else set()
    for typed in rest:
        name = typed.name
        if name not in replayed:
            message = f"nothing takes what {name} gives"
            found = warning(Code.BLOCK_UNUSED, typed, message, "name it as an input, or remove it")
            yield cured(found, Fix(f"remove {name}", (RemoveElement(typed.element.position.file, name),)))


def targets(context: Context) -> Iterable[Finding]:
    """The column to predict is no feature: it neither names the row nor is filled, coded or scaled."""
    for space, choice in _choices(context):
        target = choice.element.attributes.get("target")
        yield from _wanted(choice, target)
        if target is not None and target == choice.element.attributes.get("identifier"):
            message = f"{target} is both what is predicted and what names the row"
            yield error(Code.PIPELINE_TARGET, choice, message, "choose another identifier", at="identifier")
        for typed in _upstream(space, choice):
            if typed.type.stage in _FEATURES and "roles" not in effect_of(typed):
                yield from _prepared(typed, choice, target)


def _wanted(choice: Typed, target: object) -> Iterator[Finding]:
    """Classes and numbers need a target, clusters have none, and of anomalies all figures but one need it."""
    values = choice.element.attributes
    task, metric = values.get("task"), values.get("metric")
    yield from _paired(choice, task)
    if task == "clustering" and target is not None:
        message = f"{choice.name} finds clusters, which have no target"
        yield error(Code.PIPELINE_TARGET, choice, message, "remove target", at="target")
    elif target is None and task in {"classification", "regression", "forecasting"}:
        message, fix = f"{choice.name} has no target", "add target: the column to predict"
        yield error(Code.MISSING_ATTRIBUTE, choice, message, fix)
    elif target is None and task == "anomaly" and metric not in {None, "flagged"}:
        message = f"{metric} needs rows that are known to be anomalies, and {choice.name} has no target"
        fix = "add target: the column that tells them, or use the metric flagged"
        yield error(Code.PIPELINE_TARGET, choice, message, fix, at="metric")


def _paired(choice: Typed, task: object) -> Iterator[Finding]:
    """Recommendations have a user and an item, other tasks have neither."""
    for name in ("user", "item"):
        given = choice.element.attributes.get(name)
        if task == "recommendation" and given is None:
            message = f"{choice.name} recommends and has no {name}"
            yield error(Code.MISSING_ATTRIBUTE, choice, message, f"add {name}: the column that names it")
        elif task != "recommendation" and given is not None:
            message = f"{choice.name} names a {name}, which only recommendations have"
            yield error(Code.PIPELINE_TARGET, choice, message, f"remove {name}", at=name)


def _prepared(typed: Typed, choice: Typed, target: object) -> Iterator[Finding]:
    for attribute, column in named(typed):
        if column == target:
            message = f"{typed.name} prepares {target}, which {choice.name} is to predict"
            yield error(
                Code.PIPELINE_TARGET, typed, message, f"remove {target} from {attribute}", at=attribute
            )


def metrics(context: Context) -> Iterable[Finding]:
    """The metric of a choice measures its task."""
    for _, choice in _choices(context):
        task, metric = (choice.element.attributes.get(name) for name in ("task", "metric"))
        fitting = _metrics(choice.type, task)
        if fitting and metric not in {None, *fitting}:
            wanted = f"one of {', '.join(fitting)}"
            message, numbers = f"metric {metric} does not measure {task}", (wanted, str(metric))
            fix = f"use {wanted}"
            yield error(Code.PIPELINE_METRIC, choice, message, fix, at="metric", numbers=numbers)


def _metrics(found: Type, task: object) -> tuple[str, ...]:
    by_task = found.implementation.get("metrics")
    fitting = by_task.get(task) if isinstance(by_task, Mapping) else None
    return fitting if isinstance(fitting, tuple) else ()


def tasks(context: Context) -> Iterable[Finding]:
    """Every candidate of a choice can do its task; of what nothing runs it is not known."""
    for space, choice in _choices(context):
        task = choice.element.attributes.get("task")
        for _, candidate in space.connections(choice):
            known = candidate.type.is_a(ALGORITHM) and not candidate.type.model_only
            if known and not _can(candidate.type, task):
                message = f"{candidate.type.name} cannot do {task}"
                able = ", ".join(_able(context.metamodel, task))
                yield error(Code.PIPELINE_TASK, candidate, message, f"use one of {able}")


def _able(metamodel: Metamodel, task: object) -> list[str]:
    """What can do a task; those of an abstract type by its name alone."""
    families = {t.name for t in metamodel.types.values() if t.abstract and t.parent == ALGORITHM}
    able = [t for t in metamodel.concrete(ALGORITHM) if _can(t, task)]
    named = dict.fromkeys(t.parent if t.parent in families else t.name for t in able)
    return sorted(f"any {name}" if name in families else name for name in named)


def _can(found: Type, task: object) -> bool:
    needed = learned(str(task))
    return any(isinstance(engine, Mapping) and needed in engine for engine in found.implementation.values())


def forecasts(context: Context) -> Iterable[Finding]:
    """A forecast has a horizon, and nothing later tells it what comes: rows are divided by their time."""
    for space, choice in _choices(context):
        values = choice.element.attributes
        if values.get("task") != FORECASTING:
            for name in ("horizon", "season", "series"):
                if name in values:
                    message = f"{choice.name} has {name} and does no forecasting"
                    yield error(Code.PIPELINE_TASK, choice, message, f"remove {name}", at=name)
            continue
        if "horizon" not in values:
            message = f"{choice.name} says not how many steps it forecasts"
            yield error(Code.MISSING_ATTRIBUTE, choice, message, "add horizon: a number of rows")
        for split in (t for t in _upstream(space, choice) if t.type.is_a(_SPLIT)):
            how = split.type.implementation.get("data")
            if isinstance(how, Mapping) and how.get("split") != "time":
                message = f"{split.name} ({split.type.name}) lets {choice.name} learn from what comes later"
                fix = "use a SplitByTime block: a forecast is tested on what comes after its training rows"
                yield error(Code.PIPELINE_ORDER, split, message, fix)


def conditions(context: Context) -> Iterable[Finding]:
    """A comparison of a filter says with what it compares."""
    for _, typed in context.everything():
        where = typed.element.attributes.get("where")
        for condition in where if isinstance(where, tuple) else ():
            if isinstance(condition, Mapping) and not _is_whole_condition(condition):
                message = f"the condition on {condition.get('column')} compares with nothing"
                fix = f"add value: to the condition with is: {condition.get('is')}"
                yield error(Code.MISSING_ATTRIBUTE, typed, message, fix, at="where")


def _is_whole_condition(condition: Mapping[str, object]) -> bool:
    return "value" in condition or condition.get("is") in {None, "known", "missing"}


def _choices(context: Context) -> Iterator[tuple[Space, Typed]]:
    for space in context.of_kind(DocumentKind.PIPELINE):
        for typed in space.elements.values():
            if typed.type.is_a(CHOICE):
                yield space, typed


def _upstream(space: Space, typed: Typed) -> list[Typed]:
    """All blocks that a block gets rows from, over any number of steps."""
    seen = {typed.name}
    waiting = [typed]
    found = []
    while waiting:
        for _, source in space.connections(waiting.pop()):
            if source.name not in seen:
                seen.add(source.name)
                found.append(source)
                waiting.append(source)
    return found
