"""What live editing works with, as values."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Texts: TypeAlias = Mapping[str, str]
"""The exact text of each file, by its path relative to the workspace."""
Json: TypeAlias = Mapping[str, object]


@dataclasses.dataclass(frozen=True, slots=True)
class Splice:
    """A part of a text that is replaced.

    Attributes:
        start: Where it begins, in characters.
        removed: How many characters go.
        added: What comes in their place.
    """

    start: int
    removed: int
    added: str

    @property
    def end(self) -> int:
        """Where the part ends in the text before."""
        return self.start + self.removed


Splices: TypeAlias = tuple[Splice, ...]
"""Parts of one text in order, none touching another; all places are those of the text before."""


@dataclasses.dataclass(frozen=True, slots=True)
class Refusal:
    """Why something is not done.

    Attributes:
        findings: As the API shows findings.
    """

    findings: Sequence[Json]


@dataclasses.dataclass(frozen=True, slots=True)
class Author:
    """Whose change something is.

    Attributes:
        name: As it is shown and stands in the history.
        client: The page or program it came from, by which undo and answers are counted, with its person where
            that is known; empty for the disk.
    """

    name: str
    client: str = ""


PROGRAM = Author("api", "api")
"""Who sends edits without a connection; in the history it is whom the settings of git name."""
DISK = Author("disk")
"""Who changes the files beside the session: git, an editor, a command."""


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """What one transaction did.

    Attributes:
        seq: Its place; places of a document grow by one.
        author: Who did it.
        update: It as Yjs encodes it.
        lines: Whole lines that it replaced, by file, in the texts before it; all of a file that it removed,
            none of one that it added.
        cancels: Place of the change that it takes back; 0 for none.
    """

    seq: int
    author: Author
    update: bytes
    lines: Mapping[str, Splices]
    cancels: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Committed:
    """A commit of settled edits.

    Attributes:
        commit: Its full id.
        title: First line of its message.
        by: Its author.
    """

    commit: str
    title: str
    by: str
