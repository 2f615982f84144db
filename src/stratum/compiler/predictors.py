"""What is wrong with a batch predictor that its types cannot say: schedule, table, and what its rows need."""

from collections.abc import Iterator, Mapping
from typing import Final

from stratum.compiler import engines
from stratum.compiler.attributes import group, text, texts
from stratum.compiler.blocks import INPUT, SELECT, before
from stratum.compiler.names import CONNECTS_TO
from stratum.compiler.paths import resolve
from stratum.compiler.pipeline import PYTHON, SCHEMA, model_columns
from stratum.compiler.programs.batch import ROWS
from stratum.core.cron import parse_cron
from stratum.core.errors import InvalidInputError
from stratum.core.findings import Finding, Severity
from stratum.language.metamodel import Metamodel
from stratum.language.tree import Document, Element

SCHEDULE_WRONG: Final = "schedule-wrong"
ROWS_NEED_CODE: Final = "rows-need-code"
ROWS_LACK_COLUMNS: Final = "rows-lack-columns"
TABLE_SHARED: Final = "table-shared"
ROLE: Final = "batch"
_PASSING: Final = frozenset({"filter"})
"""Steps that give the columns that they take."""


def predictor_findings(
    application: Document, element: Element, pipelines: Mapping[str, Document], metamodel: Metamodel
) -> Iterator[Finding]:
    """What is wrong with a batch predictor of an application that the language has checked."""
    yield from _schedule(application, element)
    yield from _table(application, element, metamodel)
    pipeline = pipelines.get(resolve(application.file, text(element.attributes, "pipeline")))
    if pipeline is not None:
        yield from _code(application, element, pipeline, metamodel)
        yield from _columns(application, element, pipeline, metamodel)


def _schedule(application: Document, element: Element) -> Iterator[Finding]:
    values = element.attributes
    if {"every", "cron"} <= values.keys():
        message = f"{element.name} has two schedules: every and cron"
        yield _finding(SCHEDULE_WRONG, application, element, message, "remove one of both", "every")
    if "cron" in values:
        try:
            parse_cron(text(values, "cron"))
        except InvalidInputError as error:
            message = f"{element.name} has no schedule: {error.message}"
            yield _finding(SCHEDULE_WRONG, application, element, message, error.hint, "cron")


def _table(application: Document, element: Element, metamodel: Metamodel) -> Iterator[Finding]:
    """Runs of the same moment have the same name: in one table they would replace each other's answers."""
    mine, table = set(element.targets(CONNECTS_TO)), text(element.attributes, "table")
    for other in application.components():
        if other is element:
            return
        if metamodel.type(other.type).role != ROLE or not mine & set(other.targets(CONNECTS_TO)):
            continue
        if text(other.attributes, "table").lower() == table.lower():
            message = f"{element.name} and {other.name} both keep their answers in table {table}"
            yield _finding(TABLE_SHARED, application, element, message, "name a table for each", "table")


def _code(
    application: Document, element: Element, pipeline: Document, metamodel: Metamodel
) -> Iterator[Finding]:
    """Code of users, which is not read for a predictor, so that each of its runs would fail."""
    rows = text(element.attributes, ROWS)
    if pipeline.element(rows) is None:
        return  # the language tells unknown references
    codes = [one.name for one in before(pipeline, rows) if engines.step_kind(metamodel, one) == PYTHON]
    if codes:
        needed = ", ".join(codes)
        message = f"stratum cannot run {element.name}: {rows} needs the code of {needed}, and it runs none"
        fix = f"name a block that does without {needed}, or keep its rows in a file and name its source"
        yield _finding(ROWS_NEED_CODE, application, element, message, fix, ROWS)


def _columns(
    application: Document, element: Element, pipeline: Document, metamodel: Metamodel
) -> Iterator[Finding]:
    """Columns that the model takes and its rows lack, as far as documents tell: data may tell more."""
    rows = text(element.attributes, ROWS)
    known = _known(pipeline, pipeline.element(rows), metamodel)
    if known is None or text(element.attributes, "model").partition("@")[0] != pipeline.name:
        return
    try:
        lacking = [name for name in model_columns(pipeline, metamodel) if name not in known]
    except InvalidInputError:
        return  # a pipeline that trains nothing is told elsewhere
    if lacking:
        message = f"{rows} gives no {', '.join(lacking)}, which the model of {element.name} takes"
        fix = f"name a block that gives them, or let {rows} give them"
        yield _finding(ROWS_LACK_COLUMNS, application, element, message, fix, ROWS)


def _known(pipeline: Document, block: Element | None, metamodel: Metamodel) -> tuple[str, ...] | None:
    """The columns that a block gives; None where data alone can tell."""
    if block is None:
        return None
    if engines.source_kind(metamodel, block):
        return tuple(group(block.attributes, SCHEMA)) or None
    kind = engines.step_kind(metamodel, block)
    if kind == SELECT:
        return texts(block.attributes, "columns")
    inputs = block.targets(INPUT)
    if kind in _PASSING and len(inputs) == 1:
        return _known(pipeline, pipeline.element(inputs[0]), metamodel)
    return None


def _finding(
    code: str, document: Document, element: Element, message: str, fix: str, attribute: str
) -> Finding:
    position = element.positions.get(attribute, element.position)
    return Finding(code, Severity.ERROR, document.path(element), message, position, fix=fix)
