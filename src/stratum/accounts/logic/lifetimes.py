"""How long sessions, tokens and accounts last."""

from typing import Final

from stratum.accounts.types import Person, Session, Token

IDLE: Final = 30 * 60.0
"""Seconds after its last use when a session ends."""
ABSOLUTE: Final = 12 * 3600.0
"""Seconds after the sign-in when a session ends."""
FRESH: Final = 60.0
"""Seconds for which a use of a session is not noted again."""


def is_here(person: Person, now: float) -> bool:
    """Whether an account has not ended."""
    return person.until == 0 or now < person.until


def end_of(session: Session) -> float:
    """When a session ends if nobody uses it."""
    return min(session.seen + IDLE, session.begun + ABSOLUTE)


def is_open(session: Session, now: float) -> bool:
    """Whether a session has not ended."""
    return session.begun <= now < end_of(session)


def is_stale(session: Session, now: float) -> bool:
    """Whether a use of a session has to be noted."""
    return now - session.seen >= FRESH


def is_valid(token: Token, now: float) -> bool:
    """Whether a token can be used."""
    return token.revoked == 0 and now < token.until
