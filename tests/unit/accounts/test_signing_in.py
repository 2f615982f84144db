"""Passwords, sessions, tokens, invitations and the first account."""

from pathlib import Path

import pytest

from stratum.accounts.logic.attempts import FREE, Kind
from stratum.accounts.logic.lifetimes import ABSOLUTE, IDLE
from stratum.accounts.passwords import Passwords
from stratum.accounts.types import LOCAL, NOBODY, Grant, Origin, Proof, Role
from stratum.core.errors import DeniedError, InvalidInputError, NotFoundError, TooManyError
from stratum.testing.accounts import CHEAP, DESK, WORDS, Reception

PLACE = "10.0.0.1"


class Counted(Passwords):
    """Hashes as they are, counted."""

    def __init__(self) -> None:
        super().__init__(passes=1, kibibytes=8, lanes=1)
        self.compared = self.made = 0

    def fits(self, kept: str | None, password: str) -> bool:
        self.compared += 1
        return super().fits(kept, password)

    def hashed(self, password: str) -> str:
        self.made += 1
        return super().hashed(password)


@pytest.fixture
def here(tmp_path: Path) -> Reception:
    return Reception(tmp_path)


def test_while_there_is_nobody_the_person_at_the_machine_is_the_owner(here: Reception) -> None:
    assert here.accounts.who(None, "") is LOCAL
    here.add("ada")
    assert here.accounts.who(None, "") is NOBODY


def test_signing_in_and_out(here: Reception) -> None:
    here.add("ada", Role.OWNER)
    secret = here.accounts.sessions.sign_in(PLACE, " Ada ", WORDS)
    who = here.accounts.who(None, secret)
    assert (who.name, who.proof, who.grant) == ("ada", Proof.SESSION, Grant(Role.OWNER))
    here.accounts.sessions.end(Origin("bob", PLACE), who.id)
    assert here.accounts.who(None, secret) == who
    here.accounts.sessions.end(Origin("ada", PLACE), who.id)
    assert here.accounts.who(None, secret) is NOBODY


@pytest.mark.parametrize(
    ("name", "password"), [("ada", "wrong"), ("eve", WORDS), ("", ""), ("ada", WORDS + " ")]
)
def test_wrong_names_and_passwords_are_refused_alike(here: Reception, name: str, password: str) -> None:
    here.add("ada")
    with pytest.raises(DeniedError) as caught:
        here.accounts.sessions.sign_in(PLACE, name, password)
    assert str(caught.value).startswith("name or password are not right")


def test_a_name_that_nobody_has_costs_as_much_as_one_that_somebody_has(tmp_path: Path) -> None:
    passwords = Counted()
    here = Reception(tmp_path, passwords)
    here.add("ada")
    for number, name in enumerate(("ada", "eve", "", "ada"), 1):
        with pytest.raises(DeniedError):
            here.accounts.sessions.sign_in(PLACE, name, "wrong words here")
        assert passwords.compared == number


def test_a_hash_that_nobody_has_is_made_like_others() -> None:
    kept = CHEAP.hashed(WORDS)
    assert kept.split("$")[:4] == CHEAP._nobody.split("$")[:4]
    assert kept != CHEAP.hashed(WORDS)
    assert CHEAP.fits(kept, WORDS)
    assert not CHEAP.fits(None, "what is compared where there is nobody")
    assert not CHEAP.fits("no hash", WORDS)


def test_what_is_written_of_a_refusal_names_only_who_is_known(here: Reception) -> None:
    here.add("ada")
    for name in ("ada", WORDS):
        with pytest.raises(DeniedError):
            here.accounts.sessions.sign_in(PLACE, name, "wrong")
    assert here.log()[-2:] == [("", "sign-in.refused", "ada"), ("", "sign-in.refused", "somebody unknown")]


def test_too_many_tries_have_to_wait_also_with_the_right_password(here: Reception) -> None:
    here.add("ada")
    for _ in range(6):
        with pytest.raises(DeniedError):
            here.accounts.sessions.sign_in(PLACE, "ada", "wrong")
    with pytest.raises(TooManyError) as caught:
        here.accounts.sessions.sign_in("10.9.9.9", "ada", WORDS)
    assert caught.value.delay == 2.0
    here.clock.advance(2.0)
    assert here.accounts.sessions.sign_in(PLACE, "ada", WORDS)
    assert here.accounts.sessions.sign_in(PLACE, "ada", WORDS)


def test_one_address_cannot_try_all_names(here: Reception) -> None:
    here.add("ada")
    for number in range(21):
        with pytest.raises(DeniedError):
            here.accounts.sessions.sign_in(PLACE, f"name-{number}", "wrong")
    with pytest.raises(TooManyError):
        here.accounts.sessions.sign_in(PLACE, "ada", WORDS)
    assert here.accounts.sessions.sign_in("10.0.0.2", "ada", WORDS)


def test_the_session_of_before_ends_with_a_new_one(here: Reception) -> None:
    first = here.add("ada")
    second = here.accounts.sessions.sign_in(PLACE, "ada", WORDS, before=first)
    assert second != first
    assert here.accounts.who(None, first) is NOBODY
    assert here.accounts.who(None, second).name == "ada"


def test_a_secret_that_was_not_given_out_is_nobodys(here: Reception) -> None:
    here.add("ada")
    planted = "a" * 43
    here.accounts.sessions.sign_in(PLACE, "ada", WORDS, before=planted)
    assert here.accounts.who(None, planted) is NOBODY
    assert here.accounts.who(None, "' OR 1=1 --") is NOBODY


def test_a_session_ends_when_it_is_not_used(here: Reception) -> None:
    session = here.add("ada")
    for _ in range(3):
        here.clock.advance(IDLE - 1)
        assert here.accounts.who(None, session).name == "ada"
    here.clock.advance(IDLE)
    assert here.accounts.who(None, session) is NOBODY


def test_looking_again_is_no_use(here: Reception) -> None:
    session = here.add("ada")
    here.clock.advance(IDLE - 1)
    assert here.accounts.who(None, session, again=True).name == "ada"
    here.clock.advance(1)
    assert here.accounts.who(None, session) is NOBODY


def test_a_session_ends_however_much_it_is_used(here: Reception) -> None:
    session = here.add("ada")
    steps = int(ABSOLUTE / 1000)
    for _ in range(steps):
        here.clock.advance(1000)
        assert here.accounts.who(None, session).name == "ada"
    here.clock.advance(ABSOLUTE - 1000 * steps)
    assert here.accounts.who(None, session) is NOBODY


def test_another_password_ends_all_sessions(here: Reception) -> None:
    session = here.add("ada")
    here.accounts.people.set_password(DESK, "ada", "other words than before")
    assert here.accounts.who(None, session) is NOBODY
    with pytest.raises(DeniedError):
        here.accounts.sessions.sign_in(PLACE, "ada", WORDS)
    assert here.accounts.sessions.sign_in(PLACE, "ada", "other words than before")


def test_a_hash_of_old_parameters_is_renewed(tmp_path: Path) -> None:
    Reception(tmp_path).add("ada")
    stronger = Passwords(passes=2, kibibytes=8, lanes=1)
    here = Reception(tmp_path, stronger)
    here.accounts.sessions.sign_in(PLACE, "ada", WORDS)
    with here.means.database.reading() as connection:
        kept = connection.execute("SELECT password FROM people").fetchone()[0]
    assert "t=2" in kept
    assert not stronger.is_weak(kept)


def test_a_token_counts_until_it_ends_or_is_revoked(here: Reception) -> None:
    here.add("ada")
    made, secret = here.accounts.tokens.create(DESK, "ada", "ci", "developer", 1)
    who = here.accounts.who(secret, "")
    assert (who.name, who.proof, who.grant, who.id) == ("ada", Proof.PROGRAM, Grant(Role.DEVELOPER), made.id)
    other = here.token("ada", Role.VIEWER)
    here.accounts.tokens.revoke(DESK, made.id)
    assert here.accounts.who(secret, "") is NOBODY
    assert here.accounts.who(other, "").name == "ada"
    here.clock.advance(86_400)
    assert here.accounts.who(other, "") is NOBODY
    with pytest.raises(NotFoundError):
        here.accounts.tokens.revoke(DESK, made.id)


def test_a_token_that_is_wrong_is_not_made_up_for_by_a_session(here: Reception) -> None:
    session = here.add("ada")
    assert here.accounts.who("stratum_" + "a" * 43, session) is NOBODY
    assert here.accounts.who("", session) is NOBODY


def test_a_token_of_somebody_else_is_not_revoked(here: Reception) -> None:
    here.add("ada")
    made, secret = here.accounts.tokens.create(DESK, "ada", "ci", "viewer", 1)
    with pytest.raises(NotFoundError):
        here.accounts.tokens.revoke(DESK, made.id, "bob")
    assert here.accounts.who(secret, "").name == "ada"


def test_a_token_has_at_most_the_role_of_its_person(here: Reception) -> None:
    here.add("ada")
    here.add("bob", Role.DEVELOPER)
    with pytest.raises(InvalidInputError, match="bob is a developer"):
        here.accounts.tokens.create(DESK, "bob", "ci", "operator", 1)


def test_an_invitation_makes_one_account(here: Reception) -> None:
    here.add("ada")
    grant = Grant(Role.DEVELOPER, ("x/*",))
    made, secret = here.accounts.invitations.create(Origin("ada", PLACE), grant, 7)
    assert here.accounts.invitations.list() == (made,)
    person = here.accounts.invitations.accept(PLACE, secret, "Bob", WORDS)
    assert (person.name, person.grant) == ("bob", grant)
    assert here.accounts.invitations.list() == ()
    with pytest.raises(DeniedError, match="was used"):
        here.accounts.invitations.accept(PLACE, secret, "eve", WORDS)
    assert here.log()[-1] == ("bob", "invitation.accepted", f"{made.id}: developer, invited by ada")


def test_an_invitation_ends_or_is_withdrawn(here: Reception) -> None:
    here.add("ada")
    _, late = here.accounts.invitations.create(DESK, Grant(Role.VIEWER), 1)
    gone, withdrawn = here.accounts.invitations.create(DESK, Grant(Role.VIEWER), 2)
    here.accounts.invitations.withdraw(DESK, gone.id)
    here.clock.advance(86_400)
    for secret in (late, withdrawn, "a" * 43, ""):
        with pytest.raises(DeniedError):
            here.accounts.invitations.accept(PLACE, secret, "bob", WORDS)
    with pytest.raises(NotFoundError):
        here.accounts.invitations.withdraw(DESK, gone.id)


def test_nothing_is_hashed_for_a_link_that_is_none(tmp_path: Path) -> None:
    passwords = Counted()
    here = Reception(tmp_path, passwords)
    here.add("ada")
    _, late = here.accounts.invitations.create(DESK, Grant(Role.VIEWER), 1)
    here.clock.advance(86_400)
    before = passwords.made
    for secret in (late, "a" * 43):
        with pytest.raises(DeniedError):
            here.accounts.accept(PLACE, secret, "bob", WORDS)
    assert passwords.made == before


def test_links_are_tried_a_few_times_from_an_address(here: Reception) -> None:
    here.add("ada")
    _, secret = here.accounts.invitations.create(DESK, Grant(Role.VIEWER), 1)
    for number in range(FREE[Kind.ADDRESS] + 1):
        with pytest.raises(DeniedError):
            here.accounts.accept(PLACE, f"{number:043}", "bob", WORDS)
    here.accounts.accept("10.0.0.2", secret, "bob", WORDS)
    with pytest.raises(TooManyError):
        here.accounts.accept(PLACE, "a" * 43, "eve", WORDS)
    here.clock.advance(60)
    with pytest.raises(DeniedError):
        here.accounts.accept(PLACE, "a" * 43, "eve", WORDS)


def test_a_mistake_does_not_use_an_invitation_up(here: Reception) -> None:
    here.add("ada")
    _, secret = here.accounts.invitations.create(DESK, Grant(Role.VIEWER), 1)
    for name, password in (("ada", WORDS), ("bob", "short"), ("b b", WORDS)):
        with pytest.raises(InvalidInputError):
            here.accounts.invitations.accept(PLACE, secret, name, password)
    assert here.accounts.invitations.accept(PLACE, secret, "bob", WORDS).name == "bob"


def test_the_account_of_a_guest_ends(here: Reception) -> None:
    here.add("ada")
    _, secret = here.accounts.invitations.create(DESK, Grant(Role.VIEWER), 1, stay=0.1)
    here.accounts.invitations.accept(PLACE, secret, "guest", WORDS)
    session, token = here.accounts.sessions.sign_in(PLACE, "guest", WORDS), here.token("guest", Role.VIEWER)
    here.clock.advance(0.1 * 86_400)
    assert here.accounts.who(token, "") is NOBODY
    assert here.accounts.who(None, session) is NOBODY
    with pytest.raises(DeniedError):
        here.accounts.sessions.sign_in(PLACE, "guest", WORDS)


def test_nobody_is_invited_before_there_is_an_owner_nor_as_a_guest_owner(here: Reception) -> None:
    with pytest.raises(InvalidInputError, match="nobody has an account"):
        here.accounts.invitations.create(DESK, Grant(Role.OWNER), 1)
    here.add("ada")
    with pytest.raises(InvalidInputError, match="no guest"):
        here.accounts.invitations.create(DESK, Grant(Role.OWNER), 1, stay=1)


def test_the_first_account_takes_the_code_of_the_terminal(here: Reception) -> None:
    code = "ABCDE-23456"
    for wrong in ("", "ABCDE-23457", "ABCDE"):
        with pytest.raises(DeniedError, match="code"):
            here.accounts.set_up(PLACE, (wrong, code), "ada", WORDS)
    person = here.accounts.set_up(PLACE, ("abcde 23456", code), "ada", WORDS)
    assert person.grant == Grant(Role.OWNER)
    with pytest.raises(DeniedError, match="has an owner"):
        here.accounts.set_up(PLACE, (code, code), "eve", WORDS)


def test_without_a_code_there_is_no_first_account_on_the_page(here: Reception) -> None:
    with pytest.raises(DeniedError, match="code"):
        here.accounts.set_up(PLACE, ("", ""), "ada", WORDS)


def test_codes_are_tried_a_few_times_only(here: Reception) -> None:
    for _ in range(6):
        with pytest.raises(DeniedError):
            here.accounts.set_up(PLACE, ("WRONG", "ABCDE-23456"), "ada", WORDS)
    with pytest.raises(TooManyError):
        here.accounts.set_up(PLACE, ("ABCDE-23456", "ABCDE-23456"), "ada", WORDS)
    assert not here.accounts.people.any()
