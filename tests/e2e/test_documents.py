"""Documents are made, named, copied and removed in the browser, before the eyes of others."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from stratum.accounts.types import Role
from stratum.api.door import Door
from stratum.runtime.clock import SystemClock
from stratum.runtime.wiring import Parts
from stratum.testing.accounts import Reception
from stratum.testing.pages import Axe, Shot, Visit, saved, sign_in
from stratum.testing.repositories import git


@pytest.fixture
def files() -> dict[str, str]:
    """What the workspace begins with."""
    return {}


def begin(page: Page) -> Locator:
    page.get_by_role("button", name="New document").click()
    return page.get_by_role("dialog", name="New document")


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name, exact=True))


def test_an_application_is_made_from_nothing_by_mouse(visit: Visit, parts: Parts, screenshot: Shot) -> None:
    first = git(parts.workspace.root, "rev-parse", "HEAD").strip()
    other = visit("/documents")
    expect(other.get_by_text("The workspace has no documents yet")).to_be_visible()
    page = visit("/documents")
    dialog = begin(page)
    dialog.get_by_label("Name").fill("plant")
    expect(dialog.get_by_label("File")).to_have_value("plant.yaml")
    screenshot(page, "documents-new")
    dialog.get_by_role("button", name="Create").click()
    expect(page).to_have_url(re.compile("/documents/plant.yaml$"))
    page.get_by_role("region", name="Palette").get_by_role(
        "button", name="CustomApplication", exact=True
    ).click()
    expect(page.locator("#block-custom-application")).to_be_visible()
    saved(page)
    expect(row(other, "plant-hosts")).to_be_visible()
    row(other, "plant").get_by_role("button", name="Rename plant").click()
    rename = other.get_by_role("dialog", name="Rename plant")
    rename.get_by_label("Name").fill("works")
    rename.get_by_role("button", name="Rename").click()
    expect(row(other, "works")).to_be_visible()
    expect(page.get_by_role("heading", name="works", level=1)).to_be_visible()
    expect(other.get_by_role("dialog")).to_have_count(0)
    screenshot(other, "documents")
    root = parts.workspace.root
    page.get_by_role("link", name="Documents").click()  # the editor is left, and what it did settles
    page.evaluate(COMMITTED, first)
    assert re.search(r"added Application (plant|works) in plant.yaml", git(root, "log", "--format=%B"))
    assert "name: works" in (root / "plant.yaml").read_text()
    assert "infrastructure: plant-hosts.yaml" in (root / "plant.yaml").read_text()


COMMITTED = """async (first) => {
  const commit = async () => (await (await fetch('/api/workspace')).json()).commit
  while ((await commit()) === first) await new Promise((next) => setTimeout(next, 100))
}"""
SITE = "stratum: 1\nkind: Infrastructure\nname: site\nhosts: {}\n"
PLANT = "stratum: 1\nkind: Application\nname: plant\ninfrastructure: site.yaml\ncomponents: {}\n"


@pytest.mark.parametrize("files", [{"site.yaml": SITE, "plant.yaml": PLANT}])
def test_what_others_need_stays_and_what_is_removed_comes_back(
    visit: Visit, parts: Parts, screenshot: Shot
) -> None:
    page = visit("/documents")
    row(page, "site").get_by_role("button", name="Remove site").click()
    dialog = page.get_by_role("dialog", name="Remove site")
    dialog.get_by_role("button", name="Remove").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Refused: ")
    expect(dialog.get_by_role("alert")).to_contain_text("site.yaml")
    screenshot(page, "documents-refused")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(row(page, "site").get_by_role("button", name="Remove site")).to_be_focused()
    row(page, "plant").get_by_role("button", name="Duplicate plant").click()
    copy = page.get_by_role("dialog", name="Duplicate plant")
    expect(copy.get_by_label("File")).to_have_value("plant-2.yaml")
    copy.get_by_label("Name").fill("second")
    copy.get_by_role("button", name="Duplicate").click()
    expect(page).to_have_url(re.compile("/documents/plant-2.yaml$"))
    page.get_by_role("link", name="Documents").click()
    row(page, "plant").get_by_role("button", name="Remove plant").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(row(page, "plant")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(row(page, "plant")).to_be_visible()
    assert (parts.workspace.root / "plant-2.yaml").read_text() == PLANT.replace("name: plant", "name: second")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_example_is_taken_into_the_workspace(
    visit: Visit, parts: Parts, axe: Axe, screenshot: Shot, scheme: str
) -> None:
    page = visit("/documents")
    page.evaluate("(scheme) => localStorage.setItem('mantine-color-scheme-value', scheme)", scheme)
    page.reload()
    dialog = begin(page)
    assert axe(page) == []
    dialog.get_by_role("button", name="From an example").click()
    dialog.get_by_label("Example").select_option("01-flights")
    dialog.get_by_label("Folder").fill("flights")
    expect(dialog).to_contain_text("Pipeline delay-risk")
    screenshot(page, f"documents-example-{scheme}")
    assert axe(page) == []
    dialog.get_by_role("button", name="Create").click()
    expect(page).to_have_url(re.compile("/documents/flights/application.yaml$"))
    expect(page.locator("#block-broker")).to_be_visible()
    saved(page)
    assert (parts.workspace.root / "flights/departures.sql").is_file()


class TestWhoMayOnlyLook:
    """A viewer."""

    @pytest.fixture
    def files(self) -> dict[str, str]:
        return {"site.yaml": SITE, "plant.yaml": PLANT}

    @pytest.fixture
    def door(self, parts: Parts) -> Door:
        reception = Reception(parts.state, now=SystemClock().now())
        reception.add("ada")
        reception.add("vic", Role.VIEWER)
        return Door(reception.accounts, realm="test")

    def test_sees_no_controls_and_why(self, visit: Visit, screenshot: Shot) -> None:
        page = visit("/documents", strict=False)
        sign_in(page, "vic")
        expect(row(page, "plant")).to_be_visible()
        expect(page.get_by_text("You are here as viewer, to look")).to_be_visible()
        expect(page.get_by_role("button", name="New document")).to_have_count(0)
        expect(page.get_by_role("columnheader", name="Change")).to_have_count(0)
        screenshot(page, "documents-viewer")


FULL = """stratum: 1
kind: Application
name: plant
infrastructure: site.yaml
components:
  pump: {type: CustomApplication, connectsTo: valve}
  valve: {type: CustomApplication}
"""
HOSTS = SITE.replace("{}", "\n  edge-1: {type: EdgeGateway, cpu: 2, memory: 2 GiB, disk: 16 GB}")
OTHER = PLANT.replace("plant", "other")


class TestKeys:
    """What is done without a mouse."""

    @pytest.fixture
    def files(self) -> dict[str, str]:
        return {"site.yaml": HOSTS, "plant.yaml": FULL, "other.yaml": OTHER}

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_everything_is_reached_by_typing(
        self, visit: Visit, axe: Axe, screenshot: Shot, scheme: str
    ) -> None:
        page = visit("/documents")
        page.evaluate("(scheme) => localStorage.setItem('mantine-color-scheme-value', scheme)", scheme)
        page.reload()
        expect(row(page, "plant")).to_be_visible()
        page.keyboard.press("?")
        expect(page.get_by_role("dialog", name="Keys")).to_contain_text("go to the next finding")
        assert axe(page) == []
        page.keyboard.press("Escape")
        say(page, "pln application plant.yaml")
        expect(page).to_have_url(re.compile("/documents/plant.yaml$"))
        expect(page.locator("#block-pump")).to_be_visible()
        page.keyboard.press("Control+k")
        expect(page.get_by_role("dialog", name="Go to, or do")).to_be_visible()
        page.keyboard.type("sqlitedb")
        expect(page.get_by_role("option").first).to_contain_text("Add SqliteDatabase")
        screenshot(page, f"commands-{scheme}")
        assert axe(page) == []
        page.keyboard.press("Enter")
        expect(page.locator("#block-sqlite-database")).to_be_visible()
        say(page, "undo")
        expect(page.locator("#block-sqlite-database")).to_have_count(0)
        say(page, "edge-1 element")
        expect(page).to_have_url(re.compile("/documents/site.yaml[?]element=edge-1$"))
        page.keyboard.press("Control+k")
        expect(page.get_by_role("dialog", name="Go to, or do")).to_be_visible()
        page.keyboard.type("zzzz")
        expect(page.get_by_text("Nothing has these letters in this order.")).to_be_visible()

    def test_elements_are_copied_as_yaml_into_another_document(self, visit: Visit, parts: Parts) -> None:
        page = visit("/documents/plant.yaml")
        page.locator("#block-pump").click()
        page.keyboard.press("Control+d")
        expect(page.locator("#block-pump-2")).to_have_attribute("aria-pressed", "true")
        page.keyboard.press("Control+c")
        expect(page.get_by_text("Copied pump-2.")).to_be_visible()
        say(page, "other.yaml")
        expect(page.get_by_role("heading", name="other", level=1)).to_be_visible()
        page.keyboard.press("Control+v")
        expect(page.locator("#block-pump-2")).to_be_visible()
        expect(page.get_by_role("alert")).to_contain_text("Left out: connectsTo valve.")
        saved(page)
        assert "  pump-2:\n    type: CustomApplication\n" in (parts.workspace.root / "other.yaml").read_text()
        page.keyboard.press("Delete")
        expect(page.locator("#block-pump-2")).to_have_count(0)

    def test_types_of_ones_own_are_in_the_palette_at_once(self, visit: Visit) -> None:
        page, other = visit("/documents"), visit("/documents/plant.yaml")
        dialog = begin(page)
        dialog.get_by_label("Kind").select_option("Types")
        dialog.get_by_label("Name").fill("own")
        dialog.get_by_role("button", name="Create").click()
        page.get_by_role("region", name="Text").locator(".cm-line", has_text="types: {}").click()
        page.keyboard.press("End")
        page.keyboard.press("Backspace")
        page.keyboard.press("Backspace")
        page.keyboard.insert_text("\n  Boiler: {extends: CustomApplication, help: Boils.}")
        saved(page)
        other.get_by_role("searchbox", name="Search types").fill("Boiler")
        other.get_by_role("region", name="Palette").get_by_role("button", name="Boiler", exact=True).click()
        expect(other.locator("#block-boiler")).to_be_visible()


def say(page: Page, wanted: str) -> None:
    """Does or goes to what the palette of commands finds first."""
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog", name="Go to, or do")).to_be_visible()
    page.keyboard.type(wanted)
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
