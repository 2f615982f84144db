"""Cases of generators, and their files as one text to compare."""

import importlib.metadata

from stratum.deployment.rendering import Rendering
from stratum.testing import blueprints, cloud_blueprints

CASES = (
    ("ansible", "lamp"),
    ("ansible", "analytics"),
    ("terraform", "amazon"),
    ("terraform", "azure"),
    ("terraform", "stack"),
)
"""Names of a generator and of an application of ``blueprints`` or ``cloud_blueprints``."""


def rendered(engine: str, case: str) -> Rendering:
    """What a generator makes of a case."""
    found = importlib.metadata.entry_points(group="stratum.deployment.renderers")
    place = blueprints if hasattr(blueprints, case) else cloud_blueprints
    rendering: Rendering = found[engine].load()(getattr(place, case)())
    return rendering


def shown(rendering: Rendering) -> str:
    """All files in one text, then the notes for a person."""
    parts = [f"==> {path}\n{text}" for path, text in sorted(rendering.files.items())]
    return "\n".join([*parts, "==> notes", *rendering.notes, ""])
