"""What a renderer makes of a blueprint."""

import dataclasses
from collections.abc import Mapping


@dataclasses.dataclass(frozen=True, slots=True)
class Omission:
    """A workload that no file mentions, with all that the model says of it and of its parts.

    Attributes:
        path: Of the workload.
        why: Such as ``no image runs it``.
        fix: What would cure it.
    """

    path: str
    why: str
    fix: str


@dataclasses.dataclass(frozen=True, slots=True)
class Rendering:
    """Files of another tool.

    Attributes:
        files: Text by path relative to the folder of the export; equal blueprints give equal bytes.
        carried: Paths of the facts that the files say.
        notes: What a person has to know or do before using them, one sentence each.
        omitted: The workloads that are not in the files.
    """

    files: Mapping[str, str]
    carried: frozenset[str]
    notes: tuple[str, ...] = ()
    omitted: tuple[Omission, ...] = ()
