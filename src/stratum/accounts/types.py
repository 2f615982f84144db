"""People, what they may do, and how they prove who they are, as values. Times are seconds since 1970 UTC."""

import dataclasses
import enum
from typing import Final

EVERY_BRANCH: Final = ("*",)


class Role(enum.StrEnum):
    """What somebody is in a workspace, least first; each may do what those before it may."""

    VIEWER = "viewer"
    DEVELOPER = "developer"
    OPERATOR = "operator"
    OWNER = "owner"

    @property
    def rank(self) -> int:
        """Its place, counted from 0."""
        return tuple(Role).index(self)


class Action(enum.StrEnum):
    """What a request asks for."""

    ENTER = "enter"
    LOOK = "look"
    OWN = "own"
    COMMENT = "comment"
    EDIT = "edit"
    SAVE = "save"
    TRAIN = "train"
    SWITCH = "switch"
    OPERATE = "operate"
    ASK = "ask"
    RELEASE = "release"
    CODE = "code"
    PEOPLE = "people"


@dataclasses.dataclass(frozen=True, slots=True)
class Grant:
    """A role, and where it counts.

    Attributes:
        role: The role.
        branches: Patterns of ``core.patterns``; what changes a branch is allowed on those that fit one.
    """

    role: Role
    branches: tuple[str, ...] = EVERY_BRANCH


@dataclasses.dataclass(frozen=True, slots=True)
class Yes:
    """It is allowed."""


@dataclasses.dataclass(frozen=True, slots=True)
class No:
    """It is not.

    Attributes:
        reason: Why, for whoever asked.
    """

    reason: str


Answer = Yes | No


class Proof(enum.StrEnum):
    """How somebody proved who they are."""

    NONE = "none"
    LOCAL = "local"
    SESSION = "session"
    PROGRAM = "token"


@dataclasses.dataclass(frozen=True, slots=True)
class Who:
    """Whoever asks.

    Attributes:
        proof: How that is known.
        name: Of the person; empty for nobody, and for the person at the machine while there are no accounts.
        grant: What they may do; None for nobody.
        id: Of the session or token.
        until: When the session or token ends; 0 where it does not.
    """

    proof: Proof
    name: str = ""
    grant: Grant | None = None
    id: str = ""
    until: float = 0.0


NOBODY: Final = Who(Proof.NONE)
LOCAL: Final = Who(Proof.LOCAL, grant=Grant(Role.OWNER))


@dataclasses.dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account.

    Attributes:
        name: Small letters, digits and ``.-_``.
        grant: What they may do.
        created: When the account was made.
        until: When it ends, for a guest; 0 where it does not.
    """

    name: str
    grant: Grant
    created: float
    until: float = 0.0


@dataclasses.dataclass(frozen=True, slots=True)
class Session:
    """A browser that somebody signed in from.

    Attributes:
        id: Names it; it is no secret.
        person: Whose it is.
        begun: When they signed in.
        seen: When it was last used, to within a minute.
    """

    id: str
    person: str
    begun: float
    seen: float


@dataclasses.dataclass(frozen=True, slots=True)
class Token:
    """What a program shows to ask in the name of a person. Its secret is not kept.

    Attributes:
        id: Names it; it is no secret.
        person: Whose it is.
        label: What it is for.
        role: It may do what this role and its person may.
        created: When it was made.
        until: When it ends.
        revoked: When it was revoked; 0 where it was not.
    """

    id: str
    person: str
    label: str
    role: Role
    created: float
    until: float
    revoked: float = 0.0


@dataclasses.dataclass(frozen=True, slots=True)
class Invitation:
    """A link that makes one account.

    Attributes:
        id: Names it; it is no secret.
        grant: What the new account may do.
        by: Who invited.
        created: When.
        until: When the link ends.
        stay: Seconds after which the account ends; 0 where it does not.
    """

    id: str
    grant: Grant
    by: str
    created: float
    until: float
    stay: float = 0.0


@dataclasses.dataclass(frozen=True, slots=True)
class Origin:
    """Who does something, and from where, for the audit log.

    Attributes:
        name: The person; empty for nobody.
        place: An address of the network, or ``terminal``.
    """

    name: str
    place: str


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """A line of the audit log.

    Attributes:
        number: Its place.
        time: When.
        who: The person; empty for nobody.
        what: What they did, such as ``person.added``.
        subject: To whom or what.
        place: From where.
    """

    number: int
    time: float
    who: str
    what: str
    subject: str
    place: str
