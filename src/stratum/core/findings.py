"""Problems as values: what a check found, where, with which numbers, and what would fix it."""

import dataclasses
import enum
from collections.abc import Iterable

from stratum.core.edits import Fix


class Severity(enum.StrEnum):
    """How bad a finding is. Only errors stop a deployment."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a document. ``line`` and ``column`` count from 1; 0 means the whole file."""

    file: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """``file:line:column``, as compilers print it and editors jump to."""
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.column}"


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """One problem in a model.

    Attributes:
        code: A stable identifier such as ``capacity-memory``; documented in ``docs/reference/findings.md``.
        severity: Whether it stops a deployment.
        element: Path of the element, such as ``flight-delays/scorer``; empty for a whole document.
        message: What is wrong, in one sentence.
        position: Where in the documents.
        required: What was asked for, as text with its unit; empty where no number plays a part.
        available: What there is, as text with its unit.
        fix: What would cure it, in words that can be followed.
        fixes: Cures that can be applied as they are, the best first.
    """

    code: str
    severity: Severity
    element: str
    message: str
    position: Position = Position()
    required: str = ""
    available: str = ""
    fix: str = ""
    fixes: tuple[Fix, ...] = ()


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any of the findings stops a deployment."""
    return any(f.severity is Severity.ERROR for f in findings)
