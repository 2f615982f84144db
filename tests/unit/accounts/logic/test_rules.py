"""What names, passwords, patterns and terms must be."""

import pytest

from stratum.accounts.logic import keys, rules
from stratum.accounts.types import Grant, Role
from stratum.core.errors import InvalidInputError

GOOD = "correct horse battery"


@pytest.mark.parametrize(("told", "kept"), [("ada", "ada"), (" Ada ", "ada"), ("a.b-c_9", "a.b-c_9")])
def test_names(told: str, kept: str) -> None:
    assert rules.checked_name(told) == kept


@pytest.mark.parametrize("name", ["", " ", "a b", "-a", "ä", "a/b", "a" * 65, "a\nb", "<b>", "аda"])
def test_strange_names_are_refused(name: str) -> None:
    with pytest.raises(InvalidInputError):
        rules.checked_name(name)


@pytest.mark.parametrize("password", [GOOD, "пароль из слов", "  spaces  count  ", "x" * 124 + "abcd"])
def test_passwords(password: str) -> None:
    assert rules.checked_password(password, "ada") == password


@pytest.mark.parametrize(
    "password",
    ["", "short", "a" * 129, "abababababab", "ada and others", "AdA and others", "my Stratum 2026"],
)
def test_weak_passwords_are_refused_and_not_repeated(password: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        rules.checked_password(password, "ada")
    assert not password or password not in str(caught.value)


def test_grants() -> None:
    assert rules.checked_grant("viewer", ()) == Grant(Role.VIEWER)
    assert rules.checked_grant("operator", ["a", "b/*", "a"]) == Grant(Role.OPERATOR, ("a", "b/*"))


@pytest.mark.parametrize(
    ("role", "branches"),
    [
        ("admin", ()),
        ("viewer", ("a b",)),
        ("viewer", ("",)),
        ("owner", ("main",)),
        ("viewer", tuple("abcdefghijklmnopqrstu")),
    ],
)
def test_strange_grants_are_refused(role: str, branches: tuple[str, ...]) -> None:
    with pytest.raises(InvalidInputError):
        rules.checked_grant(role, branches)


@pytest.mark.parametrize("days", [0, -1, 31, float("inf"), float("nan")])
def test_terms_have_an_end(days: float) -> None:
    with pytest.raises(InvalidInputError):
        rules.seconds_of(days, 30)
    assert rules.seconds_of(0.5, 30) == 43_200


@pytest.mark.parametrize("label", ["", "  ", "a\nb", "x" * 65])
def test_labels(label: str) -> None:
    with pytest.raises(InvalidInputError):
        rules.checked_label(label)
    assert rules.checked_label(" ci ") == "ci"


def test_forms_of_secrets() -> None:
    secret = "a" * 43
    assert keys.is_token(f"stratum_{secret}")
    assert not keys.is_token(secret)
    assert keys.is_secret(secret)
    assert not keys.is_secret(f"{secret}a")
    assert keys.holds_token(f"x=1&y=stratum_{secret}")
    assert not keys.holds_token("branch=stratum_platform")
    assert secret not in keys.digest(secret)
