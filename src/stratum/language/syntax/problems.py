"""Collecting findings while a text is read, each with the place of the node it is about."""

import dataclasses

from stratum.core.findings import Finding, Position, Severity
from stratum.language.codes import Code
from stratum.language.syntax.nodes import Mapping, Node, Scalar


def shown(text: str) -> str:
    """A value in quotes for a message, cut where it is long."""
    return repr(text if len(text) <= 60 else text[:57] + "...")


def describe(node: Node) -> str:
    """What was written, in words for a message."""
    if isinstance(node, Scalar):
        if node.plain and is_null(node):
            return "nothing"
        return shown(node.text)
    return "a mapping" if isinstance(node, Mapping) else "a list"


def is_null(node: Node) -> bool:
    """Whether there is a key without a value."""
    return isinstance(node, Scalar) and node.plain and node.text in {"", "~", "null", "Null", "NULL"}


@dataclasses.dataclass(slots=True)
class Problems:
    """The findings of one text so far.

    Attributes:
        file: As given to the parser.
        element: Path of the element that is being read.
        findings: In the order they were found.
    """

    file: str
    element: str = ""
    findings: list[Finding] = dataclasses.field(default_factory=list)

    def place(self, node: Node) -> Position:
        """Where a node begins."""
        return Position(node.file or self.file, node.line, node.column)

    def add(self, code: Code, node: Node, message: str, fix: str = "") -> None:
        """Record an error at a node."""
        where = self.place(node)
        self.findings.append(Finding(code, Severity.ERROR, self.element, message, where, fix=fix))

    def add_bound(self, node: Node, message: str, required: str, available: str) -> None:
        """Record a value outside of its range, with both numbers."""
        fix = f"write a value of {required}"
        finding = Finding(
            Code.VALUE_RANGE,
            Severity.ERROR,
            self.element,
            message,
            self.place(node),
            required,
            available,
            fix,
        )
        self.findings.append(finding)
