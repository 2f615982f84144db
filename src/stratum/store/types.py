"""What a workspace and its history are, as values."""

import dataclasses

FOLDER = ".stratum"
IGNORED = f"/{FOLDER}/\n"


@dataclasses.dataclass(frozen=True, slots=True)
class Revision:
    """Where a workspace stands in its history.

    Attributes:
        commit: Full id of the commit; empty where there is none.
        branch: Name of the branch; empty where HEAD is detached or there is no repository.
        dirty: Whether a tracked or new file of the workspace differs from the commit.
    """

    commit: str = ""
    branch: str = ""
    dirty: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Person:
    """Who made a change.

    Attributes:
        name: As it stands in the history.
        email: Their address; may be empty.
    """

    name: str
    email: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Commit:
    """A commit of a workspace.

    Attributes:
        id: Its full id.
        title: First line of its message.
        author: Name of its author.
        email: Address of its author.
        time: When it was authored, in seconds since 1970-01-01 UTC.
        message: The whole message.
        parents: Full ids of the commits before it; two or more of a merge.
    """

    id: str
    title: str
    author: str
    email: str
    time: int
    message: str
    parents: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Logged:
    """A commit with the names that stand at it.

    Attributes:
        commit: The commit.
        branches: Branches that end at it, those of remotes as ``REMOTE/NAME``.
        tags: Tags of it.
    """

    commit: Commit
    branches: tuple[str, ...]
    tags: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """A part of the history, newest first, no commit before those that follow from it.

    Attributes:
        commits: The commits.
        more: Whether there are others after them.
    """

    commits: tuple[Logged, ...]
    more: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Branch:
    """A branch of this repository.

    Attributes:
        name: Its name.
        commit: The commit that it ends at.
        is_current: Whether the workspace stands at it.
    """

    name: str
    commit: Commit
    is_current: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Tag:
    """A tag.

    Attributes:
        name: Its name.
        commit: The commit that it names.
        message: What was said when it was made; empty of a lightweight one.
    """

    name: str
    commit: Commit
    message: str


@dataclasses.dataclass(frozen=True, slots=True)
class Meeting:
    """Two lines of history that are to be one.

    Attributes:
        base: Full id of the newest commit that both come from.
        ours: Full id of the commit that the workspace stands at.
        theirs: Full id of the other one.
        collided: Files of the workspace that both changed where a merge of lines cannot join them.
    """

    base: str
    ours: str
    theirs: str
    collided: tuple[str, ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether the workspace has all of the other one already."""
        return self.base == self.theirs

    @property
    def is_straight(self) -> bool:
        """Whether the other one only goes on from where the workspace stands."""
        return self.base == self.ours and not self.is_done
