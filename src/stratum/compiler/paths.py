"""Paths as documents write them, made absolute against the folder of the document."""

import posixpath

PACKAGE = "package:"


def resolve(file: str, path: str) -> str:
    """What ``path`` in document ``file`` stands for.

    ``package:NAME/PATH`` and absolute paths stay; others begin at the folder of ``file``, so that they are
    absolute where ``file`` is.
    """
    if path.startswith(PACKAGE):
        return path
    return posixpath.normpath(posixpath.join(posixpath.dirname(file), path))
