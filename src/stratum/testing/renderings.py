"""Cases of generators, and their files as one text to compare."""

import importlib.metadata

from stratum.deployment.blueprint import Rendering
from stratum.testing import blueprints

CASES = (("ansible", "lamp"), ("ansible", "analytics"))
"""Names of a generator and of an application of ``blueprints``."""


def rendered(engine: str, case: str) -> Rendering:
    """What a generator makes of an application of ``blueprints``."""
    found = importlib.metadata.entry_points(group="stratum.deployment.renderers")
    rendering: Rendering = found[engine].load()(getattr(blueprints, case)())
    return rendering


def shown(rendering: Rendering) -> str:
    """All files in one text, then the notes for a person."""
    parts = [f"==> {path}\n{text}" for path, text in sorted(rendering.files.items())]
    return "\n".join([*parts, "==> notes", *rendering.notes, ""])
