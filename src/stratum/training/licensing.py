"""Licences of the libraries that make a model, as they say themselves."""

import importlib.metadata
from collections.abc import Iterable, Mapping

_PREFIX = "License :: OSI Approved :: "
_MOST = 60


def licences(packages: Iterable[str]) -> Mapping[str, str]:
    """The licence of each package: its SPDX expression, else its short text, else its classifiers."""
    return {name: _licence(importlib.metadata.metadata(name)) for name in packages}


def _licence(told: importlib.metadata.PackageMetadata) -> str:
    for field in ("License-Expression", "License"):
        text = str((told.get_all(field) or ("",))[0]).strip()
        if text and len(text) <= _MOST and "\n" not in text:
            return text
    classified = [c.removeprefix(_PREFIX) for c in told.get_all("Classifier") or () if c.startswith(_PREFIX)]
    return ", ".join(classified) or "not told"
