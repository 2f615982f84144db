"""Types of one's own, made, changed and named by forms, with their text beside them."""

import pytest
from playwright.sync_api import Locator, Page, expect

from stratum.runtime.wiring import Parts
from stratum.testing.pages import Axe, Shot, Visit, in_both_schemes, saved

FILES = {
    "mine.yaml": """# Ours.
stratum: 1
kind: Types
name: mine

types: {}
""",
    "site.yaml": """stratum: 1
kind: Infrastructure
name: site
hosts:
  edge-1: {type: EdgeGateway, cpu: 2, memory: 2 GiB, disk: 16 GB}
""",
}
DRONE = """# Ours.
stratum: 1
kind: Types
name: mine

types:
  Drone:
    extends: EdgeGateway
    help: It flies.  # high
"""
FLEET = FILES["site.yaml"] + "  one: {type: Drone, cpu: 2, memory: 2 GiB, disk: 16 GB}\n"


@pytest.fixture
def drone(parts: Parts) -> Parts:
    """A type that a host is of."""
    parts.workspace.replace("mine.yaml", FILES["mine.yaml"], DRONE)
    parts.workspace.replace("site.yaml", FILES["site.yaml"], FLEET)
    return parts


def choose(page: Page, box: Locator, option: str) -> None:
    box.fill(option)
    page.get_by_role("option", name=option, exact=True).click()


def make_drone(page: Page) -> Locator:
    """Makes a type by its form; gives the form of the type."""
    form = page.get_by_role("form", name="New type")
    form.get_by_label("Name of the type").fill("Drone")
    choose(page, form.get_by_label("Takes over from"), "EdgeGateway")
    form.get_by_label("What it is").fill("A machine that flies.")
    form.get_by_role("button", name="Make the type").click()
    return page.get_by_role("region", name="Type Drone")


@pytest.mark.slow
def test_a_type_is_made_by_forms(visit: Visit, parts: Parts, axe: Axe, screenshot: Shot) -> None:
    page = visit("/documents/mine.yaml")
    page.get_by_role("form", name="New type").wait_for()
    in_both_schemes(page, axe, screenshot, "types-new")
    made = make_drone(page)
    attributes = made.get_by_role("region", name="Attributes")
    attributes.get_by_role("button", name="New attribute").click()
    new = page.get_by_role("form", name="New attribute")
    new.get_by_label("Name of the new attribute").fill("range")
    in_both_schemes(page, axe, screenshot, "types-attribute")
    choose(page, new.get_by_role("combobox", name="type"), "integer")
    new.get_by_role("button", name="Add the attribute").click()
    attributes.get_by_text("range").click()
    inside = attributes.get_by_role("group", name="attributes.range")
    for key, value in (("minimum", "1"), ("help", "Kilometres."), ("default", "5")):
        inside.get_by_label(key, exact=True).fill(value)
        inside.get_by_label(key, exact=True).press("Enter")
    expect(page.get_by_role("region", name="Text")).to_contain_text("default: 5")
    screenshot(page, "types")
    relations = made.get_by_role("region", name="Relations")
    relations.get_by_role("button", name="New relation").click()
    new = page.get_by_role("form", name="New relation")
    new.get_by_label("Name of the new relation").fill("follows")
    in_both_schemes(page, axe, screenshot, "types-relation")
    new.get_by_label("to", exact=True).fill("Drone")
    new.get_by_label("to", exact=True).press("Enter")
    new.get_by_role("button", name="Add the relation").click()
    expect(page.get_by_role("region", name="Text")).to_contain_text("follows")
    saved(page)
    written = (parts.workspace.root / "mine.yaml").read_text()
    assert written.startswith("# Ours.\n")
    for part in ("extends: EdgeGateway", "default: 5", "minimum: 1", "to: [Drone]"):
        assert part in written


def test_a_type_is_in_the_palette_at_once(visit: Visit) -> None:
    page = visit("/documents/mine.yaml")
    expect(make_drone(page)).to_be_visible()
    page.get_by_role("link", name="Documents").first.click()
    page.get_by_role("link", name="site", exact=True).click()
    page.get_by_role("searchbox", name="Search types").fill("Drone")
    expect(
        page.get_by_role("region", name="Palette").get_by_role("button", name="Drone", exact=True)
    ).to_be_visible()


@pytest.mark.slow
def test_text_and_forms_go_both_ways_with_findings(visit: Visit, drone: Parts) -> None:
    page = visit("/documents/mine.yaml?element=Drone")
    made = page.get_by_role("region", name="Type Drone")
    help_field = made.get_by_label("help", exact=True)
    expect(help_field).to_have_value("It flies.")
    help_field.fill("It hovers.")
    help_field.press("Enter")
    pane = page.get_by_role("region", name="Text")
    expect(pane).to_contain_text("help: It hovers.  # high")
    choose(page, made.get_by_role("combobox", name="extends"), "NatsBroker")
    expect(pane).to_contain_text("extends: EdgeGateway")
    expect(made).to_contain_text("Refused")
    pane.locator(".cm-line", has_text="hovers").click()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.insert_text("abstract: false")
    expect(page.get_by_text("Saving …", exact=True)).to_have_count(0)
    saved(page)
    page.keyboard.press("Enter")
    page.keyboard.insert_text("abstrct: true")
    expect(pane.get_by_role("status", name="Not taken")).to_contain_text("abstrct")
    pane.get_by_role("button", name="Take back what was typed").click()
    page.get_by_role("button", name="Undo (Ctrl Z)").click()
    expect(pane).not_to_contain_text("abstract: false")
    saved(page)
    assert (drone.workspace.root / "mine.yaml").read_text() == DRONE.replace("flies", "hovers")


def test_who_is_of_a_type_is_told_and_follows_its_name(visit: Visit, drone: Parts) -> None:
    page = visit("/documents/mine.yaml?element=Drone")
    expect(page.get_by_label("Used by")).to_have_text("Used by one in site.yaml")
    page.get_by_role("button", name="Delete the type Drone").click()
    expect(page.get_by_role("alert").filter(has_text="Drone is needed by one in site.yaml.")).to_be_visible()
    name = page.get_by_role("region", name="Type Drone").get_by_label("Name of the type")
    name.fill("Copter")
    name.press("Enter")
    expect(page.get_by_role("region", name="Type Copter")).to_be_visible()
    saved(page)
    assert (drone.workspace.root / "site.yaml").read_text() == FLEET.replace("Drone", "Copter")
    assert (drone.workspace.root / "mine.yaml").read_text() == DRONE.replace("Drone", "Copter")
