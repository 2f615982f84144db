"""A YAML document as a small tree of nodes with positions; nothing is interpreted yet.

Plain scalars stay text until the metamodel says what they should be, so that ``site: NO`` is a text and
``version: 1.10`` keeps its zero.
"""

import dataclasses


@dataclasses.dataclass(slots=True)
class Scalar:
    """A single value as written; ``plain`` where it stands without quotes."""

    text: str
    plain: bool
    line: int
    column: int
    file: str = dataclasses.field(default="", compare=False)


@dataclasses.dataclass(slots=True)
class Sequence:
    """A list."""

    items: list["Node"]
    line: int
    column: int
    file: str = dataclasses.field(default="", compare=False)


@dataclasses.dataclass(slots=True)
class Mapping:
    """Keys with values in the order they are written; each key once."""

    entries: dict[str, tuple[Scalar, "Node"]]
    line: int
    column: int
    file: str = dataclasses.field(default="", compare=False)

    def get(self, key: str) -> "Node | None":
        """The value of ``key``, or None."""
        entry = self.entries.get(key)
        return entry[1] if entry else None


Node = Scalar | Sequence | Mapping
