"""Nothing there, something wrong, the server gone; every view in both colour schemes and on a tablet."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from stratum.core.errors import TransientError
from stratum.testing.fakes_view import FakePlatform
from stratum.testing.flights_run import RUN
from stratum.testing.flights_view import APPLICATION
from stratum.testing.site import Site

HOME = f"/applications/{APPLICATION}"
VIEWS = {
    "overview": HOME,
    "panel": f"{HOME}?component=scorer",
    "charts": f"{HOME}/charts",
    "events": f"{HOME}/events",
    "findings": f"{HOME}/findings",
    "models": "/models",
    "run": f"/runs/{RUN}",
}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", VIEWS)
def test_views_are_accessible(
    visit: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    screenshot: Callable[..., None],
    name: str,
    dark: bool,
) -> None:
    page = visit(VIEWS[name], dark=dark)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert axe(page) == []
    if dark:
        screenshot(page, f"{name}-dark")


@pytest.mark.parametrize("name", VIEWS)
def test_nothing_is_cut_off_on_a_tablet(
    visit: Callable[..., Page], screenshot: Callable[..., None], name: str
) -> None:
    page = visit(VIEWS[name], width=820)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 820
    assert page.evaluate("document.querySelector('main').scrollWidth") <= 820
    screenshot(page, f"{name}-tablet")


def test_an_empty_workspace_teaches(visit: Callable[..., Page], view: FakePlatform) -> None:
    view.applications.clear()
    page = visit("/")
    expect(page.get_by_role("heading")).to_have_text("new-york has no application yet")
    expect(page.locator("main")).to_contain_text("stratum check")
    page.get_by_role("button", name="Copy stratum init").click()


def test_an_application_that_is_not_deployed_teaches(
    visit: Callable[..., Page], view: FakePlatform, screenshot: Callable[..., None]
) -> None:
    view.components.clear()
    view.history.clear()
    page = visit(HOME)
    expect(page.locator("main")).to_contain_text("flight-delays is not deployed.")
    expect(page.locator("main")).to_contain_text("stratum apply flight-delays")
    expect(page.locator("#block-writer")).to_contain_text("Not deployed")
    screenshot(page, "not-deployed")
    page.get_by_role("link", name="Events").click()
    expect(page.get_by_role("heading")).to_have_text("Nothing has happened yet")
    page.get_by_role("link", name="Charts").click()
    expect(page.get_by_role("heading")).to_have_text("Nothing has been measured yet")


def test_no_models_and_no_findings_teach(visit: Callable[..., Page], view: FakePlatform) -> None:
    view.versions.clear()
    view.trainings.clear()
    view.applications = {APPLICATION: {**view.applications[APPLICATION], "findings": []}}
    page = visit("/models")
    expect(page.locator("main")).to_contain_text("stratum train pipeline.yaml")
    page.get_by_role("link", name="Findings").click()
    expect(page.get_by_role("heading")).to_have_text("The model has no findings")


def test_an_error_is_explained_and_tried_again(visit: Callable[..., Page], view: FakePlatform) -> None:
    view.failure = TransientError("The state is locked.", "Another process writes to it.")
    page = visit("/models", strict=False)
    expect(page.get_by_role("alert")).to_contain_text("The state is locked.")
    expect(page.get_by_role("alert")).to_contain_text("Another process writes to it.")
    view.failure = None
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="Models")).to_be_visible()


def test_unknown_addresses_and_names(visit: Callable[..., Page]) -> None:
    page = visit("/what/is/this", strict=False)
    expect(page.get_by_role("heading")).to_have_text("There is nothing at this address")
    page.goto(page.url.replace("/what/is/this", "/applications/ghost"))
    expect(page.get_by_role("alert")).to_contain_text("there is no application ghost")


def test_trouble_of_the_server_is_told_while_it_lasts(visit: Callable[..., Page], view: FakePlatform) -> None:
    page = visit(HOME)
    expect(page.get_by_role("banner")).to_contain_text("Live")
    view.failure = TransientError("The state is locked.")
    expect(page.get_by_role("status")).to_contain_text("The state is locked.")
    view.failure = None
    expect(page.get_by_role("status")).to_have_text("")


def test_a_lost_connection_is_said_and_made_again(
    visit: Callable[..., Page], site: Site, view: FakePlatform, screenshot: Callable[..., None]
) -> None:
    page = visit(HOME, strict=False)
    expect(page.get_by_role("banner")).to_contain_text("Live")
    site.stop()
    expect(page.get_by_role("status")).to_contain_text("Connection lost, retrying")
    screenshot(page, "lost")
    view.components["board"] |= {"state": "starting"}
    site.start()
    expect(page.get_by_role("banner")).to_contain_text("Live")
    expect(page.locator("#block-board")).to_contain_text("Starting")
    expect(page.get_by_role("status")).to_have_text("")


def test_the_colour_scheme_is_kept(visit: Callable[..., Page]) -> None:
    page = visit(HOME)
    page.get_by_role("button", name="Use the dark colours").click()
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    page.reload()
    expect(page.get_by_role("button", name="Use the light colours")).to_be_visible()
