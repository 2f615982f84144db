"""Accounts as data for JSON; no secrets are in them."""

import dataclasses
from collections.abc import Mapping

from stratum.accounts.logic.permissions import actions_of
from stratum.accounts.types import Entry, Grant, Invitation, Person, Token, Who

Json = Mapping[str, object]


def who_view(who: Who) -> Json:
    """Whoever asks, and what they may do."""
    grant = grant_view(who.grant) if who.grant else {"role": "", "branches": []}
    may = list(actions_of(who.grant))
    return {"name": who.name, "proof": who.proof, "until": who.until, "may": may, **grant}


def grant_view(grant: Grant) -> Json:
    """A role and its branches."""
    return {"role": grant.role, "branches": list(grant.branches)}


def person_view(person: Person) -> Json:
    """Somebody with an account."""
    told = {"name": person.name, "created": person.created, "until": person.until}
    return {**told, **grant_view(person.grant)}


def token_view(token: Token) -> Json:
    """An API token."""
    return dataclasses.asdict(token)


def invitation_view(one: Invitation) -> Json:
    """An invitation."""
    told = {"id": one.id, "by": one.by, "created": one.created, "until": one.until, "stay": one.stay}
    return {**told, **grant_view(one.grant)}


def entry_view(entry: Entry) -> Json:
    """A line of the audit log."""
    return dataclasses.asdict(entry)
