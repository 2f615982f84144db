"""The data of a pipeline as faces see it: its tables, their first rows, and what they hold."""

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING

from stratum.compiler import engines
from stratum.compiler.attributes import text
from stratum.compiler.blocks import choice_of
from stratum.compiler.pipeline import replayable
from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.language.metamodel import Metamodel
from stratum.language.tree import Document, DocumentKind, Element
from stratum.runtime.checked import Checked
from stratum.runtime.modelling import load
from stratum.runtime.views import Json
from stratum.runtime.wiring import TABLES, Parts

if TYPE_CHECKING:
    from stratum.data.service import TableService


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


def preview_of(parts: Parts, pipeline: str | None, block: str | None, rows: int) -> Json:
    """The first rows of a table with its schema.

    Args:
        parts: The workspace.
        pipeline: Its name or file; None where there is only one.
        block: Name of a source or of a step that makes a table; None for the first source.
        rows: How many.

    Raises:
        StratumError: As ``stratum.data.looking.preview``.
    """
    from stratum.data.looking import preview

    checked, document, name = _found(parts, pipeline, block)
    tables = _service(parts, checked, document, name)
    return {"pipeline": document.name, **dataclasses.asdict(preview(tables, name, rows))}


def profile_of(parts: Parts, pipeline: str | None, block: str | None) -> Json:
    """What a table holds; see ``preview_of``.

    Raises:
        StratumError: As ``stratum.data.looking.profile``.
    """
    from stratum.data.looking import profile

    checked, document, name = _found(parts, pipeline, block)
    tables = _service(parts, checked, document, name)
    found = profile(tables, name, _target(document, checked.metamodel))
    return {"pipeline": document.name, "block": name, **dataclasses.asdict(found)}


def _found(parts: Parts, pipeline: str | None, block: str | None) -> tuple[Checked, Document, str]:
    checked = load(parts)
    document = checked.document(DocumentKind.PIPELINE, pipeline)
    names = [e.name for e in _tables(document, checked.metamodel)]
    if block is None and not names:
        raise InvalidInputError(f"{document.file} has no source", "add one, such as CsvSource")
    if block is not None and document.element(block) is None:
        known = f"its tables: {', '.join(names)}"
        raise NotFoundError(f"{document.file} has no block {block!r}", known)
    return checked, document, names[0] if block is None else block


def _service(parts: Parts, checked: Checked, document: Document, block: str) -> "TableService":
    from stratum.data.service import TableService
    from stratum.runtime.coding import steps_with_code
    from stratum.runtime.gathering import readers

    blocks = replayable(checked.located(document), block, checked.absolute_texts(), checked.metamodel)
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
