"""The built-in types as YAML data, and how types are read from YAML.

What lives here: ``*.yaml`` (the types), ``inheritance`` and ``definitions`` (their grammar), ``reader``.
What must not: anything that knows a type by its name. A workspace may bring types of its own: ``extended``.
"""

import functools
import importlib.resources
from collections.abc import Mapping

from stratum.core.errors import PermanentError
from stratum.language.library.reader import Loaded, load
from stratum.language.metamodel import Metamodel

BUILT_IN = "built-in"
"""Folder that the built-in types seem to stand in, so that a workspace may name its files as it likes."""

__all__ = ["Loaded", "built_in", "extended", "library", "load"]


@functools.cache
def built_in() -> dict[str, str]:
    """The texts of the built-in library, by file name."""
    folder = importlib.resources.files(__name__)
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)
    return {f.name: f.read_text(encoding="utf-8") for f in files}


@functools.cache
def library() -> Metamodel:
    """The metamodel of the built-in types.

    Raises:
        PermanentError: If the installed library is broken; the message names the first fault.
    """
    loaded = load(built_in(), built_in())
    if loaded.findings:
        first = loaded.findings[0]
        raise PermanentError(f"the built-in types are broken: {first.position}: {first.message}", first.fix)
    return loaded.metamodel


def extended(texts: Mapping[str, str]) -> Loaded:
    """The built-in types and those of ``texts``: YAML documents of kind ``Types``, by file."""
    return _extended(tuple(sorted(texts.items())))


@functools.lru_cache(maxsize=8)
def _extended(texts: tuple[tuple[str, str], ...]) -> Loaded:
    if not texts:
        return Loaded(library(), ())
    ours = {f"{BUILT_IN}/{file}": text for file, text in built_in().items()}
    return load({**ours, **dict(texts)}, ours)
