"""What a state depends on as it is on this machine."""

import importlib.metadata
import platform
import re
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from stratum import __version__
from stratum.core.digests import digest_value
from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.core.findings import has_errors
from stratum.data.types import SourceSpec
from stratum.effects.files import digest_file
from stratum.language.library import built_in
from stratum.language.tree import DocumentKind
from stratum.runtime.checked import Checked
from stratum.runtime.gathering import readers
from stratum.runtime.reproducing.lock import DataLock, Lock
from stratum.runtime.specifying import specification
from stratum.runtime.wiring import Parts

OWN = "stratum"
MISSING = "path-missing"


def lock_of(parts: Parts, checked: Checked) -> Lock:
    """What a checked state depends on, as it is here.

    Pipelines with errors other than data that are not here are left out: nothing can be trained of them.

    Args:
        parts: The workspace.
        checked: The state; its root is where its data are looked for.
    """
    return Lock(
        lock=1,
        stratum=__version__,
        types=digest_value(dict(built_in())),
        python=".".join(platform.python_version_tuple()[:2]),
        packages=packages(),
        data=dict(_data(parts, checked)),
    )


def packages() -> Mapping[str, str]:
    """Version of each installed package by its normal name, this one left out."""
    found = {_normal(d.metadata["Name"]): d.version for d in importlib.metadata.distributions()}
    return {name: found[name] for name in sorted(found) if name != OWN}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _data(parts: Parts, checked: Checked) -> Iterator[tuple[str, DataLock]]:
    for pipeline in checked.model.of_kind(DocumentKind.PIPELINE):
        here = [f for f in checked.findings if f.position.file == pipeline.file and f.code != MISSING]
        if has_errors(here):
            continue
        for source in specification(checked, pipeline.file).sources:
            yield (
                f"{pipeline.name}/{source.name}",
                DataLock(_path(checked.root, source), _digest(parts, source)),
            )


def _path(root: Path, source: SourceSpec) -> str:
    place = Path(str(source.attributes.get("path", "")))
    return place.relative_to(root).as_posix() if place.is_relative_to(root) else str(place)


def _digest(parts: Parts, source: SourceSpec) -> str:
    """Digest of a file that is here; empty for what is not, and for what lies elsewhere and may change."""
    if "path" not in source.attributes:
        return ""
    with tempfile.TemporaryDirectory() as scratch:
        try:
            fetched = readers(parts)[source.kind].fetch(source, Path(scratch))
            return digest_file(fetched.path)
        except (NotFoundError, InvalidInputError):
            return ""
