"""Somebody who may only look, and somebody who may edit, at one document in the browser."""

import pytest
from playwright.sync_api import Page, expect

from stratum.accounts.types import Role
from stratum.api.door import Door
from stratum.runtime.clock import SystemClock
from stratum.runtime.wiring import Parts
from stratum.testing.accounts import Reception
from stratum.testing.pages import Shot, Visit, sign_in
from stratum.testing.waiting import wait_until

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
def door(parts: Parts) -> Door:
    reception = Reception(parts.state, now=SystemClock().now())
    reception.add("ada")
    reception.add("vic", Role.VIEWER)
    return Door(reception.accounts, realm="test")


def enter(visit: Visit, name: str) -> Page:
    page = visit(EDIT, strict=False)
    sign_in(page, name)
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
