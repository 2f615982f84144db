"""The application drawn over its sites, live."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from stratum.testing.fakes_view import FakePlatform
from stratum.testing.flights_view import APPLICATION

Visit = Callable[..., Page]
Shot = Callable[[Page, str], None]
HOME = f"/applications/{APPLICATION}"


def block(page: Page, name: str) -> Locator:
    return page.locator(f"#block-{name}")


def test_the_start_leads_to_the_first_application(visit: Visit) -> None:
    page = visit("/")
    expect(page.get_by_role("heading", name=APPLICATION)).to_be_visible()
    expect(page).to_have_url(re.compile(f"{HOME}$"))
    expect(page).to_have_title("flight-delays, overview · stratum")
    expect(page.get_by_role("banner")).to_contain_text("new-york")
    expect(page.get_by_role("banner")).to_contain_text("3f9c2ab")


def test_components_are_drawn_in_their_hosts_from_edge_to_cloud(visit: Visit) -> None:
    page = visit(HOME)
    expect(page.locator("[id^=block-]")).to_have_count(9)
    expect(page.locator("section[aria-label^=Host]")).to_have_count(5)
    lefts = [page.get_by_text(tier, exact=True).bounding_box() for tier in ("Edge", "Fog", "Cloud")]
    assert [box["x"] for box in lefts if box] == sorted(box["x"] for box in lefts if box)
    host, inner = page.get_by_label("Host fog-1").bounding_box(), block(page, "scorer").bounding_box()
    assert host
    assert inner
    assert host["x"] < inner["x"] < inner["x"] + inner["width"] < host["x"] + host["width"]
    assert host["y"] < inner["y"] < inner["y"] + inner["height"] < host["y"] + host["height"]


def test_blocks_tell_state_rates_and_loads(visit: Visit, screenshot: Shot) -> None:
    page = visit(HOME)
    expect(block(page, "writer")).to_contain_text("Ready")
    expect(block(page, "writer")).to_contain_text(re.compile(r"\d+ ev/s.*p95.*pending"))
    expect(block(page, "scorer")).to_contain_text(re.compile(r"/ 0.5 cores.*/ 256 MiB"))
    expect(block(page, "scorer")).to_contain_text("v4 × 1")
    expect(block(page, "archive")).to_contain_text("Done")
    expect(page.locator("body")).to_contain_text("departures, arrivals")
    expect(page.get_by_label("Summary")).to_contain_text("9 of 9")
    screenshot(page, "overview")


def test_everything_fits_the_window(visit: Visit) -> None:
    page = visit(HOME)
    expect(block(page, "board")).to_be_visible()
    page.wait_for_function("document.querySelector('#block-board').getBoundingClientRect().right < 1280")
    boxes = [page.locator("[id^=block-]").nth(index).bounding_box() for index in range(9)]
    assert all(box and box["y"] + box["height"] <= 800 and box["x"] >= 0 for box in boxes)


def test_a_change_of_state_is_seen_at_once(visit: Visit, view: FakePlatform, screenshot: Shot) -> None:
    page = visit(HOME)
    expect(block(page, "writer")).to_contain_text("Ready")
    reason = "killed by signal 9 (SIGKILL); started again in 2.0 s"
    view.components["writer"] |= {"state": "backing-off", "pid": 0, "restarts": 2, "reason": reason}
    view.components["scorer"] |= {"state": "failed", "pid": 0, "reason": "port 8080 is taken"}
    expect(block(page, "writer")).to_contain_text("Backing off")
    expect(block(page, "writer")).to_contain_text("killed by signal 9")
    expect(block(page, "scorer")).to_have_attribute("data-tone", "bad")
    expect(page.get_by_label("Summary")).to_contain_text("7 of 9")
    screenshot(page, "trouble")
    view.components["writer"] |= {"state": "ready", "pid": 9, "reason": ""}
    expect(block(page, "writer")).to_contain_text("Ready")


def test_a_block_opens_a_panel(visit: Visit, screenshot: Shot) -> None:
    page = visit(HOME)
    block(page, "scorer").click()
    panel = page.get_by_role("complementary", name="Component scorer")
    expect(panel).to_contain_text("fog-1, chosen by the platform")
    expect(panel).to_contain_text("p95 latency100 ms")
    expect(panel).to_contain_text("0 ms, at most 5 ms")
    expect(panel).to_contain_text("its readiness probe answered 200")
    expect(panel.locator("canvas")).to_have_count(6)
    screenshot(page, "panel")
    panel.get_by_role("button", name="Close the panel").click()
    expect(panel).to_be_hidden()
    expect(page).to_have_url(re.compile(f"{HOME}$"))


def test_the_panel_of_a_restarted_component_says_why(visit: Visit) -> None:
    page = visit(f"{HOME}?component=writer")
    panel = page.get_by_role("complementary", name="Component writer")
    expect(panel).to_contain_text(re.compile(r"Restarts\s*1"))
    expect(panel).to_contain_text("killed by signal 9 (SIGKILL)")
    panel.get_by_role("button", name="to broker").click()
    expect(page.get_by_role("complementary", name="Component broker")).to_be_visible()


def test_the_keyboard_reaches_everything(visit: Visit) -> None:
    page = visit(HOME)
    expect(block(page, "broker")).to_be_visible()
    reached: list[str] = []
    for _ in range(30):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()")
        )
    assert reached[0] == "Skip to the content"
    assert {"Charts", "Events", "Models", "block-broker", "block-board"} <= set(reached)
    block(page, "processor").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="processor")).to_be_focused()
    page.keyboard.press("Escape")
    expect(block(page, "processor")).to_be_focused()


@pytest.mark.parametrize(("button", "wider"), [("Zoom in", True), ("Zoom out", False)])
def test_zoom(visit: Visit, button: str, wider: bool) -> None:
    page = visit(HOME)
    expect(block(page, "broker")).to_contain_text("Ready")
    before = block(page, "broker").bounding_box()
    page.get_by_role("button", name=button).click()
    page.wait_for_function(
        "([before, wider]) => { const now = document.querySelector('#block-broker')"
        ".getBoundingClientRect().width; return wider ? now > before + 4 : now < before - 4 }",
        arg=[before and before["width"], wider],
    )
    page.get_by_role("button", name="Fit to view").click()
    expect(block(page, "broker")).to_be_visible()
