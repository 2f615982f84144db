"""Distributions of the running installation: which ones a program needs, which files they have."""

import fnmatch
import functools
import importlib.metadata
import importlib.util
import os
import re
import sysconfig
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution
from pathlib import Path

from stratum.core.digests import digest_bytes, digest_value
from stratum.core.errors import NotFoundError
from stratum.deployment.images.entries import Entries, Entry, entry_of
from stratum.deployment.images.libraries import is_program
from stratum.deployment.images.roles import PACKAGE

_NAME = re.compile(r"\s*([A-Za-z0-9._-]+)")
_OPTIONAL = re.compile(r"\bextra\s*==")
# What programs never read while they run: tests, sources of extensions, tools for making models.
_LEFT_OUT = (
    "*.pyc",
    "*.pyi",
    "*.pyx",
    "*.pxd",
    "*.pxi",
    "*.h",
    "*.a",
    "*.pth",
    "*/tests/*",
    "*/direct_url.json",
    "*/RECORD",
    "*/REQUESTED",
    "*/site-packages/numpy/distutils/*",
    "*/site-packages/onnxruntime/quantization/*",
    "*/site-packages/onnxruntime/tools/*",
    "*/site-packages/onnxruntime/transformers/*",
    "*/site-packages/pyarrow/include/*",
    "*/site-packages/pyarrow/src/*",
    "*/site-packages/pyarrow/*flight*",
    "*/site-packages/pyarrow/*substrait*",
    "*/site-packages/stratum/static/*",
    "*/site-packages/stratum/testing/*",
)


def closure(names: Iterable[str]) -> tuple[Distribution, ...]:
    """The distributions of these names with all that they require, sorted by name; optional ones left out.

    What is required but not installed is meant for another system, and passed over.

    Raises:
        NotFoundError: If one of ``names`` is not installed.
    """
    found: dict[str, Distribution] = {}
    for name in names:
        if _find(name) is None:
            raise NotFoundError(f"{name} is not installed, and containers need it", f"pip install {name}")
    waiting = list(names)
    while waiting:
        name = normal(waiting.pop())
        distribution = None if name in found else _find(name)
        if distribution is not None:
            found[name] = distribution
            waiting.extend(_required(distribution))
    return tuple(found[name] for name in sorted(found))


def identity(distributions: Iterable[Distribution]) -> str:
    """SHA-256 of names and versions."""
    return digest_value([[normal(one.name), one.version] for one in distributions])


def files(distribution: Distribution) -> Entries:
    """The files of a distribution that programs read, under the paths that they have here."""
    located = [
        Path(os.path.normpath(str(distribution.locate_file(path)))) for path in distribution.files or ()
    ]
    wanted = [path for path in located if not _left_out(str(path)) and _is_wanted(path)]
    return {str(path): entry_of(path) for path in wanted if path.is_file()}


@functools.cache
def platform_files() -> Entries:
    """The platform's own files, as if it were installed, even where it runs from its sources.

    They are read once: sources may change while an image is built.
    """
    package, place = _package(), Path(sysconfig.get_path("purelib")) / PACKAGE
    modules = {str(place / path.relative_to(package)): path for path in package.rglob("*") if path.is_file()}
    metadata = files(importlib.metadata.distribution(PACKAGE))
    told = {name: Path(name) for name in metadata if ".dist-info/" in name}
    found = sorted({**modules, **told}.items())
    return {name: Entry(content=path.read_bytes()) for name, path in found if not _left_out(name)}


@functools.cache
def platform_identity() -> str:
    """SHA-256 of the platform's own modules."""
    return digest_value({name: digest_bytes(entry.content) for name, entry in platform_files().items()})


def normal(name: str) -> str:
    """A distribution's name as an index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _left_out(name: str) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in _LEFT_OUT)


def _is_wanted(path: Path) -> bool:
    """Scripts in the folder of programs only start others; binaries there are the point of their wheels."""
    return path.parent != Path(sysconfig.get_path("scripts")) or is_program(path)


def _package() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    places = spec.submodule_search_locations if spec is not None else None
    if not places:
        raise NotFoundError(f"the package {PACKAGE} has no folder of its own")
    return Path(next(iter(places)))


def _find(name: str) -> Distribution | None:
    try:
        return importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _required(distribution: Distribution) -> Iterator[str]:
    for requirement in distribution.requires or ():
        named = _NAME.match(requirement)
        if named and not _OPTIONAL.search(requirement):
            yield named[1]
