"""Providers that people sign in through, and what is made of what a provider says of somebody."""

import dataclasses
import json
import re
from collections.abc import Mapping, Sequence
from typing import Final

from stratum.accounts.logic.rules import checked_role
from stratum.accounts.types import No, Role
from stratum.core.errors import InvalidInputError

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_TITLE: Final = re.compile(r"[^\x00-\x1f\x7f]{1,64}")
_SECRET: Final = re.compile(r"(env:[A-Za-z_][A-Za-z0-9_]*|file:/[^\x00-\x1f\x7f]+)")
_DOMAIN: Final = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
_STRANGE: Final = re.compile(r"[^a-z0-9._-]+")
_ADDRESS: Final = re.compile(
    r"(?P<scheme>https?)://(?P<host>[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?(/[!\"$-\[\]-~]*)?"
)
_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
_MOST: Final = 100
"""Groups of somebody that are looked at, and groups or domains of a provider."""


@dataclasses.dataclass(frozen=True, slots=True)
class Rules:
    """Who may come in through a provider, and as what.

    Attributes:
        anyone: Whether everybody whom the provider knows may make an account.
        domains: Domains of addresses of mail, proved to the provider, whose people may.
        groups: Groups whose people may.
        claim: Where the provider tells the groups of somebody.
        roles: Roles by group; the highest of somebody's groups counts, at each sign-in anew.
        role: The role of whoever is in none of them; None where they are not let in.
    """

    anyone: bool = False
    domains: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    claim: str = "groups"
    roles: Mapping[str, Role] = dataclasses.field(default_factory=dict)
    role: Role | None = Role.VIEWER


@dataclasses.dataclass(frozen=True, slots=True)
class Provider:
    """An OpenID Connect provider.

    Attributes:
        name: Names it in addresses and commands.
        title: As the page calls it.
        issuer: Its address, exactly as it tells it itself.
        client: The id that it knows this workspace by.
        secret: Where the secret is read each time: ``env:VARIABLE`` or ``file:/path``; empty for none.
        scopes: What is asked for beside ``openid``.
        rules: Who may come in.
        leave: Whether somebody who signs out here is sent to sign out there too.
    """

    name: str
    title: str
    issuer: str
    client: str
    secret: str = ""
    scopes: tuple[str, ...] = ("profile", "email")
    rules: Rules = Rules()
    leave: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Identity:
    """Somebody as a provider knows them.

    Attributes:
        issuer: The provider.
        subject: Names them there, for good.
        wish: The name that they would like to have here.
        email: Their address of mail, where the provider has seen proof of it; else empty.
        groups: Their groups.
    """

    issuer: str
    subject: str
    wish: str
    email: str
    groups: frozenset[str]


def checked_provider(one: Provider) -> Provider:
    """A provider that can be kept.

    Raises:
        InvalidInputError: If a field cannot be used; the hint tells how it is written.
    """
    for fits, problem, hint in _demands(one):
        if not fits:
            raise InvalidInputError(problem, hint)
    return one


def _demands(one: Provider) -> Sequence[tuple[bool, str, str]]:
    listed = (*one.rules.domains, *one.rules.groups, *one.rules.roles)
    return (
        (
            _NAME.fullmatch(one.name) is not None,
            f"{one.name[:64]!r} cannot name a provider",
            "use up to 32 of a-z, 0-9 and dash",
        ),
        (_TITLE.fullmatch(one.title) is not None, "a title has 1 to 64 characters", "such as: Example SSO"),
        (
            is_safe(one.issuer),
            f"{one.issuer[:200]!r} cannot be an issuer",
            "use its https address, as it tells it",
        ),
        (
            bool(one.client) and len(one.client) <= 200,
            "the client id is missing",
            "the provider gives it to you",
        ),
        (
            not one.secret or _SECRET.fullmatch(one.secret) is not None,
            "the secret is told by where it is, not as it is",
            "use env:VARIABLE or file:/absolute/path",
        ),
        (all(_DOMAIN.fullmatch(d) for d in one.rules.domains), "this is no domain", "such as example.org"),
        (len(listed) <= 3 * _MOST, "these are too many groups and domains", f"use at most {3 * _MOST}"),
    )


def is_safe(address: str) -> bool:
    """Whether what is said to an address cannot be read on the way: https, or http on this machine."""
    found = _ADDRESS.fullmatch(address)
    return found is not None and (found["scheme"] == "https" or found["host"] in _LOCAL)


def rules_of(kept: str) -> Rules:
    """Rules from a text that ``rules_text`` made."""
    found = json.loads(kept)
    return Rules(
        anyone=found["anyone"],
        domains=tuple(found["domains"]),
        groups=tuple(found["groups"]),
        claim=found["claim"],
        roles={group: checked_role(role) for group, role in found["roles"].items()},
        role=checked_role(found["role"]) if found["role"] else None,
    )


def rules_text(rules: Rules) -> str:
    """Rules as a text."""
    return json.dumps({**dataclasses.asdict(rules), "role": rules.role or ""}, sort_keys=True)


def identity_of(provider: Provider, claims: Mapping[str, object]) -> Identity:
    """Somebody from what a provider told, which was proved before."""
    groups = claims.get(provider.rules.claim)
    named = groups if isinstance(groups, list) else [groups]
    email = _text(claims, "email").lower() if claims.get("email_verified") is True else ""
    wish = _text(claims, "preferred_username") or email or _text(claims, "nickname") or _text(claims, "name")
    found = frozenset(group for group in named[:_MOST] if isinstance(group, str))
    return Identity(provider.issuer, _text(claims, "sub"), name_from(wish), email, found)


def name_from(wish: str) -> str:
    """The name that somebody gets who would like to have another one; empty where nothing of it is left."""
    return _STRANGE.sub("-", wish.partition("@")[0].strip().lower()).strip("._-")[:64]


def role_of(rules: Rules, identity: Identity) -> Role | No:
    """The role that somebody has who comes in through a provider."""
    found = [role for group, role in rules.roles.items() if group in identity.groups]
    if found:
        return max(found, key=lambda role: role.rank)
    if rules.role is not None:
        return rules.role
    return No("none of your groups has a role here: ask an owner to list one of them for this provider")


def may_register(rules: Rules, identity: Identity) -> bool:
    """Whether somebody may make an account without an invitation."""
    domain = identity.email.rpartition("@")[2]
    return rules.anyone or domain in rules.domains or bool(identity.groups & frozenset(rules.groups))


def _text(claims: Mapping[str, object], name: str) -> str:
    found = claims.get(name)
    return found if isinstance(found, str) else ""
