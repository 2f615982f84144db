"""A model that is asked about stored rows."""

import dataclasses
from collections.abc import Iterator
from pathlib import PurePosixPath

from stratum.compiler.attributes import number, text, texts
from stratum.compiler.names import CONNECTS_TO
from stratum.compiler.paths import resolve
from stratum.compiler.programs.context import DEADLINE, Context, Program
from stratum.compiler.programs.database import database_path
from stratum.compiler.programs.model import bundle_of
from stratum.compiler.types import Blocks
from stratum.core.errors import InvalidInputError
from stratum.data.types import PACKAGE
from stratum.deployment.types import Artifact, Mount, Probe, Scrape
from stratum.language.tree import Element

ROWS = "rows"


def batch(context: Context, element: Element) -> Program:
    """Rows of a block over a model into files or a table.

    Raises:
        InvalidInputError: If its model was not trained, or its rows are not known.
    """
    values, bundle = element.attributes, bundle_of(context, element)
    address, port = context.address(element.name), context.ports[element.name]["status"]
    blocks = _blocks(context, element)
    database = _database(context, element)
    spec = {
        "application": context.application.name,
        "name": element.name,
        "address": address,
        "status": port,
        "folder": context.resolved.directories[element.name],
        "model": {
            "name": bundle.name,
            "version": bundle.version,
            "digest": bundle.digest,
            "path": f"{{artifacts}}/{bundle.digest}" if bundle.digest else bundle.path,
            "variant": text(values, "variant", ""),
            "signers": list(context.resolved.signers),
        },
        "rows": {
            "block": text(values, ROWS),
            "sources": [dataclasses.asdict(source) for source in blocks.sources],
            "steps": [dataclasses.asdict(step) for step in blocks.steps],
            "roots": list(context.resolved.roots),
        },
        "target": {
            "format": text(values, "format"),
            "database": database_path(context, database) if database else "",
            "table": text(values, "table"),
            "columns": list(texts(values, "columns")) if "columns" in values else None,
        },
        "every": float(number(values, "every", 0.0)),
        "cron": text(values, "cron", ""),
        "once": is_once(element),
    }
    held = (Mount(context.resolved.directories[database.name], writable=True),) if database else ()
    return Program(
        spec,
        Probe("http", address, port, "/ready", DEADLINE),
        Scrape("prometheus", context.status_url(element.name)),
        mounts=(*held, *_mounts(context, blocks)),
        artifacts=(Artifact(bundle.digest, bundle.path),) if bundle.digest else (),
    )


def is_once(element: Element) -> bool:
    """Whether it runs once after it was applied."""
    values = element.attributes
    return not {"every", "cron"} & values.keys() and text(values, "start") == "applied"


def _blocks(context: Context, element: Element) -> Blocks:
    values = element.attributes
    key = resolve(context.application.file, text(values, "pipeline")), text(values, ROWS)
    if key not in context.resolved.batches:
        raise InvalidInputError(f"{element.position}: rows of {key[1]} in {key[0]} are not known")
    return context.resolved.batches[key]


def _database(context: Context, element: Element) -> Element | None:
    """The embedded database that its answers go to; None for files."""
    others = map(context.application.element, element.targets(CONNECTS_TO))
    return next((o for o in others if o and context.metamodel.type(o.type).role == "database"), None)


def _mounts(context: Context, blocks: Blocks) -> Iterator[Mount]:
    """The folders of its files, in which one that is replaced is seen; a root holds more than it may see."""
    found: dict[str, None] = {}
    for source in blocks.sources:
        path = str(source.attributes.get("path", PACKAGE))
        if not path.startswith(PACKAGE):
            folder = str(PurePosixPath(path).parent)
            found[path if folder in context.resolved.roots else folder] = None
    return (Mount(path) for path in found)
