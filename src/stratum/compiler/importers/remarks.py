"""What an importer has to say to a person: what it did not understand, and what it had to assume."""

import dataclasses
from collections.abc import Mapping

from stratum.core.findings import Position


@dataclasses.dataclass(frozen=True, slots=True)
class Remark:
    """Something of an imported file that is not in the model as it was written.

    Attributes:
        path: Keys that lead to it, such as ``topology_template.node_templates.db.interfaces``.
        position: Where it is written.
        reason: Why, in a few words.
    """

    path: str
    position: Position
    reason: str

    def __str__(self) -> str:
        """One line, as compilers print it."""
        return f"{self.position}: {self.path}: {self.reason}"


@dataclasses.dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file.

    Attributes:
        files: Documents by file name.
        remarks: In the order of their positions.
    """

    files: Mapping[str, str]
    remarks: tuple[Remark, ...]
