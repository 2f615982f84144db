"""Who may do what: one table, and functions that answer with yes, or no and the reason."""

from collections.abc import Mapping
from typing import Final

from stratum.accounts.types import EVERY_BRANCH, Action, Answer, Grant, No, Proof, Role, Yes
from stratum.core.patterns import matches

LEAST: Final[Mapping[Action, Role | None]] = {
    Action.ENTER: None,
    Action.LOOK: Role.VIEWER,
    Action.OWN: Role.VIEWER,
    Action.COMMENT: Role.VIEWER,
    Action.EDIT: Role.DEVELOPER,
    Action.SAVE: Role.DEVELOPER,
    Action.TRAIN: Role.DEVELOPER,
    Action.SWITCH: Role.OPERATOR,
    Action.OPERATE: Role.OPERATOR,
    Action.ASK: Role.DEVELOPER,
    Action.RELEASE: Role.OPERATOR,
    Action.CODE: Role.OWNER,
    Action.PEOPLE: Role.OWNER,
}
"""The least role that may do an action; None where nobody has to be known."""
_TEXTS: Final[Mapping[Action, str]] = {
    Action.ENTER: "sign in",
    Action.LOOK: "look at the workspace",
    Action.OWN: "keep an account",
    Action.COMMENT: "comment",
    Action.EDIT: "edit documents",
    Action.SAVE: "make commits, branches and tags",
    Action.TRAIN: "train pipelines",
    Action.SWITCH: "go to another branch",
    Action.OPERATE: "operate applications",
    Action.ASK: "ask models",
    Action.RELEASE: "move, take in or roll back models",
    Action.CODE: "run code on this machine",
    Action.PEOPLE: "keep people and read the audit log",
}
ON_BRANCHES: Final = frozenset({Action.EDIT, Action.SAVE, Action.SWITCH, Action.OPERATE})
"""Actions that a grant may limit to branches."""
NOTED: Final = frozenset(Action) - {Action.ENTER, Action.LOOK, Action.OWN, Action.PEOPLE}
"""Actions that are noted as they are asked for; what keeps accounts is noted where it is done."""
_IN_PERSON: Final = frozenset({Action.OWN, Action.PEOPLE})
"""Else a token could make others that may do more, or outlive it."""


def allowed(role: Role | None, action: Action | None) -> Answer:
    """Whether a role may do an action.

    Args:
        role: None for somebody who is not signed in.
        action: None for a request that no action is known of: nobody may do it.
    """
    if action is None:
        return No("no role is known to be allowed this")
    least = LEAST[action]
    if least is None:
        return Yes()
    if role is None:
        return No(f"sign in to {_TEXTS[action]}")
    if role.rank >= least.rank:
        return Yes()
    return No(f"a {role} may not {_TEXTS[action]}: that takes a role of at least {least}")


def granted(grant: Grant | None, action: Action | None, *branches: str) -> Answer:
    """Whether a grant allows an action.

    Args:
        grant: None for somebody who is not signed in.
        action: As in ``allowed``.
        branches: Those that the action changes; an empty name stands for a workspace at no branch.
    """
    answer = allowed(grant.role if grant else None, action)
    if isinstance(answer, No) or grant is None or action not in ON_BRANCHES:
        return answer
    barred = [branch for branch in branches if not _fits(grant, branch)]
    if not barred:
        return Yes()
    patterns = ", ".join(grant.branches)
    return No(f"your role of {grant.role} counts on branches that fit {patterns}, not on {barred[0]!r}")


def by(proof: Proof, action: Action | None) -> Answer:
    """Whether an action may be asked for by somebody who proved who they are in this way."""
    if proof is Proof.PROGRAM and action in _IN_PERSON:
        return No("accounts are not kept with an API token: sign in with a password")
    return Yes()


def narrowed(grant: Grant, role: Role) -> Grant:
    """What may be done by somebody who has a grant, through a token of a role."""
    return Grant(min(grant.role, role, key=lambda one: one.rank), grant.branches)


def limits(grant: Grant | None) -> bool:
    """Whether a grant counts on some branches only."""
    return grant is not None and grant.branches != EVERY_BRANCH


def everywhere(grant: Grant | None) -> Answer:
    """Whether a grant counts on every branch, as what belongs to all of them takes."""
    if grant is None or not limits(grant):
        return Yes()
    patterns = ", ".join(grant.branches)
    return No(f"your role of {grant.role} counts on branches that fit {patterns}; a tag is of all of them")


def actions_of(grant: Grant | None) -> tuple[Action, ...]:
    """Everything that a grant allows on some branch."""
    return tuple(
        action for action in Action if isinstance(allowed(grant.role if grant else None, action), Yes)
    )


def _fits(grant: Grant, branch: str) -> bool:
    return any(matches(pattern, branch) for pattern in grant.branches)
