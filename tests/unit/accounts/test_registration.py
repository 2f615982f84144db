"""Guests who make an account for themselves."""

from pathlib import Path

import pytest

from stratum.accounts.logic.attempts import Kind
from stratum.accounts.registration import MOST
from stratum.accounts.types import Role
from stratum.core.errors import DeniedError, InvalidInputError, TooManyError
from stratum.testing.accounts import DESK, WORDS, Reception

PLACE = "10.0.0.1"


@pytest.fixture
def reception(tmp_path: Path) -> Reception:
    made = Reception(tmp_path)
    made.add("ada")
    return made


def test_registration_is_closed_until_an_owner_opens_it(reception: Reception) -> None:
    with pytest.raises(DeniedError, match="do not make accounts"):
        reception.accounts.register(PLACE, "eve", WORDS)
    reception.accounts.registration.open(DESK, "viewer", 30)
    guest = reception.accounts.register(PLACE, "eve", WORDS)
    assert (guest.grant.role, guest.until) == (Role.VIEWER, 1_000_000 + 30 * 86_400)
    reception.accounts.registration.close(DESK)
    with pytest.raises(DeniedError):
        reception.accounts.register(PLACE, "mal", WORDS)
    what = [entry[1] for entry in reception.log()]
    assert what[-3:] == ["registration.opened", "guest.registered", "registration.closed"]


@pytest.mark.parametrize(
    ("role", "days"), [("operator", 1), ("owner", 1), ("viewer", 0), ("viewer", 400), ("x", 1)]
)
def test_guests_get_little_and_not_for_good(reception: Reception, role: str, days: float) -> None:
    with pytest.raises(InvalidInputError):
        reception.accounts.registration.open(DESK, role, days)
    assert reception.accounts.registration.terms() is None


def test_it_is_opened_after_the_first_account(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="nobody has an account"):
        Reception(tmp_path).accounts.registration.open(DESK, "viewer", 1)


def test_guests_from_one_address_wait(reception: Reception) -> None:
    reception.accounts.registration.open(DESK, "viewer", 1)
    for number in range(20):
        reception.accounts.register(PLACE, f"guest-{number}", WORDS)
    reception.accounts.sessions.begin_try(((Kind.ADDRESS, PLACE),))
    with pytest.raises(TooManyError, match="too often"):
        reception.accounts.register(PLACE, "one-more", WORDS)


def test_guests_from_everywhere_are_counted_by_the_hour(reception: Reception) -> None:
    reception.accounts.registration.open(DESK, "viewer", 1)
    for number in range(MOST):
        reception.accounts.register(f"10.0.1.{number}", f"guest-{number}", WORDS)
    with pytest.raises(TooManyError, match="too many guests"):
        reception.accounts.register("10.0.2.1", "one-more", WORDS)
    reception.clock.advance(3601)
    assert reception.accounts.register("10.0.2.1", "one-more", WORDS).name == "one-more"


def test_a_name_that_is_taken_is_refused(reception: Reception) -> None:
    reception.accounts.registration.open(DESK, "viewer", 1)
    with pytest.raises(InvalidInputError, match="somebody called ada"):
        reception.accounts.register(PLACE, "Ada", WORDS)
