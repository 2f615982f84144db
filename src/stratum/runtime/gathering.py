"""The rows of a workspace: what reads them, and where they are kept. Nothing that trains is loaded for it."""

from collections.abc import Mapping
from pathlib import Path

from stratum.compiler.pipeline import replayable
from stratum.data.access import Access
from stratum.data.bounds import Bounded
from stratum.data.ports import Source
from stratum.data.service import materialise
from stratum.language.tree import DocumentKind
from stratum.runtime import plugins
from stratum.runtime.checked import Checked
from stratum.runtime.coding import steps_with_code
from stratum.runtime.settings import source_secret
from stratum.runtime.wiring import TABLES, Parts


def readers(parts: Parts) -> Mapping[str, Source]:
    """Every kind of source, reading what lies in the workspace and in what the settings open."""
    found = plugins.load_all("stratum.data.sources")
    access = Access(parts.clock, parts.settings.data_hosts, source_secret)
    return {name: Bounded(source(access), parts.open_roots) for name, source in found.items()}


def dataset(parts: Parts, checked: Checked, file: str, block: str) -> str:
    """Absolute path of the cached rows of a block, made where needed.

    Args:
        parts: The platform.
        checked: The model of the workspace.
        file: Absolute path of the pipeline document.
        block: Name of a block of it.
    """
    relative = Path(file).relative_to(checked.root).as_posix()
    document = checked.located(checked.document(DocumentKind.PIPELINE, relative))
    blocks = replayable(document, block, checked.absolute_texts(), checked.metamodel)
    steps = steps_with_code(parts, blocks.steps, checked.root)
    made = materialise(blocks.sources, steps, block, readers(parts), parts.state / TABLES)
    return str(made.resolve())
