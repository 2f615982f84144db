"""What a workspace is, as values."""

import dataclasses

FOLDER = ".stratum"
IGNORED = f"/{FOLDER}/\n"


@dataclasses.dataclass(frozen=True, slots=True)
class Revision:
    """Where a workspace stands in its history.

    Attributes:
        commit: Full id of the commit; empty where there is none.
        branch: Name of the branch; empty where HEAD is detached or there is no repository.
        dirty: Whether a tracked or new document differs from the commit.
    """

    commit: str = ""
    branch: str = ""
    dirty: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Commit:
    """A commit of a workspace.

    Attributes:
        id: Its full id.
        title: First line of its message.
        author: Name of its author.
    """

    id: str
    title: str
    author: str
