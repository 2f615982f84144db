"""Signing in through a provider, and what attackers try."""

import base64
import dataclasses
import hmac
import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from stratum.accounts.logic.providers import Rules, is_safe
from stratum.accounts.passage import Asked, Passage
from stratum.accounts.speaking import Speaking
from stratum.accounts.types import Grant, Role
from stratum.core.errors import DeniedError, NotFoundError, PermanentError, StratumError, TooManyError
from stratum.testing.accounts import DESK, WORDS, Reception
from stratum.testing.fakes import ManualClock
from stratum.testing.provider import HUSH, ISSUER, PaperProvider, new_key, paper_provider

PLACE = "10.0.0.1"
CALLBACK = "https://lab.example.org/api/account/providers/paper"
PAPER = paper_provider(Rules(anyone=True))
OTHER_KEY = new_key("first")


@dataclasses.dataclass
class House:
    reception: Reception
    provider: PaperProvider
    passage: Passage

    def begin(self, **asked: str) -> tuple[str, str]:
        return self.passage.begin(PLACE, Asked("paper", CALLBACK, **asked))

    def sign_in(self, claims: dict[str, Any] | None = None, **asked: str) -> str:
        """Somebody goes there and comes back; the name of the account that they come in to."""
        address, browser = self.begin(**asked)
        secret, _ = self.finish(self.provider.answered(address, **(claims or {})), browser)
        return self.reception.accounts.who(None, secret).name

    def finish(self, answer: dict[str, str], browser: str) -> tuple[str, str]:
        return self.passage.finish(PLACE, "paper", answer, browser)

    def role(self, name: str) -> Role:
        return next(p.grant.role for p in self.reception.accounts.people.list() if p.name == name)


@pytest.fixture
def house_of(tmp_path: Path) -> Callable[..., House]:
    numbers = itertools.count()

    def make(**rules: Any) -> House:
        papers: list[PaperProvider] = []

        def abroad(clock: Any) -> Speaking:
            papers.append(PaperProvider(clock))
            return Speaking(papers[0], {"env:CLIENT_SECRET": HUSH}.__getitem__, clock)

        reception = Reception(tmp_path / str(next(numbers)), abroad=abroad)
        reception.add("grace")
        reception.accounts.providers.add(DESK, paper_provider(Rules(**rules)))
        assert reception.accounts.passage is not None
        return House(reception, papers[0], reception.accounts.passage)

    return make


@pytest.fixture
def house(house_of: Callable[..., House]) -> House:
    return house_of(anyone=True)


def test_somebody_comes_in_and_is_known_the_next_time(house: House) -> None:
    assert house.sign_in() == "ada"
    assert house.sign_in({"preferred_username": "another"}) == "ada"
    assert house.role("ada") is Role.VIEWER
    assert ("ada", "person.added", "ada: viewer, by paper") in house.reception.log()
    assert all(HUSH not in line for entry in house.reception.log() for line in entry)


def test_the_page_that_somebody_was_on_is_where_they_come_back_to(house: House) -> None:
    address, browser = house.begin(back="/documents?x=1")
    assert house.finish(house.provider.answered(address), browser)[1] == "/documents?x=1"


@pytest.mark.parametrize(
    "back",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "\t//evil",
        "/\r\nX: y",
        "",
    ],
)
def test_nobody_is_led_to_another_site(house: House, back: str) -> None:
    address, browser = house.begin(back=back)
    assert house.finish(house.provider.answered(address), browser)[1] == "/"


def refused(house: House, answer: dict[str, str], browser: str) -> str:
    """Why somebody is not let in; nobody is new, and no session has begun."""
    before = house.reception.accounts.people.list()
    with pytest.raises(DeniedError) as caught:
        house.finish(answer, browser)
    assert house.reception.accounts.people.list() == before
    return caught.value.message


@pytest.mark.parametrize("state", ["", "x", "secret-" + "0" * 36])
def test_another_state_is_refused(house: House, state: str) -> None:
    address, browser = house.begin()
    assert "was used" in refused(house, {**house.provider.answered(address), "state": state}, browser)


def test_an_answer_counts_once(house: House) -> None:
    address, browser = house.begin()
    answer = house.provider.answered(address)
    house.finish(answer, browser)
    assert "was used" in refused(house, answer, browser)


def test_a_code_that_was_used_is_refused(house: House) -> None:
    address, browser = house.begin()
    used = house.provider.answered(address)
    house.finish(used, browser)
    address, browser = house.begin()
    answer = {**house.provider.answered(address), "code": used["code"]}
    with pytest.raises(PermanentError, match="invalid_grant"):
        house.finish(answer, browser)


def test_the_code_of_somebody_else_is_refused(house: House) -> None:
    """PKCE: a code that was stolen does not fit what this browser began."""
    stolen = house.provider.answered(house.begin()[0], sub="victim")["code"]
    address, browser = house.begin()
    with pytest.raises(PermanentError, match="did not take"):
        house.finish({**house.provider.answered(address), "code": stolen}, browser)


@pytest.mark.parametrize("browser", ["", "another browser"])
def test_an_answer_belongs_to_the_browser_that_asked(house: House, browser: str) -> None:
    address, _ = house.begin()
    assert "another browser" in refused(house, house.provider.answered(address), browser)


def test_an_answer_of_yesterday_is_refused(house: House) -> None:
    address, browser = house.begin()
    assert isinstance(house.reception.clock, ManualClock)
    house.reception.clock.advance(601)
    assert "ten minutes" in refused(house, house.provider.answered(address), browser)


@pytest.mark.parametrize("named", ["https://evil.example", None])
def test_another_provider_may_not_answer(house: House, named: str | None) -> None:
    address, browser = house.begin()
    answer = house.provider.answered(address)
    answer.pop("iss")
    assert "another provider" in refused(house, answer | ({"iss": named} if named else {}), browser)


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"nonce": "another"}, "nonce"),
        ({"nonce": ""}, "nonce"),
        ({"iss": "https://evil.example"}, "another issuer"),
        ({"iss": ISSUER + "/"}, "another issuer"),
        ({"aud": "another"}, "somebody else"),
        ({"aud": ["stratum", "another"]}, "for several"),
        ({"aud": ["stratum", "another"], "azp": "another"}, "for several"),
        ({"azp": "another"}, "asked for by somebody else"),
        ({"exp": 1}, "has ended"),
        ({"exp": None}, "has ended"),
        ({"exp": True}, "has ended"),
        ({"iat": 1}, "another time"),
        ({"iat": 1_000_100}, "in the future"),
        ({"sub": ""}, "who somebody is"),
        ({"sub": 7}, "who somebody is"),
    ],
)
def test_claims_that_do_not_fit_are_refused(house: House, claims: dict[str, Any], why: str) -> None:
    address, browser = house.begin()
    assert why in refused(house, house.provider.answered(address, **claims), browser)


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def unsigned(_: PaperProvider) -> Callable[[dict[str, object]], str]:
    return lambda claims: f"{part({'alg': 'none'})}.{part(claims)}."


def with_public_key(provider: PaperProvider) -> Callable[[dict[str, object]], str]:
    """HS256 with what everybody knows as the secret."""

    def forge(claims: dict[str, object]) -> str:
        told = f"{part({'alg': 'HS256', 'kid': 'first'})}.{part(claims)}"
        made = hmac.digest(provider.key.as_pem(private=False), told.encode(), "sha256")
        return f"{told}.{base64.urlsafe_b64encode(made).rstrip(b'=').decode()}"

    return forge


def with_client_secret(_: PaperProvider) -> Callable[[dict[str, object]], str]:
    key = OctKey.import_key(HUSH.ljust(32, "x"))
    return lambda claims: jwt.encode({"alg": "HS256"}, claims, key, algorithms=["HS256"])


def with_another_key(_: PaperProvider) -> Callable[[dict[str, object]], str]:
    return lambda claims: jwt.encode({"alg": "RS256", "kid": "first"}, claims, OTHER_KEY)


def with_its_own_key(_: PaperProvider) -> Callable[[dict[str, object]], str]:
    """The token brings the key that it is to be looked at with."""
    shown = OTHER_KEY.as_dict(private=False)
    header = {"alg": "RS256", "kid": "mine", "jwk": shown}
    return lambda claims: jwt.encode(header, claims, OTHER_KEY)


def changed_after(provider: PaperProvider) -> Callable[[dict[str, object]], str]:
    def forge(claims: dict[str, object]) -> str:
        head, _, signature = provider.signed(claims).split(".")
        return ".".join((head, part({**claims, "sub": "root"}), signature))

    return forge


FORGERIES = [unsigned, with_public_key, with_client_secret, with_another_key, with_its_own_key, changed_after]


@pytest.mark.parametrize("forgery", FORGERIES)
def test_forged_tokens_are_refused(
    house: House, forgery: Callable[[PaperProvider], Callable[[dict[str, object]], str]]
) -> None:
    house.provider.forge = forgery(house.provider)
    address, browser = house.begin()
    assert "what Paper signed is refused" in refused(house, house.provider.answered(address), browser)


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "." * 100, "x" * 70_000])
def test_what_is_no_token_is_refused(house: House, token: str) -> None:
    house.provider.forge = lambda _: token
    address, browser = house.begin()
    assert "refused" in refused(house, house.provider.answered(address), browser)


def test_a_new_key_is_found(house: House) -> None:
    house.sign_in()
    house.provider.key = new_key("second")
    house.provider.shown = [house.provider.key]
    assert house.sign_in() == "ada"
    house.provider.forge = lambda claims: jwt.encode({"alg": "RS256", "kid": "first"}, claims, OTHER_KEY)
    address, browser = house.begin()
    assert "does not show" in refused(house, house.provider.answered(address), browser)


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://169.254.169.254/latest"},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": None},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": "https://user:word@id.example.org/"},
        {"id_token_signing_alg_values_supported": ["none", "HS256"]},
    ],
)
def test_a_provider_that_tells_what_is_not_safe_is_not_used(
    house: House, metadata: dict[str, object]
) -> None:
    house.provider.metadata = metadata
    with pytest.raises(PermanentError, match="cannot be used"):
        house.begin()


def test_a_refusal_of_the_provider_is_told_in_its_word_alone(house: House) -> None:
    address, browser = house.begin()
    answer = {"state": house.provider.answered(address)["state"], "iss": ISSUER}
    assert "access_denied" in refused(house, {**answer, "error": "access_denied"}, browser)
    address, browser = house.begin()
    answer = {"state": house.provider.answered(address)["state"], "iss": ISSUER}
    assert "<b>" not in refused(house, {**answer, "error": "<b>call 555"}, browser)


def test_without_an_invitation_only_those_who_are_listed_come_in(house_of: Callable[..., House]) -> None:
    strangers = {"sub": "u-2", "email": "eve@evil.example", "preferred_username": "eve"}
    for rules, claims in (
        ({"domains": ("example.org",)}, {}),
        ({"groups": ("staff",)}, {"groups": ["staff"]}),
        ({"groups": ("staff",), "claim": "teams"}, {"teams": "staff"}),
    ):
        house = house_of(**rules)
        assert house.sign_in(claims) == "ada"
        with pytest.raises(DeniedError, match="no account"):
            house.sign_in(strangers)
    house = house_of(domains=("example.org",))
    with pytest.raises(DeniedError, match="no account"):
        house.sign_in({"email_verified": False})
    with pytest.raises(DeniedError, match="no account"):
        house.sign_in({"email": "eve@example.org.evil.example"})


def test_an_invitation_lets_somebody_in_once(house_of: Callable[..., House]) -> None:
    house = house_of()
    grant = Grant(Role.DEVELOPER, ("feature/*",))
    _, secret = house.reception.accounts.invitations.create(DESK, grant, 1, 30)
    assert house.sign_in(invitation=secret) == "ada"
    person = next(p for p in house.reception.accounts.people.list() if p.name == "ada")
    assert (person.grant, person.until) == (grant, 1_000_000 + 30 * 86_400)
    with pytest.raises(DeniedError, match="was used"):
        house.sign_in({"sub": "u-2", "preferred_username": "eve"}, invitation=secret)


def test_the_highest_role_of_the_groups_counts_at_each_sign_in(house_of: Callable[..., House]) -> None:
    roles = {"staff": Role.DEVELOPER, "boss": Role.OWNER}
    house = house_of(anyone=True, roles=roles, role=None)
    with pytest.raises(DeniedError, match="none of your groups"):
        house.sign_in()
    house.sign_in({"groups": ["staff", "boss"]})
    assert house.role("ada") is Role.OWNER
    house.sign_in({"groups": ["staff"]})
    assert house.role("ada") is Role.DEVELOPER
    with pytest.raises(DeniedError, match="none of your groups"):
        house.sign_in({"groups": []})


def test_the_last_owner_stays_one(house_of: Callable[..., House]) -> None:
    house = house_of(anyone=True, roles={"boss": Role.OWNER})
    house.sign_in({"groups": ["boss"]})
    house.reception.accounts.people.remove(DESK, "grace")
    assert house.sign_in({"groups": []}) == "ada"
    assert house.role("ada") is Role.OWNER


def test_an_account_is_not_taken_over_by_its_name(house: House) -> None:
    with pytest.raises(DeniedError, match="somebody called grace") as caught:
        house.sign_in({"preferred_username": "Grace"})
    assert "connect Paper" in caught.value.hint


def test_whoever_is_signed_in_connects_their_account(house: House) -> None:
    assert house.sign_in({"preferred_username": "x"}, person="grace") == "grace"
    assert house.sign_in() == "grace"
    assert house.role("grace") is Role.OWNER
    house.reception.add("linus", Role.VIEWER)
    with pytest.raises(DeniedError, match="has the account grace"):
        house.sign_in(person="linus")


def test_somebody_of_a_provider_has_no_password(house: House) -> None:
    house.sign_in()
    for words in ("", WORDS):
        with pytest.raises(DeniedError, match="not right"):
            house.reception.accounts.sessions.sign_in(PLACE, "ada", words)


def test_who_ended_or_was_removed_does_not_come_in(house_of: Callable[..., House]) -> None:
    house = house_of()
    _, secret = house.reception.accounts.invitations.create(DESK, Grant(Role.VIEWER), 1, 1)
    house.sign_in(invitation=secret)
    house.reception.clock.advance(86_400)
    for claims, asked in (({}, {}), ({"sub": "u-2"}, {"person": "ada"}), ({}, {"person": "ada"})):
        with pytest.raises(DeniedError, match="has ended"):
            house.sign_in(claims, **asked)
    house.reception.accounts.people.remove(DESK, "ada")
    with pytest.raises(DeniedError, match="no account"):
        house.sign_in()


def test_more_is_asked_of_the_provider_where_its_token_says_little(house_of: Callable[..., House]) -> None:
    house = house_of(groups=("staff",))
    house.provider.metadata = {"userinfo_endpoint": f"{ISSUER}/userinfo"}
    house.provider.userinfo = {"sub": "u-1", "teams": [], "groups": ["staff"]}
    address, browser = house.begin()
    answer = house.provider.answered(address)

    def brief(claims: dict[str, object]) -> str:
        return house.provider.signed({name: claims[name] for name in claims.keys() - {"groups"}})

    house.provider.forge = brief
    house.finish(answer, browser)
    house.provider.userinfo["sub"] = "u-2"
    address, browser = house.begin()
    assert "of somebody else" in refused(house, house.provider.answered(address), browser)


def test_tries_are_counted(house: House) -> None:
    for _ in range(20):
        house.begin()
    house.begin()
    with pytest.raises(TooManyError):
        house.begin()
    assert sum(address.endswith("/keys") for address in house.provider.asked) == 1


def test_a_provider_that_is_removed_ends_its_sessions(house: House) -> None:
    address, browser = house.begin()
    secret, _ = house.finish(house.provider.answered(address), browser)
    house.reception.accounts.providers.remove(DESK, "paper")
    assert house.reception.accounts.who(None, secret).name == ""
    with pytest.raises(NotFoundError):
        house.begin()


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Not/Fine"}, {"title": ""}, {"issuer": "http://id.example.org"}, {"issuer": "ftp://x"},
        {"client": ""}, {"secret": "plain words"}, {"secret": "file:relative"}, {"issuer": ISSUER},
    ],
)  # fmt: skip
def test_what_cannot_be_a_provider_is_refused(house: House, change: dict[str, Any]) -> None:
    told: dict[str, Any] = {"name": "other", "issuer": "https://other.example.org", **change}
    with pytest.raises(StratumError) as caught:
        house.reception.accounts.providers.add(DESK, dataclasses.replace(PAPER, **told))
    assert caught.value.hint


def test_who_signs_out_is_sent_to_sign_out_there_where_that_is_wanted(house: House) -> None:
    house.provider.metadata = {"end_session_endpoint": f"{ISSUER}/out"}
    address, browser = house.begin()
    secret, _ = house.finish(house.provider.answered(address), browser)
    assert house.passage.farewell(secret, "https://lab/") == ""
    house.reception.accounts.providers.remove(DESK, "paper")
    house.reception.accounts.providers.add(DESK, dataclasses.replace(PAPER, leave=True))
    address, browser = house.begin()
    secret, _ = house.finish(house.provider.answered(address, sub="u-1"), browser)
    leaving = house.passage.farewell(secret, "https://lab/")
    assert leaving == f"{ISSUER}/out?client_id=stratum&post_logout_redirect_uri=https%3A%2F%2Flab%2F"


def test_nobody_is_the_first_through_a_provider(tmp_path: Path) -> None:
    paper: list[PaperProvider] = []

    def abroad(clock: Any) -> Speaking:
        paper.append(PaperProvider(clock))
        return Speaking(paper[0], lambda _: HUSH, clock)

    reception = Reception(tmp_path, abroad=abroad)
    reception.accounts.providers.add(DESK, PAPER)
    assert reception.accounts.passage is not None
    house = House(reception, paper[0], reception.accounts.passage)
    with pytest.raises(DeniedError, match="nobody has an account") as caught:
        house.sign_in()
    assert "--role owner" in caught.value.hint


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://id.example.org", True), ("https://id.example.org:8443/realms/x?y=1", True),
        ("http://localhost:5000/x", True), ("http://127.0.0.1", True), ("http://[::1]:8/", True),
        ("http://id.example.org", False), ("https://a@id.example.org", False),
        ("https://id.example.org/#x", False),
        ("https://id.example.org\\@evil", False), ("https://id.example.org/ x", False), ("https:///x", False),
        ("http://localhost.evil.example", False), ("//id.example.org", False),
        ("https://id.example.org/\n", False),
    ],
)  # fmt: skip
def test_addresses_that_can_be_used(address: str, safe: bool) -> None:
    assert is_safe(address) is safe
