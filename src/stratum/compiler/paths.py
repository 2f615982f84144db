"""Paths as documents write them, made absolute against the folder of the document."""

from stratum.language.paths import beside


def resolve(file: str, path: str) -> str:
    """What ``path`` in document ``file`` stands for, as the language reads it; absolute where ``file`` is."""
    return beside(file, path)
