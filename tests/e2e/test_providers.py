"""Signing in through a real OpenID Connect server, guests, and joining accounts, in the browser."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from stratum.accounts.logic.providers import Provider, Rules
from stratum.accounts.speaking import Speaking
from stratum.accounts.types import Grant, Role
from stratum.api.door import Door
from stratum.api.routes.page import packaged_page
from stratum.runtime.clock import SystemClock
from stratum.runtime.fetching import Fetching
from stratum.testing.accounts import DESK, WORDS, Reception
from stratum.testing.fakes_view import FakePlatform
from stratum.testing.site import Site
from stratum.testing.waiting import wait_until

Visit = Callable[..., Page]
Shot = Callable[[Page, str], None]
Axe = Callable[[Page], list[str]]
SECRET = "hush hush hush"
SERVER = Path(__file__).with_name("identity_server.py")
SCOPES = ("profile", "email", "groups")


@pytest.fixture
def reception(tmp_path: Path) -> Reception:
    def abroad(_: object) -> Speaking:
        return Speaking(Fetching(), {"env:STRATUM_CLIENT": SECRET}.__getitem__, SystemClock())

    made = Reception(tmp_path, now=SystemClock().now(), abroad=abroad)
    made.add("grace")
    return made


@pytest.fixture
def site(view: FakePlatform, reception: Reception) -> Iterator[Site]:
    site = Site(view, packaged_page(), door=Door(reception.accounts, realm="test"))
    site.start()
    yield site
    site.stop()


@pytest.fixture
def provided(site: Site, reception: Reception, tmp_path: Path) -> Iterator[Callable[..., None]]:
    """Lets people come in through the provider, by rules."""
    told, callback = tmp_path / "issuer", f"{site.address}/api/account/providers/lab"
    command = [sys.executable, "-W", "ignore", str(SERVER), callback, str(told)]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: told.is_file() and told.read_text(), 60, "the provider")
        issuer = told.read_text()

        def add(rules: Rules, *, leave: bool = False) -> None:
            where = "env:STRATUM_CLIENT"
            lab = Provider("lab", "the lab", issuer, "stratum", where, SCOPES, rules, leave)
            reception.accounts.providers.add(DESK, lab)

        yield add
    finally:
        server.terminate()
        server.wait()


def sign_in_there(page: Page, name: str) -> None:
    page.get_by_label("Login").fill(name)
    page.get_by_role("button", name=re.compile("Continue|Sign in")).click()
    page.get_by_role("textbox", name="Password").fill(WORDS)
    page.get_by_role("button", name="Sign in").click()


def test_somebody_comes_in_through_a_provider_and_goes(
    visit: Visit, provided: Callable[..., None], reception: Reception, axe: Axe, screenshot: Shot
) -> None:
    provided(Rules(groups=("staff",), roles={"staff": Role.DEVELOPER}), leave=True)
    page = visit("/documents", strict=False)
    button = page.get_by_role("button", name="Sign in with the lab")
    expect(button).to_be_visible()
    assert axe(page) == []
    screenshot(page, "sign-in-provider")
    button.click()
    sign_in_there(page, "ada")
    expect(page.get_by_role("banner")).to_contain_text("ada")
    assert page.url.endswith("/documents")
    assert {c["name"]: c["sameSite"] for c in page.context.cookies() if "stratum" in c["name"]} == {
        "stratum-test": "Strict"
    }
    page.get_by_role("link", name="ada").click()
    expect(page.get_by_text("developer on every branch")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("end_session|logout"))


def test_who_is_not_listed_is_told_what_to_do(
    visit: Visit, provided: Callable[..., None], reception: Reception, axe: Axe, screenshot: Shot
) -> None:
    provided(Rules(groups=("staff",)))
    page = visit("/", strict=False)
    page.get_by_role("button", name="Sign in with the lab").click()
    sign_in_there(page, "eve")
    expect(page.get_by_role("alert").filter(has_text="you have no account here")).to_contain_text(
        "invitation"
    )
    assert axe(page) == []
    screenshot(page, "sign-in-refused")
    _, secret = reception.accounts.invitations.create(DESK, Grant(Role.VIEWER), 1)
    page.goto(page.url.rstrip("/") + f"/invitation#{secret}")
    page.get_by_role("button", name="Accept it with the lab").click()
    expect(page.get_by_role("banner")).to_contain_text("eve")


def test_an_account_is_joined_by_whoever_is_signed_in(
    visit: Visit, provided: Callable[..., None], site: Site
) -> None:
    provided(Rules())
    page = visit("/account", strict=False)
    page.get_by_label("Name").fill("grace")
    page.get_by_label("Password", exact=True).fill(WORDS)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Connect the lab").click()
    sign_in_there(page, "ada")
    expect(page.get_by_role("heading", name="grace")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with the lab").click()
    expect(page.get_by_role("banner")).to_contain_text("grace")


def test_an_answer_that_another_browser_asked_for_signs_nobody_in(
    visit: Visit, provided: Callable[..., None], site: Site
) -> None:
    """Whoever is led to an answer of an attacker is not signed in as them."""
    provided(Rules(anyone=True))
    asked = httpx.post(
        f"{site.address}/api/account/provider", json={"name": "lab"}, headers={"Origin": site.address}
    )
    page = visit("/", strict=False)
    page.goto(asked.json()["address"])
    sign_in_there(page, "ada")
    expect(page.get_by_role("button", name="Sign in with the lab")).to_be_visible()
    assert [c for c in page.context.cookies() if c["name"] == "stratum-test"] == []


def test_guests_come_in_where_registration_is_open(
    visit: Visit, reception: Reception, axe: Axe, screenshot: Shot
) -> None:
    page = visit("/register", strict=False)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    reception.accounts.registration.open(DESK, "viewer", 30)
    page.goto(page.url.replace("/register", "/"))
    page.get_by_role("link", name="Come in as a guest").click()
    expect(page.get_by_text("The account ends after 30 days")).to_be_visible()
    assert axe(page) == []
    screenshot(page, "register")
    page.get_by_label("Name").fill("eve")
    page.get_by_label("Password", exact=True).fill(WORDS)
    page.get_by_label("Password again").fill(WORDS)
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_role("banner")).to_contain_text("eve")
