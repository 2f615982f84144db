"""Paths as documents write them."""

import posixpath
from typing import Final

PACKAGE: Final = "package:"
"""How a path begins that is a file inside of an installed Python package: ``package:NAME/PATH``."""


def beside(file: str, path: str) -> str:
    """The file that ``path`` in document ``file`` means: relative to the document's own folder.

    ``package:NAME/PATH`` and absolute paths stay as they are written.
    """
    if path.startswith(PACKAGE):
        return path
    return posixpath.normpath(posixpath.join(posixpath.dirname(file), path))


def written_from(file: str, other: str) -> str:
    """How a document in ``file`` writes the path of ``other``."""
    if other.startswith((PACKAGE, "/")):
        return other
    ups, downs = file.split("/")[:-1], other.split("/")
    while ups and len(downs) > 1 and ups[0] == downs[0]:
        ups, downs = ups[1:], downs[1:]
    return "/".join([".."] * len(ups) + downs)
