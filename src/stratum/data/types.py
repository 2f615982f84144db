"""What is read and how it is prepared, as values."""

import dataclasses
from collections.abc import Mapping


@dataclasses.dataclass(frozen=True, slots=True)
class SourceSpec:
    """A place that rows come from.

    Attributes:
        name: The block's name; queries know the table by it.
        kind: Entry-point name of the source, such as ``csv``.
        attributes: What the kind needs, such as ``path``; paths are absolute or ``package:NAME/PATH``.
    """

    name: str
    kind: str
    attributes: Mapping[str, object]


@dataclasses.dataclass(frozen=True, slots=True)
class StepSpec:
    """A step of preparation.

    Attributes:
        name: The block's name.
        kind: Such as ``sql``, ``select``, ``filter``, ``fill``, ``encode``, ``scale``, ``date_parts``.
        inputs: Names of the sources or steps before it.
        attributes: What the kind needs.
    """

    name: str
    kind: str
    inputs: tuple[str, ...]
    attributes: Mapping[str, object]
