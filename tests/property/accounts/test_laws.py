"""Laws of accounts."""

from hypothesis import given
from hypothesis import strategies as st

from stratum.accounts.logic.attempts import Attempts, Key, Kind, begun, succeeded, wait
from stratum.accounts.logic.lifetimes import ABSOLUTE, IDLE, is_open
from stratum.accounts.logic.permissions import allowed, granted, narrowed
from stratum.accounts.types import Action, Grant, No, Role, Session, Yes

ROLES = st.sampled_from(Role)
ACTIONS = st.sampled_from(Action)
PATTERNS = st.lists(st.text("ab*/", min_size=1, max_size=5), min_size=1, max_size=3).map(tuple)
BRANCHES = st.text("ab/", max_size=6)
GRANTS = st.builds(Grant, ROLES, PATTERNS)


@given(ROLES, ROLES, ACTIONS)
def test_a_lower_role_never_may_what_a_higher_may_not(first: Role, second: Role, action: Action) -> None:
    lower, higher = sorted((first, second), key=lambda role: role.rank)
    assert isinstance(allowed(lower, action), No) or isinstance(allowed(higher, action), Yes)


@given(ACTIONS, ROLES)
def test_nobody_may_less_than_anybody(action: Action, role: Role) -> None:
    assert isinstance(allowed(None, action), No) or isinstance(allowed(role, action), Yes)


@given(GRANTS, ROLES, ACTIONS, BRANCHES)
def test_a_token_never_may_what_its_person_or_its_role_may_not(
    grant: Grant, role: Role, action: Action, branch: str
) -> None:
    if isinstance(granted(narrowed(grant, role), action, branch), Yes):
        assert isinstance(granted(grant, action, branch), Yes)
        assert isinstance(allowed(role, action), Yes)


@given(GRANTS, ACTIONS, BRANCHES)
def test_branches_only_take_away(grant: Grant, action: Action, branch: str) -> None:
    if isinstance(granted(grant, action, branch), Yes):
        assert isinstance(allowed(grant.role, action), Yes)


@given(GRANTS, ACTIONS, st.lists(BRANCHES, max_size=3))
def test_several_branches_are_allowed_where_each_is(
    grant: Grant, action: Action, branches: list[str]
) -> None:
    each = all(isinstance(granted(grant, action, branch), Yes) for branch in branches)
    whole = isinstance(granted(grant, action, *branches), Yes)
    assert whole == (each and isinstance(granted(grant, action), Yes))


@given(st.lists(st.floats(0, 120), max_size=400))
def test_nobody_tries_a_name_a_hundred_times_in_an_hour(pauses: list[float]) -> None:
    key: Key = (Kind.NAME, "ada")
    attempts: Attempts = {}
    now, tries = 0.0, 0
    for pause in [*pauses, *[0.0] * 200]:
        now += max(pause, wait(attempts, [key], now))
        if now > 3600:
            break
        attempts = begun(attempts, [key], now)
        tries += 1
    assert tries <= 100


@given(st.lists(st.tuples(st.sampled_from(["ada", "bob"]), st.booleans()), max_size=40))
def test_a_success_helps_no_other_name(tries: list[tuple[str, bool]]) -> None:
    attempts: Attempts = {}
    failures = {"ada": 0, "bob": 0}
    for name, is_right in tries:
        keys: list[Key] = [(Kind.NAME, name), (Kind.ADDRESS, "here")]
        attempts = begun(attempts, keys, 0.0)
        failures[name] = 0 if is_right else failures[name] + 1
        attempts = succeeded(attempts, keys) if is_right else attempts
    for name, count in failures.items():
        kept = attempts.get((Kind.NAME, name))
        assert (kept.count if kept else 0) == count


@given(st.floats(0, 1e6), st.floats(0, 1e5), st.floats(0, 1e6))
def test_a_session_that_ended_stays_ended(begun_at: float, used: float, later: float) -> None:
    session = Session("s", "ada", begun_at, begun_at + used)
    end = begun_at + min(used + IDLE, ABSOLUTE)
    assert not is_open(session, end + later)
