"""Signing in, the first account, an invitation, and the page of people, in the browser."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from stratum.accounts.types import Role
from stratum.api.door import Door
from stratum.api.routes.page import packaged_page
from stratum.runtime.clock import SystemClock
from stratum.testing.accounts import WORDS, Reception
from stratum.testing.fakes_view import FakePlatform
from stratum.testing.flights_view import APPLICATION
from stratum.testing.site import Site

Visit = Callable[..., Page]
Shot = Callable[[Page, str], None]
Axe = Callable[[Page], list[str]]
CODE = "ABCDE-23456"
OTHER = "entirely other words"


@pytest.fixture
def reception(tmp_path: Path) -> Reception:
    return Reception(tmp_path, now=SystemClock().now())


@pytest.fixture
def site(view: FakePlatform, reception: Reception) -> Iterator[Site]:
    assert packaged_page(), "the page is not built: python hatch_build.py build"
    site = Site(view, packaged_page(), door=Door(reception.accounts, code=CODE, realm="test"))
    site.start()
    yield site
    site.stop()


def sign_in(page: Page, name: str, words: str = WORDS) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password", exact=True).fill(words)
    page.get_by_role("button", name="Sign in").click()


def choose(page: Page, name: str) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password", exact=True).fill(WORDS)
    page.get_by_label("Password again").fill(WORDS)
    page.get_by_role("button", name="Make the account").click()


def owner(visit: Visit, reception: Reception, path: str = "/people") -> Page:
    """A page where an owner is signed in; a browser complains of what was refused before."""
    reception.add("ada")
    page = visit(path, strict=False)
    sign_in(page, "ada")
    return page


def test_nobody_sees_anything_before_they_sign_in(
    visit: Visit, reception: Reception, axe: Axe, screenshot: Shot
) -> None:
    reception.add("ada")
    page = visit(f"/applications/{APPLICATION}")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.get_by_text(APPLICATION)).to_have_count(0)
    expect(page).to_have_title("Sign in · stratum")
    assert axe(page) == []
    screenshot(page, "sign-in")
    sign_in(page, "ada")
    expect(page.get_by_role("heading", name=APPLICATION)).to_be_visible()
    expect(page.get_by_role("banner")).to_contain_text("ada")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert page.context.cookies() == []


def test_a_wrong_password_is_refused_in_words(visit: Visit, reception: Reception, axe: Axe) -> None:
    reception.add("ada")
    page = visit("/", strict=False)
    sign_in(page, "ada", "not the right words")
    expect(page.get_by_role("alert")).to_contain_text("name or password are not right")
    assert axe(page) == []


def test_scripts_of_the_page_cannot_read_the_cookie(visit: Visit, reception: Reception) -> None:
    page = owner(visit, reception)
    expect(page.get_by_role("heading", name="People")).to_be_visible()
    assert page.evaluate("document.cookie") == ""
    (cookie,) = page.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")


def test_the_first_account_is_made_with_the_code(
    visit: Visit, reception: Reception, axe: Axe, screenshot: Shot
) -> None:
    page = visit("/people", strict=False)
    expect(page.get_by_role("heading", name="Nobody has an account yet")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("link", name="make it here").click()
    page.get_by_label("Code from the terminal").fill("WRONG")
    choose(page, "Ada")
    expect(page.get_by_role("alert")).to_contain_text("not the code")
    assert axe(page) == []
    screenshot(page, "set-up")
    page.get_by_label("Code from the terminal").fill(CODE)
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_role("banner")).to_contain_text("ada")
    assert [one.name for one in reception.accounts.people.list()] == ["ada"]


def test_an_owner_invites_and_a_guest_comes(
    visit: Visit, reception: Reception, axe: Axe, screenshot: Shot
) -> None:
    page = owner(visit, reception)
    form = page.get_by_role("form", name="New invitation")
    form.get_by_role("combobox", name="Role").click()
    page.get_by_role("option", name="developer").click()
    form.get_by_label("Branches").fill("feature/*")
    form.get_by_role("button", name="Make a link").click()
    link = form.locator("code")
    expect(link).to_contain_text("/invitation#")
    expect(page.get_by_role("table", name="Open invitations")).to_contain_text("feature/*")
    address = re.sub(r"^https?://[^/]+", "", link.inner_text())
    guest = visit(address, strict=False)
    expect(guest.get_by_role("heading", name="Accept the invitation")).to_be_visible()
    assert axe(guest) == []
    choose(guest, "Guest")
    expect(guest.get_by_role("banner")).to_contain_text("guest")
    expect(guest.get_by_role("link", name="People")).to_have_count(0)
    guest.goto(guest.url.partition("/applications")[0] + "/people")
    expect(guest.get_by_role("heading", name="Only owners keep people")).to_be_visible()
    page.reload()
    expect(page.get_by_role("table", name="People")).to_contain_text("guest")
    expect(page.get_by_role("table", name="Audit log")).to_contain_text("invitation.accepted")
    assert axe(page) == []
    screenshot(page, "people")


def test_an_owner_changes_a_role_and_removes_somebody(visit: Visit, reception: Reception) -> None:
    reception.add("ada")
    reception.add("bob", Role.VIEWER)
    page = visit("/people", strict=False)
    sign_in(page, "ada")
    page.get_by_role("combobox", name="Role of bob").click()
    page.get_by_role("option", name="operator").click()
    expect(page.get_by_role("combobox", name="Role of bob")).to_have_value("operator")
    page.get_by_label("Branches of bob").fill("docs")
    with page.expect_response("**/api/people/role"):
        page.get_by_label("Branches of bob").press("Enter")
    expect(page.get_by_label("Branches of bob")).to_have_value("docs")
    expect(page.get_by_role("table", name="People")).to_contain_text("you")
    page.get_by_role("button", name="Remove bob").click()
    page.get_by_role("button", name="Remove bob, really").click()
    expect(page.get_by_label("Branches of bob")).to_have_count(0)
    assert [one.name for one in reception.accounts.people.list()] == ["ada"]
    assert ("ada", "person.changed", "bob: operator on docs") in reception.log()
    page.get_by_role("button", name="Remove ada").click()
    page.get_by_role("button", name="Remove ada, really").click()
    expect(page.get_by_text("somebody has to be the owner")).to_be_visible()


def test_somebody_keeps_their_own_password_and_tokens(
    visit: Visit, reception: Reception, axe: Axe, screenshot: Shot
) -> None:
    page = owner(visit, reception, "/account")
    form = page.get_by_role("form", name="Password")
    form.get_by_label("Current password").fill(WORDS)
    form.get_by_label("New password", exact=True).fill(OTHER)
    form.get_by_label("New password again").fill(OTHER)
    expect(form.get_by_label("New password again")).to_have_attribute("type", "password")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(form.get_by_label("New password again")).to_have_attribute("type", "text")
    form.get_by_role("button", name="Change it").click()
    expect(page.get_by_text("The password was changed")).to_be_visible()
    form = page.get_by_role("form", name="New token")
    form.get_by_label("What it is for").fill("ci")
    form.get_by_role("button", name="Make a token").click()
    secret = form.locator("code").inner_text()
    who = reception.accounts.who(secret, "")
    assert (who.name, who.grant and who.grant.role) == ("ada", Role.VIEWER)
    assert axe(page) == []
    screenshot(page, "account")
    page.get_by_role("button", name="Revoke ci").click()
    page.get_by_role("button", name="Revoke ci, really").click()
    expect(page.get_by_role("table", name="API tokens")).to_contain_text("revoked")
    assert reception.accounts.who(secret, "").grant is None


def test_a_page_whose_session_ends_asks_to_sign_in_again(visit: Visit, reception: Reception) -> None:
    page = owner(visit, reception, f"/applications/{APPLICATION}")
    expect(page.get_by_role("heading", name=APPLICATION)).to_be_visible()
    reception.clock.advance(12 * 3600)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    sign_in(page, "ada")
    expect(page.get_by_role("heading", name=APPLICATION)).to_be_visible()


def test_without_accounts_the_page_is_as_before(visit: Visit) -> None:
    page = visit("/")
    expect(page.get_by_role("heading", name=APPLICATION)).to_be_visible()
    page.get_by_role("button", name="People").click()
    expect(page.get_by_role("heading", name="Nobody has an account yet")).to_be_visible()
    page.goto(page.url.replace("/people", "/account"))
    expect(page.get_by_text("stratum users add NAME --role owner")).to_be_visible()


def test_what_was_typed_is_still_there_after_signing_in_again(visit: Visit, reception: Reception) -> None:
    page = owner(visit, reception)
    form = page.get_by_role("form", name="New invitation")
    form.get_by_label("Branches").fill("docs/*")
    reception.clock.advance(1800)
    form.get_by_role("button", name="Make a link").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(form).to_be_hidden()
    sign_in(page, "ada")
    expect(form.get_by_label("Branches")).to_have_value("docs/*")
    form.get_by_role("button", name="Make a link").click()
    expect(form.locator("code")).to_contain_text("/invitation#")
