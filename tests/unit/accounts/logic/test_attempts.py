"""How often somebody may try."""

import pytest

from stratum.accounts.logic.attempts import FREE, MOST, Attempts, Key, Kind, begun, succeeded, wait

ADA: Key = (Kind.NAME, "ada")
BOB: Key = (Kind.NAME, "bob")
HERE: Key = (Kind.ADDRESS, "10.0.0.1")


def after(tries: int, *keys: Key, now: float = 0.0) -> Attempts:
    attempts: Attempts = {}
    for _ in range(tries):
        attempts = begun(attempts, keys, now)
    return attempts


@pytest.mark.parametrize(
    ("tries", "seconds"), [(0, 0), (5, 0), (6, 2), (7, 4), (8, 8), (9, 16), (10, 32), (11, 60), (500, 60)]
)
def test_each_try_beyond_the_free_ones_doubles_the_wait(tries: int, seconds: float) -> None:
    assert wait(after(tries, ADA), [ADA], 0.0) == seconds


def test_a_wait_passes() -> None:
    attempts = after(7, ADA)
    assert wait(attempts, [ADA], 3.0) == 1.0
    assert wait(attempts, [ADA], 4.0) == 0.0


def test_others_are_not_held_back_unless_they_share_the_address() -> None:
    attempts = after(FREE[Kind.ADDRESS] + 1, ADA, HERE)
    assert wait(attempts, [BOB], 0.0) == 0.0
    assert wait(attempts, [BOB, HERE], 0.0) == 2.0


def test_a_success_frees_the_name_and_takes_back_one_try_of_the_address() -> None:
    attempts = succeeded(after(4, ADA, HERE), [ADA, HERE])
    assert ADA not in attempts
    assert attempts[HERE].count == 3
    assert succeeded(after(1, HERE), [HERE]) == {}


def test_an_hour_of_quiet_forgets() -> None:
    assert set(begun(after(9, ADA), [BOB], 3600.0)) == {BOB}
    assert set(begun(after(9, ADA), [BOB], 3599.0)) == {ADA, BOB}


def test_what_is_remembered_is_bounded() -> None:
    attempts = {(Kind.NAME, str(number)): after(1, ADA)[ADA] for number in range(MOST)}
    attempts = dict(begun(attempts, [ADA], 1.0))
    assert len(attempts) == MOST
    assert ADA in attempts
    assert (Kind.NAME, "0") not in attempts
