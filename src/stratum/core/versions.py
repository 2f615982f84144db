"""What may be done with the versions of a workspace, as values: what a page asks for and the API reads."""

from collections.abc import Mapping
from typing import Literal, TypeAlias

import msgspec


class CreateBranch(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="create"):
    """Make a branch at a commit."""

    name: str
    at: str = "HEAD"


class DeleteBranch(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="delete"):
    """Delete a branch; ``force`` also where commits are lost."""

    name: str
    force: bool = False


class CreateTag(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="create"):
    """Name a commit for good."""

    name: str
    at: str = "HEAD"
    message: str = ""


class DeleteTag(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="delete"):
    """Delete a tag."""

    name: str


class Save(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Make a commit of what is in none; an empty message stands for the words of what changed."""

    message: str = ""


class Switch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Go to another branch."""

    branch: str


class Restore(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Make a commit in which everything, or some files, are as in an older one."""

    commit: str
    files: tuple[str, ...] = ()


class Own(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A value of one's own in place of both sides of a conflict, as YAML; of a file its whole text."""

    value: str


class Merge(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Join another branch or commit with the current branch.

    Attributes:
        branch: The other one.
        apply: Whether it is done; else it is only told what would come of it.
        choices: Whose state counts in a conflict, or a value of one's own, by its id.
        errors: Whether the model may have errors afterwards that it has not now.
    """

    branch: str
    apply: bool = False
    choices: Mapping[str, Literal["ours", "theirs"] | Own] = {}
    errors: bool = False


class Push(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Give the current branch to a remote that git knows by name; empty for those that the branch follows."""

    remote: str = ""
    branch: str = ""


class Fetch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Take the commits of a branch of a remote that git knows by name; nothing here changes."""

    remote: str = ""
    branch: str = ""


Exchange: TypeAlias = Push | Fetch
Action: TypeAlias = CreateBranch | DeleteBranch | CreateTag | DeleteTag | Save | Switch | Restore | Merge
