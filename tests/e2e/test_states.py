"""Nothing there, something wrong, the server gone; every view in both colour schemes and on a tablet."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from stratum.core.errors import TransientError
from stratum.testing.fakes_view import FakePlatform
from stratum.testing.flights_run import RUN
from stratum.testing.flights_view import APPLICATION
from stratum.testing.site import Site

Visit = Callable[..., Page]
Shot = Callable[[Page, str], None]
HOME = f"/applications/{APPLICATION}"
# Address of each view, and what shows that it is drawn.
VIEWS = {
    "overview": (HOME, "#block-board[data-state=ready]"),
    "panel": (f"{HOME}?component=scorer", "aside canvas"),
    "keeping": (f"{HOME}/run", "figure canvas"),
    "charts": (f"{HOME}/charts", "figure canvas"),
    "events": (f"{HOME}/events", "main time"),
    "findings": (f"{HOME}/findings", "main li"),
    "models": ("/models", "main td"),
    "run": (f"/runs/{RUN}", "figure path"),
}


@pytest.mark.parametrize("name", VIEWS)
def test_views_are_accessible_in_both_schemes_and_fit_a_tablet(
    visit: Visit, axe: Callable[[Page], list[str]], screenshot: Shot, name: str
) -> None:
    path, drawn = VIEWS[name]
    page = visit(path)
    expect(page.locator(drawn).first).to_be_visible()
    assert axe(page) == []
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    assert axe(page) == []
    screenshot(page, f"{name}-dark")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 800, "height": 1100})
    page.wait_for_function("document.querySelector('main').scrollWidth <= 800")
    assert page.evaluate("document.documentElement.scrollWidth") <= 800
    screenshot(page, f"{name}-tablet")


def test_an_empty_workspace_teaches(visit: Visit, view: FakePlatform) -> None:
    view.applications.clear()
    page = visit("/")
    expect(page.get_by_role("heading")).to_have_text("new-york has no application yet")
    expect(page.locator("main")).to_contain_text("stratum check")
    page.get_by_role("button", name="Copy stratum check").click()
    page.get_by_role("link", name="New document").click()
    expect(page.get_by_role("dialog", name="New document")).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    expect(page).to_have_url(re.compile("/documents$"))


def test_an_application_that_is_not_deployed_teaches(
    visit: Visit, view: FakePlatform, screenshot: Shot
) -> None:
    view.components.clear()
    view.history.clear()
    page = visit(HOME)
    expect(page.locator("main")).to_contain_text("flight-delays is not deployed.")
    expect(page.locator("main")).to_contain_text("stratum apply flight-delays")
    expect(page.locator("#block-writer")).to_contain_text("needs 0.25 cores, 256 MiB")
    screenshot(page, "not-deployed")
    page.get_by_role("link", name="Events").click()
    expect(page.get_by_role("heading")).to_have_text("Nothing has happened yet")
    expect(page.locator("main").get_by_role("link", name="Operate")).to_be_visible()
    page.get_by_role("link", name="Charts").click()
    expect(page.get_by_role("heading")).to_have_text("Nothing has been measured yet")


def test_no_models_and_no_findings_teach(visit: Visit, view: FakePlatform) -> None:
    view.versions.clear()
    view.trainings.clear()
    view.applications = {APPLICATION: {**view.applications[APPLICATION], "findings": []}}
    page = visit("/models")
    expect(page.locator("main")).to_contain_text("stratum train pipeline.yaml")
    page.get_by_role("link", name="Findings").click()
    expect(page.get_by_role("heading")).to_have_text("The model has no findings")


def test_a_model_with_errors_leads_to_its_findings(visit: Visit, view: FakePlatform) -> None:
    whole = view.applications[APPLICATION]
    finding = {
        "code": "unknown-type", "severity": "error", "element": "flight-delays/scorer",
        "message": "There is no type ModelServise.", "position": "application.yaml:50:5",
        "required": "", "available": "", "fix": "Did you mean ModelService?",
        "fixes": [],
    }  # fmt: skip
    view.applications = {APPLICATION: {**whole, "findings": [finding], "components": [], "connections": []}}
    page = visit(HOME)
    expect(page.get_by_role("heading")).to_have_text("flight-delays cannot be drawn yet")
    page.get_by_role("link", name="Show findings").click()
    expect(page.locator("main")).to_contain_text("Did you mean ModelService?")
    expect(page.locator("main")).to_contain_text("Errors stop a deployment")


def test_an_error_is_explained_and_tried_again(visit: Visit, view: FakePlatform) -> None:
    view.failure = TransientError("The state is locked.", "Another process writes to it.")
    page = visit("/models", strict=False)
    expect(page.get_by_role("alert")).to_contain_text("The state is locked.")
    expect(page.get_by_role("alert")).to_contain_text("Another process writes to it.")
    view.failure = None
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="Models")).to_be_visible()


def test_unknown_addresses_and_names(visit: Visit) -> None:
    page = visit("/what/is/this", strict=False)
    expect(page.get_by_role("heading")).to_have_text("There is nothing at this address")
    page.goto(page.url.replace("/what/is/this", "/applications/ghost"))
    expect(page.get_by_role("alert")).to_contain_text("there is no application ghost")


def test_trouble_of_the_server_is_told_while_it_lasts(visit: Visit, view: FakePlatform) -> None:
    page = visit(HOME, strict=False)
    expect(page.locator("#block-board")).to_contain_text("Ready")
    view.failure = TransientError("The state is locked.")
    expect(page.get_by_role("status")).to_contain_text("The state is locked.")
    view.failure = None
    expect(page.get_by_role("status")).to_have_text("")


def test_a_lost_connection_is_said_and_made_again(
    visit: Visit, site: Site, view: FakePlatform, screenshot: Shot
) -> None:
    page = visit(HOME, strict=False)
    expect(page.locator("#block-board")).to_contain_text("Ready")
    site.stop()
    expect(page.get_by_role("status")).to_contain_text("Connection lost, retrying")
    screenshot(page, "lost")
    view.components["board"] |= {"state": "starting"}
    site.start()
    expect(page.get_by_role("banner")).to_contain_text("Live")
    expect(page.locator("#block-board")).to_contain_text("Starting")
    expect(page.get_by_role("status")).to_have_text("")


def test_the_colour_scheme_is_kept(visit: Visit) -> None:
    page = visit(HOME)
    page.get_by_role("button", name="Use the dark colours").click()
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    page.reload()
    expect(page.get_by_role("button", name="Use the light colours")).to_be_visible()
