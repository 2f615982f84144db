"""Somebody who may only look, and somebody who may edit, at one document in the browser."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from stratum.accounts.types import Role
from stratum.api.door import Door
from stratum.api.routes.page import packaged_page
from stratum.runtime.clock import SystemClock
from stratum.runtime.platform import Platform
from stratum.runtime.session import live_session
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.testing.accounts import WORDS, Reception
from stratum.testing.site import Site
from stratum.testing.waiting import wait_until

Visit = Callable[..., Page]
Shot = Callable[[Page, str], None]
FILES = {
    "infrastructure.yaml": """stratum: 1
kind: Infrastructure
name: site
hosts:
  edge-1: {type: EdgeGateway, cpu: 2, memory: 2 GiB, disk: 16 GB}
""",
    "application.yaml": """stratum: 1
kind: Application
name: plant
infrastructure: infrastructure.yaml
components:
  board: {type: CustomApplication, hostedOn: edge-1}
""",
}
EDIT = "/applications/plant/edit"


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    parts = Parts(Settings(tmp_path / "plant"))
    parts.workspace.create(FILES, "first")
    return parts


@pytest.fixture
def site(parts: Parts) -> Iterator[Site]:
    assert packaged_page(), "the page is not built: python hatch_build.py build"
    reception = Reception(parts.state, now=SystemClock().now())
    reception.add("ada")
    reception.add("vic", Role.VIEWER)
    door = Door(reception.accounts, realm="test")
    site = Site(Platform(parts), packaged_page(), session=lambda: live_session(parts), door=door)
    site.start()
    yield site
    site.stop()


def enter(visit: Visit, name: str) -> Page:
    page = visit(EDIT, strict=False)
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password", exact=True).fill(WORDS)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("Host edge-1")).to_be_visible()
    return page


def insert(page: Page, kind: str) -> None:
    page.get_by_role("searchbox", name="Search types").fill(kind)
    item = page.get_by_role("region", name="Palette").get_by_role("button", name=kind, exact=True)
    item.drag_to(page.get_by_label("Host edge-1").locator("header"))


def test_who_may_look_is_told_why_and_sees_what_others_do(
    visit: Visit, parts: Parts, screenshot: Shot
) -> None:
    ada, vic = enter(visit, "ada"), enter(visit, "vic")
    expect(vic.get_by_text("You are here as viewer, to look: ask an owner")).to_be_visible()
    expect(vic.get_by_role("region", name="Palette")).to_have_count(0)
    expect(vic.get_by_role("button", name="Undo (Ctrl Z)")).to_have_count(0)
    vic.locator("#block-board").click()
    expect(vic.get_by_role("textbox", name="Name", exact=True)).to_be_disabled()
    expect(vic.get_by_role("button", name="Delete board")).to_have_count(0)
    vic.keyboard.press("Delete")
    expect(vic.get_by_role("alert").first).to_contain_text("You are here as viewer")
    screenshot(vic, "viewer")
    insert(ada, "SqliteDatabase")
    expect(vic.locator("#block-sqlite-database")).to_be_visible()
    file = parts.workspace.root / "application.yaml"
    wait_until(lambda: "SqliteDatabase" in file.read_text(encoding="utf-8"), what="the text on disk")
    assert file.read_text(encoding="utf-8").count("SqliteDatabase") == 1
