"""Files of code that belong to a model: those in SQL and Python that a document names."""

import re
from collections.abc import Mapping
from typing import Final

from stratum.language.paths import PACKAGE, beside

SUFFIXES: Final = (".sql", ".py")
_NAMED: Final = re.compile(r"[^\s\"'\[\]{},#]+\.(?:sql|py)(?![^\s\"'\[\]{},#])")


def is_code(file: str) -> bool:
    """Whether a file is one of code, by its name."""
    return file.endswith(SUFFIXES)


def code_of(texts: Mapping[str, str]) -> frozenset[str]:
    """The files of code that some documents name, whether or not they are there.

    Args:
        texts: Texts of documents, by path relative to the workspace. Files outside of it do not count.
    """
    named = (
        beside(file, path)
        for file, text in texts.items()
        if not is_code(file)
        for path in _NAMED.findall(text)
        if not path.startswith((PACKAGE, "/"))
    )
    return frozenset(path for path in named if not path.startswith("../"))
