"""Who may do what."""

import pytest

from stratum.accounts.logic.permissions import LEAST, actions_of, allowed, by, granted, narrowed
from stratum.accounts.types import Action, Grant, No, Proof, Role, Yes

TABLE = {
    None: {Action.ENTER},
    Role.VIEWER: {Action.ENTER, Action.LOOK, Action.OWN, Action.COMMENT},
    Role.DEVELOPER: {
        Action.ENTER,
        Action.LOOK,
        Action.OWN,
        Action.COMMENT,
        Action.EDIT,
        Action.SAVE,
        Action.ASK,
        Action.TRAIN,
    },
    Role.OPERATOR: set(Action) - {Action.PEOPLE, Action.CODE},
    Role.OWNER: set(Action),
}


@pytest.mark.parametrize("role", TABLE)
@pytest.mark.parametrize("action", Action)
def test_the_table(role: Role | None, action: Action) -> None:
    assert isinstance(allowed(role, action), Yes) == (action in TABLE[role])


def test_every_action_has_its_least_role() -> None:
    assert set(LEAST) == set(Action)


@pytest.mark.parametrize("role", TABLE)
def test_what_has_no_action_is_allowed_to_nobody(role: Role | None) -> None:
    assert isinstance(allowed(role, None), No)


def test_the_reason_tells_what_is_missing() -> None:
    assert allowed(None, Action.EDIT) == No("sign in to edit documents")
    said = allowed(Role.VIEWER, Action.SWITCH)
    assert said == No("a viewer may not go to another branch: that takes a role of at least operator")


def test_a_role_may_count_on_some_branches_only() -> None:
    grant = Grant(Role.DEVELOPER, ("feature/*", "docs"))
    assert isinstance(granted(grant, Action.EDIT, "feature/a"), Yes)
    assert isinstance(granted(grant, Action.SAVE, "docs"), Yes)
    assert granted(grant, Action.EDIT, "docs", "main") == No(
        "your role of developer counts on branches that fit feature/*, docs, not on 'main'"
    )
    assert isinstance(granted(grant, Action.EDIT, ""), No)
    assert isinstance(granted(grant, Action.LOOK, "main"), Yes)
    assert isinstance(granted(None, Action.ENTER, "main"), Yes)


def test_a_token_may_what_its_role_and_its_person_may() -> None:
    grant = Grant(Role.DEVELOPER, ("a",))
    assert narrowed(grant, Role.VIEWER) == Grant(Role.VIEWER, ("a",))
    assert narrowed(grant, Role.OWNER) == grant


@pytest.mark.parametrize("action", Action)
def test_accounts_are_kept_in_person(action: Action) -> None:
    assert isinstance(by(Proof.PROGRAM, action), No) == (action in {Action.OWN, Action.PEOPLE})
    assert isinstance(by(Proof.SESSION, action), Yes)


def test_what_a_page_offers() -> None:
    assert actions_of(None) == (Action.ENTER,)
    assert set(actions_of(Grant(Role.DEVELOPER, ("x",)))) == TABLE[Role.DEVELOPER]
