"""What names, passwords, patterns and terms must be."""

import re
from collections.abc import Sequence
from typing import Final

from stratum.accounts.types import EVERY_BRANCH, Grant, Role
from stratum.core.errors import InvalidInputError

SHORTEST: Final = 12
"""Characters of a password."""
LONGEST: Final = 128
DAY: Final = 86_400.0
_DIFFERENT: Final = 5
"""Different characters of a password."""
_PRODUCT: Final = "stratum"
"""What somebody who guesses passwords of this place tries first."""
_MOST_BRANCHES: Final = 20
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_LABEL: Final = re.compile(r"[^\x00-\x1f\x7f]{1,64}")
_PATTERN: Final = re.compile(r"[^\s\x00-\x1f\x7f,]{1,128}")


def checked_name(name: str) -> str:
    """The name of a person as it is kept: in small letters.

    Raises:
        InvalidInputError: If it cannot be a name.
    """
    small = name.strip().lower()
    if not _NAME.fullmatch(small):
        hint = "use 1 to 64 of a-z, 0-9, dot, dash and underscore, beginning with a letter or digit"
        raise InvalidInputError(f"{name[:64]!r} cannot be the name of a person", hint)
    return small


def checked_password(password: str, name: str) -> str:
    """A new password of somebody. Spaces and all other characters count, and none is asked for.

    Raises:
        InvalidInputError: If it is too short, too long or too easy to guess; it is not repeated.
    """
    hint = "several words that do not belong together are easy to remember"
    if not SHORTEST <= len(password) <= LONGEST:
        raise InvalidInputError(f"a password has {SHORTEST} to {LONGEST} characters", hint)
    if len(set(password)) < _DIFFERENT:
        raise InvalidInputError(f"a password has at least {_DIFFERENT} different characters", hint)
    if any(word in password.lower() for word in (name, _PRODUCT)):
        what = f"a password holds neither the name of its person nor {_PRODUCT!r}"
        raise InvalidInputError(what, hint)
    return password


def checked_role(role: str) -> Role:
    """A role by its name.

    Raises:
        InvalidInputError: If there is none of that name.
    """
    if role not in tuple(Role):
        raise InvalidInputError(f"there is no role {role[:64]!r}", f"use one of: {', '.join(Role)}")
    return Role(role)


def checked_grant(role: str, branches: Sequence[str]) -> Grant:
    """A grant; no branches stand for all.

    Raises:
        InvalidInputError: If there is no such role, or a pattern is none; an owner has every branch.
    """
    found = tuple(dict.fromkeys(branches)) or EVERY_BRANCH
    if len(found) > _MOST_BRANCHES or not all(_PATTERN.fullmatch(pattern) for pattern in found):
        hint = f"use at most {_MOST_BRANCHES} such as main or feature/*"
        raise InvalidInputError("these cannot be patterns of branches", hint)
    grant = Grant(checked_role(role), found)
    if grant.role is Role.OWNER and grant.branches != EVERY_BRANCH:
        raise InvalidInputError("an owner has every branch", "leave the branches out, or use operator")
    return grant


def checked_label(label: str) -> str:
    """What a token is for.

    Raises:
        InvalidInputError: If it is empty, long or holds control characters.
    """
    if not _LABEL.fullmatch(label.strip()):
        raise InvalidInputError("a token needs a label", "say what it is for, in 1 to 64 characters")
    return label.strip()


def seconds_of(days: float, most: float) -> float:
    """Days as seconds.

    Raises:
        InvalidInputError: If they are not more than none, or more than ``most``.
    """
    if not 0 < days <= most:
        raise InvalidInputError(f"{days:g} days are refused", f"use more than 0 and at most {most:g}")
    return days * DAY
