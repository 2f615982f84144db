"""Data as faces see them: the tables of a pipeline, or a file; their first rows, and what they hold."""

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING

from stratum.compiler import engines
from stratum.compiler.attributes import text
from stratum.compiler.automatic import DATA
from stratum.compiler.blocks import choice_of
from stratum.compiler.pipeline import replayable
from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.language.metamodel import Metamodel
from stratum.language.tree import Document, DocumentKind, Element
from stratum.runtime.checked import Checked
from stratum.runtime.finding import source_document
from stratum.runtime.modelling import load
from stratum.runtime.views import Json
from stratum.runtime.wiring import TABLES, Parts

if TYPE_CHECKING:
    from stratum.data.service import TableService


@dataclasses.dataclass(frozen=True, slots=True)
class Table:
    """A table that can be looked at.

    Attributes:
        checked: The workspace.
        document: The pipeline.
        block: The source, or the step that makes a table.
        target: The column that is predicted; empty where none is known.
        pipeline: The name of the document; empty where it was made for a file.
    """

    checked: Checked
    document: Document
    block: str
    target: str
    pipeline: str


def tables_of(parts: Parts, pipeline: str | None) -> Json:
    """The blocks of a pipeline that are tables, in its order, and what it predicts.

    Args:
        parts: The workspace.
        pipeline: Its name or file; None where there is only one.

    Raises:
        NotFoundError: If there is none; the hint lists the known names.
    """
    checked = load(parts)
    document = checked.document(DocumentKind.PIPELINE, pipeline)
    return {
        "pipeline": document.name,
        "file": document.file,
        "target": _target(document, checked.metamodel),
        "tables": [
            {"name": e.name, "type": e.type, "source": bool(engines.source_kind(checked.metamodel, e))}
            for e in _tables(document, checked.metamodel)
        ],
    }


def table_of(parts: Parts, pipeline: str | None, block: str | None) -> Table:
    """A table of a pipeline.

    Args:
        parts: The workspace.
        pipeline: Its name or file; None where there is only one.
        block: Name of a source or of a step that makes a table; None for the first source.

    Raises:
        NotFoundError: If there is none; the hint lists the known names.
        InvalidInputError: If the pipeline has no source.
    """
    checked = load(parts)
    document = checked.document(DocumentKind.PIPELINE, pipeline)
    names = [e.name for e in _tables(document, checked.metamodel)]
    if block is None and not names:
        raise InvalidInputError(f"{document.file} has no source", "add one, such as CsvSource")
    if block is not None and document.element(block) is None:
        known = f"its tables: {', '.join(names)}"
        raise NotFoundError(f"{document.file} has no block {block!r}", known)
    target = _target(document, checked.metamodel)
    return Table(checked, document, names[0] if block is None else block, target, document.name)


def table_of_file(parts: Parts, data: str) -> Table:
    """The rows of a file, which no document need name; only for who may read every file here.

    Args:
        parts: The workspace.
        data: As in ``finding.source_of``.

    Raises:
        NotFoundError: If there is no such file.
        InvalidInputError: If no source reads files whose names end so.
    """
    checked = load(parts)
    return Table(checked, source_document(checked, data), DATA, "", "")


def preview_of(parts: Parts, table: Table, rows: int) -> Json:
    """The first rows of a table with its schema.

    Args:
        parts: The workspace.
        table: Which.
        rows: How many.

    Raises:
        StratumError: As ``stratum.data.looking.preview``.
    """
    from stratum.data.looking import preview

    found = preview(_service(parts, table), table.block, rows)
    return {"pipeline": table.pipeline, **dataclasses.asdict(found)}


def profile_of(parts: Parts, table: Table, target: str = "") -> Json:
    """What a table holds; see ``preview_of``.

    Args:
        parts: The workspace.
        table: Which.
        target: The column that the others are held against; the one that is predicted where empty.

    Raises:
        InvalidInputError: If the table lacks the column that was asked for.
        StratumError: As ``stratum.data.looking.profile``.
    """
    from stratum.data.logic.tables import require_columns
    from stratum.data.looking import profile

    found = profile(_service(parts, table), table.block, target or table.target)
    if target:
        require_columns(table.block, (target,), [column.name for column in found.columns])
    return {"pipeline": table.pipeline, "block": table.block, **dataclasses.asdict(found)}


def _service(parts: Parts, table: Table) -> "TableService":
    from stratum.data.service import TableService
    from stratum.runtime.coding import steps_with_code
    from stratum.runtime.gathering import readers

    checked = table.checked
    document = checked.located(table.document)
    blocks = replayable(document, table.block, checked.absolute_texts(), checked.metamodel)
    steps = steps_with_code(parts, blocks.steps, checked.root)
    return TableService(blocks.sources, steps, readers(parts), parts.state / TABLES)


def _tables(document: Document, metamodel: Metamodel) -> Sequence[Element]:
    """Sources and steps that choose rows and columns; what comes after belongs to the model."""
    from stratum.data.logic.chains import TABLE_STEPS  # brings the data libraries; other views do without

    return [
        element
        for element in document.elements
        if engines.source_kind(metamodel, element) or engines.step_kind(metamodel, element) in TABLE_STEPS
    ]


def _target(document: Document, metamodel: Metamodel) -> str:
    """The column that is predicted; empty while the pipeline does not say it."""
    try:
        return text(choice_of(document, metamodel).attributes, "target", "")
    except InvalidInputError:
        return ""
