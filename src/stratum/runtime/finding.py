"""What an automatic training is asked for, before anything that trains is loaded: name, source, plan."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from stratum.compiler import engines
from stratum.compiler.automatic import MODEL, source_text
from stratum.core.edits import Edit, RemoveDocument
from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.language.constraints.names import FORM, is_name
from stratum.language.metamodel import Metamodel
from stratum.language.paths import PACKAGE, beside, written_from
from stratum.language.syntax.parse import parse
from stratum.language.tree import Document, DocumentKind
from stratum.runtime.checked import Checked
from stratum.runtime.wiring import Parts
from stratum.training.logic.progress import Plan
from stratum.training.orders import Order, Wish
from stratum.training.records import FOUND

SEARCH: Final = "search"
SEARCH_SHARE: Final = 0.65
"""Of the time, about, for reading and searching."""
FIT_SHARE: Final = 0.3
"""Of the time, at most, for fitting what was chosen."""
AFTERWARDS: Final = 9.0
"""Seconds of the time for what follows: importance, export, report, measuring; at most a third of it."""
ENDINGS: Final[Mapping[str, str]] = {
    ".csv": "CsvSource",
    ".csv.gz": "CsvSource",
    ".csv.zip": "CsvSource",
    ".parquet": "ParquetSource",
    ".tsv": "TsvSource",
    ".json": "JsonSource",
    ".jsonl": "JsonSource",
    ".ndjson": "JsonSource",
    ".xlsx": "ExcelSource",
    ".arrow": "ArrowSource",
    ".feather": "ArrowSource",
}
"""Type of the source for how the name of a file ends."""

_ANEW: Final = "search again with --auto, or train a document that is there as it is"


def named(wish: Wish) -> str:
    """The name of the pipeline that a wish makes.

    Raises:
        InvalidInputError: If what was asked for is no name of a document.
    """
    if wish.name:
        if not is_name(wish.name):
            raise InvalidInputError(f"{wish.name!r} is not a name", f"use {FORM}")
        return wish.name
    told = f"{Path(wish.data).name.split('.')[0]} {wish.target}"
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in told).lower().split()
    plain = "-".join(words)
    return (plain if plain[:1].isalpha() else f"automatic-{plain}")[:63].rstrip("-")


def file_of(name: str) -> str:
    """The file of the document of a pipeline that is found."""
    return f"{name}.yaml"


def plan_of(parts: Parts, order: Order) -> Plan:
    """What an automatic run sets out to do."""
    executor, wish = order.executor or parts.settings.executor, order.wish or Wish("", "")
    timed = {} if wish.trials else {SEARCH: wish.budget * SEARCH_SHARE, MODEL: wish.budget * FIT_SHARE}
    return Plan(
        started=parts.clock.now(),
        candidates=(SEARCH, MODEL),
        baselines=("majority",),
        executor=executor,
        workers=1 if executor == "inline" else parts.settings.workers,
        seed=order.seed or 0,
        by=order.by,
        expected=timed,
        automatic=True,
        cluster=order.cluster,
        wish=order.wish,
    )


def room_for(checked: Checked, runs_root: Path, name: str) -> list[Edit]:
    """What makes room for the new document: one that an automatic run wrote goes, as nobody changed it.

    Args:
        checked: The workspace.
        runs_root: Folder of the runs, which keep what they wrote.
        name: Of the pipeline.

    Raises:
        InvalidInputError: If people wrote or changed a document of this name or file.
    """
    file = file_of(name)
    for known, document in checked.model.documents.items():
        if known != file and document.name != name:
            continue
        if known == file and any(is_found(checked, f, name) for f in runs_root.glob(f"{name}-*")):
            return [RemoveDocument(file)]
        said = f"{known} is a document already, and people wrote or changed it"
        raise InvalidInputError(said, "give another --name")
    if file in checked.texts:
        raise InvalidInputError(f"there is a file {file} already", "give another --name")
    return []


def refuse_taken(checked: Checked, folder: Path, name: str, *, can_search: bool) -> None:
    """See that an automatic run can go on.

    Args:
        checked: The workspace.
        folder: Of the run, beside the other runs.
        name: Of the pipeline.
        can_search: Whether the run kept what it was to search for.

    Raises:
        InvalidInputError: If people wrote or changed a document of this name or file, or the run cannot
            search and its document is not as it wrote it.
    """
    try:
        room_for(checked, folder.parent, name)
    except InvalidInputError as error:
        hint = f"train that document as it is, or take it away and go on with {folder.name}"
        raise InvalidInputError(error.message, hint if can_search else _ANEW) from None
    if not can_search and not is_found(checked, folder, name):
        said = f"run {folder.name} did not keep what it was to search for, and {file_of(name)} is not its own"
        raise InvalidInputError(said, _ANEW)


def is_found(checked: Checked, folder: Path, name: str) -> bool:
    """Whether the document of a pipeline is what the run of a folder wrote, to the last character."""
    try:
        return (folder / FOUND).read_bytes() == checked.texts.get(file_of(name), "").encode()
    except OSError:
        return False


def source_of(checked: Checked, data: str, file: str) -> Mapping[str, object]:
    """Type and attributes of a source block for a new document.

    Args:
        checked: The workspace.
        data: Path of a file, as ``package:NAME/PATH``, absolute, or relative to the workspace; or the name
            of a source block of a pipeline.
        file: The new document.

    Raises:
        NotFoundError: If there is neither such a file nor such a block.
        InvalidInputError: If no source reads files whose names end so.
    """
    for document in checked.model.of_kind(DocumentKind.PIPELINE):
        block = document.element(data)
        if block is not None and engines.source_kind(checked.metamodel, block):
            values = dict(block.attributes)
            values.pop("description", None)
            if isinstance(path := values.get("path"), str):
                values["path"] = written_from(file, beside(document.file, path))
            return {"type": block.type, **values}
    return {"type": _type_for(checked.metamodel, data), "path": _path(checked.root, data, file)}


def is_file(data: str) -> bool:
    """Whether a word is the path of a file of rows, by its end."""
    return data.lower().endswith(tuple(ENDINGS))


def source_document(checked: Checked, data: str) -> Document:
    """A pipeline that has the rows of a file alone, and is in no file itself.

    Raises:
        StratumError: As ``source_of`` does.
    """
    file = file_of("looked-at")
    return read_document(checked, file, source_text("looked-at", source_of(checked, data, file)))


def read_document(checked: Checked, file: str, text: str) -> Document:
    """The document that a text is, were it in a file of the workspace.

    Raises:
        InvalidInputError: If it is none.
    """
    parsed = parse(text, str(checked.root / file), checked.metamodel)
    if parsed.document is None or parsed.findings:
        first = parsed.findings[0]
        raise InvalidInputError(f"this cannot be said as a pipeline: {first.message}", first.fix)
    return parsed.document


def _type_for(metamodel: Metamodel, data: str) -> str:
    ending = max((e for e in ENDINGS if data.lower().endswith(e)), key=len, default="")
    found = metamodel.types.get(ENDINGS.get(ending, ""))
    if found is None or found.model_only:
        able = [e for e, t in ENDINGS.items() if t in metamodel.types and not metamodel.type(t).model_only]
        raise InvalidInputError(
            f"{data!r} is neither a source of a pipeline here nor a file of a known kind",
            f"give the name of a source block, or a file that ends in {', '.join(able)}",
        )
    return found.name


def _path(root: Path, data: str, file: str) -> str:
    if data.startswith(PACKAGE):
        return data
    path = (root / data).resolve()
    if not path.is_file():
        raise NotFoundError(f"there is no file {data!r}", "paths begin at the folder of the workspace")
    inside = path.is_relative_to(root.resolve())
    return written_from(file, path.relative_to(root.resolve()).as_posix()) if inside else str(path)
