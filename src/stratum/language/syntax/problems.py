"""Collecting findings while a text is read, each with the place of the node it is about."""

import dataclasses

from stratum.core.edits import Edit, Fix, SetValue, UnsetValue
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
        attribute: Path of the attribute that is being read, such as ``requires.memory``; empty where an edit
            could not name the value that is looked at, such as an item of a list.
    """

    file: str
    element: str = ""
    findings: list[Finding] = dataclasses.field(default_factory=list)
    attribute: str = ""

    def place(self, node: Node) -> Position:
        """Where a node begins."""
        return Position(node.file or self.file, node.line, node.column)

    def add(self, code: Code, node: Node, message: str, fix: str = "", *fixes: Fix) -> None:
        """Record an error at a node, with cures that can be applied as they are."""
        where = self.place(node)
        self.findings.append(
            Finding(code, Severity.ERROR, self.element, message, where, fix=fix, fixes=fixes)
        )

    def instead(self, value: str) -> tuple[Fix, ...]:
        """The cure that gives the attribute that is being read another value; none where no edit can."""
        if not self.attribute or not self.element:
            return ()
        return (self.cure(f"set {{}} to {value}", self.attribute, self.set(self.attribute, value)),)

    def left_out(self) -> tuple[Fix, ...]:
        """The cure that removes the attribute that is being read; none where no edit can."""
        if not self.attribute or not self.element:
            return ()
        return (self.cure("remove {}", self.attribute, self.unset(self.attribute)),)

    def set(self, attribute: str, value: str) -> SetValue:
        """The edit that gives an attribute of the element that is being read a value."""
        return SetValue(self.file, self.element.partition("/")[2], attribute, value)

    def unset(self, attribute: str) -> UnsetValue:
        """The edit that removes an attribute of the element that is being read."""
        return UnsetValue(self.file, self.element.partition("/")[2], attribute)

    def cure(self, title: str, what: str, *edits: Edit) -> Fix:
        """What cures a finding about a part of the element that is read: ``{}`` in the title."""
        name = self.element.partition("/")[2]
        said = f"{what} of {name}" if name else what
        return Fix(title.replace("{}", said, 1), edits)

    def add_bound(self, node: Node, message: str, required: str, available: str, *fixes: Fix) -> None:
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
            fixes,
        )
        self.findings.append(finding)
