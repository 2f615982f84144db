"""The drawing of the editor: several blocks at once, places, folds, and all of it by keys."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from stratum.runtime.wiring import Parts
from stratum.testing.pages import Axe, Shot, Visit, block, saved

FILES = {
    "infrastructure.yaml": """stratum: 1
kind: Infrastructure
name: site
hosts:
  edge-1: {type: EdgeGateway, cpu: 4, memory: 4 GiB, disk: 16 GB, site: north}
  edge-2: {type: EdgeGateway, cpu: 4, memory: 4 GiB, disk: 16 GB, site: south}
  cloud-1: {type: CloudMachine, cpu: 8, memory: 16 GiB, disk: 100 GB}
links:
  uplink: {between: [edge-1, cloud-1], latency: 20 ms}
  other: {between: [edge-2, cloud-1], latency: 20 ms}
""",
    "pipeline.yaml": """stratum: 1
kind: Pipeline
name: quality
blocks:
  rows: {type: CsvSource, path: rows.csv}
""",
    "rows.csv": "x,y\n1,0\n2,1\n",
    "application.yaml": """stratum: 1
kind: Application
name: plant
infrastructure: infrastructure.yaml
components:
  broker: {type: NatsBroker, topics: [readings], hostedOn: edge-1}
  pump: {type: CustomApplication, hostedOn: edge-1, requires: {memory: 64 MiB}}
  gauge: {type: CustomApplication, hostedOn: edge-2, requires: {memory: 64 MiB}}
  store: {type: SqliteDatabase, hostedOn: cloud-1}
""",
}
EDIT = "/applications/plant/edit"
LAYOUT = "application.layout.yaml"


def text(parts: Parts, file: str = "application.yaml") -> str:
    return (parts.workspace.root / file).read_text(encoding="utf-8")


def alert(page: Page) -> Locator:
    return page.get_by_role("alert").first


def move(page: Page, what: Locator, x: float, y: float) -> None:
    """Drags something by the mouse so many pixels to the right and down."""
    box = what.bounding_box()
    assert box
    begin = box["x"] + box["width"] / 2, box["y"] + 12
    page.mouse.move(*begin)
    page.mouse.down()
    page.mouse.move(begin[0] + 3, begin[1] + 2)
    page.mouse.move(begin[0] + x, begin[1] + y, steps=8)
    page.mouse.up()


def swipe(page: Page, what: Locator, to: Locator) -> None:
    """Drags something to something else by a finger."""
    boxes = [what.bounding_box(), to.bounding_box()]
    (x, y), (to_x, to_y) = ((box["x"] + box["width"] / 2, box["y"] + 12) for box in boxes if box)
    fingers = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        told = {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]}
        fingers.send("Input.dispatchTouchEvent", told)

    touch("touchStart", (x, y))
    for part in (0.1, 0.3, 0.6, 1.0):
        touch("touchMove", (x + (to_x - x) * part, y + (to_y - y) * part))
    touch("touchEnd")


def top(page: Page, name: str) -> float:
    """Where a block stands now, in pixels from above."""
    expect(block(page, name)).to_be_visible()
    box = block(page, name).bounding_box()
    assert box
    return box["y"]


def moved(page: Page, name: str, before: float) -> None:
    """Waits until a block stands elsewhere."""
    page.wait_for_function(
        "([name, y]) => Math.abs(document.querySelector(`#block-${name}`).getBoundingClientRect().y - y) > 9",
        arg=[name, before],
    )


def test_several_are_chosen_moved_copied_and_deleted_in_one_step(
    visit: Visit, parts: Parts, screenshot: Shot
) -> None:
    page = visit(EDIT)
    block(page, "pump").click()
    block(page, "gauge").click(modifiers=["Shift"])
    bar = page.get_by_role("toolbar", name="What is chosen")
    expect(bar).to_contain_text("2 chosen")
    screenshot(page, "sheet-several")
    bar.get_by_role("button", name="Duplicate (Ctrl D)").click()
    expect(block(page, "gauge-2")).to_be_visible()
    expect(block(page, "pump-2")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(block(page, "gauge-2")).to_have_count(0)
    expect(block(page, "pump-2")).to_have_count(0)
    block(page, "pump").click()
    block(page, "gauge").click(modifiers=["Control"])
    page.keyboard.press("Delete")
    expect(page.locator("[id^=block-]")).to_have_count(2)
    page.keyboard.press("Control+z")
    expect(page.locator("[id^=block-]")).to_have_count(4)


def test_all_others_are_chosen_by_keys_and_moved_together(visit: Visit, parts: Parts) -> None:
    page = visit(EDIT)
    bar = page.get_by_role("toolbar", name="What is chosen")
    block(page, "pump").click()
    page.keyboard.press("Control+a")
    expect(bar).to_contain_text("4 chosen")
    page.keyboard.press("Escape")
    block(page, "broker").click()
    page.keyboard.press("Control+i")
    expect(bar).to_contain_text("3 chosen")
    page.keyboard.press("Escape")
    block(page, "pump").click()
    block(page, "gauge").click(modifiers=["Shift"])
    start, host = block(page, "gauge").bounding_box(), page.get_by_label("Host cloud-1").bounding_box()
    assert start
    assert host
    move(page, block(page, "gauge"), host["x"] - start["x"] + 20, host["y"] - start["y"] + 20)
    expect(page.get_by_role("combobox", name="hostedOn")).to_have_value("cloud-1")
    saved(page)
    assert text(parts).count("hostedOn: cloud-1") == 3
    page.keyboard.press("Control+z")
    expect(page.get_by_role("combobox", name="hostedOn")).to_have_value("edge-2")
    saved(page)
    assert text(parts) == FILES["application.yaml"]


def test_the_marquee_chooses_what_it_touches(visit: Visit) -> None:
    page = visit(EDIT)
    expect(block(page, "store")).to_be_visible()
    first, last = block(page, "broker").bounding_box(), block(page, "pump").bounding_box()
    assert first
    assert last
    page.keyboard.down("Shift")
    page.mouse.move(first["x"] - 30, first["y"] - 30)
    page.mouse.down()
    page.mouse.move(last["x"] + last["width"] - 20, last["y"] + last["height"] - 10, steps=6)
    page.mouse.up()
    page.keyboard.up("Shift")
    expect(page.get_by_role("toolbar", name="What is chosen")).to_contain_text("2 chosen")


def test_places_are_kept_beside_the_document_and_shared(visit: Visit, parts: Parts, screenshot: Shot) -> None:
    ada, ben = visit(EDIT), visit(EDIT)
    first = top(ben, "pump")
    move(ada, ada.get_by_label("Host edge-1").locator("header"), 60, 90)
    moved(ben, "pump", first)
    saved(ada)
    assert text(parts) == FILES["application.yaml"]
    assert "document: application.yaml\nplaces:\n  broker: {at: " in text(parts, LAYOUT)
    screenshot(ben, "sheet-places")
    ada.reload()
    block(ada, "pump").click()
    ada.get_by_label("Name", exact=True).fill("motor")
    ada.get_by_label("Name", exact=True).press("Enter")
    second = top(ben, "motor")
    saved(ada)
    assert "  motor: {at: " in text(parts, LAYOUT)
    ada.get_by_role("button", name="Arrange the drawing").click()
    moved(ben, "motor", second)
    saved(ada)
    assert not (parts.workspace.root / LAYOUT).exists()
    third = top(ben, "motor")
    ada.keyboard.press("Control+z")
    moved(ben, "motor", third)
    saved(ada)
    assert "  motor: {at: " in text(parts, LAYOUT)


def test_blocks_are_put_in_line(visit: Visit, parts: Parts) -> None:
    page = visit("/documents/infrastructure.yaml")
    block(page, "edge-1").click()
    block(page, "cloud-1").click(modifiers=["Shift"])
    page.get_by_role("button", name="Align upper edges").click()
    page.wait_for_function(
        "() => new Set(['edge-1', 'cloud-1'].map((name) =>"
        " Math.round(document.querySelector(`#block-${name}`).getBoundingClientRect().y))).size === 1"
    )
    saved(page)
    assert text(parts, "infrastructure.layout.yaml").count("at: ") == 2
    assert text(parts, "infrastructure.yaml") == FILES["infrastructure.yaml"]


def test_groups_fold_to_cards_with_counts_and_findings(visit: Visit, screenshot: Shot) -> None:
    page = visit(EDIT)
    expect(block(page, "pump")).to_be_visible()
    page.get_by_role("button", name="Fold all", exact=True).click()
    expect(page.locator("[id^=block-]")).to_have_count(0)
    card = page.get_by_role("button", name=re.compile("Unfold north.*2 components"))
    expect(card).to_be_visible()
    expect(page.locator(".react-flow__node-folded")).to_have_count(3)
    screenshot(page, "sheet-folded")
    page.get_by_role("combobox", name="Find an element").fill("gau")
    page.get_by_role("option", name="gauge").click()
    expect(block(page, "gauge")).to_be_visible()
    page.get_by_role("button", name="Unfold all").click()
    expect(page.locator("[id^=block-]")).to_have_count(4)
    page.get_by_role("button", name="Fold edge-1").click()
    expect(page.get_by_role("button", name=re.compile("Unfold edge-1.*2 components"))).to_be_visible()


def test_the_editor_is_walked_by_keys_alone(visit: Visit, parts: Parts, screenshot: Shot) -> None:
    page = visit(EDIT)
    expect(block(page, "pump")).to_be_visible()
    block(page, "pump").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("c")
    expect(alert(page)).to_contain_text("Connect pump to broker (1 of 3)")
    expect(page.locator("[data-fit=at]")).to_have_count(1)
    screenshot(page, "sheet-aiming")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    expect(alert(page)).to_contain_text("Connect pump to store (3 of 3)")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".react-flow__edge")).to_have_count(1)
    saved(page)
    assert "connectsTo: store" in text(parts)


def test_names_hosts_and_new_elements_are_reached_by_keys(visit: Visit, parts: Parts) -> None:
    page = visit(EDIT)
    block(page, "pump").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("F2")
    page.keyboard.press("Control+a")
    page.keyboard.type("motor")
    page.keyboard.press("Enter")
    expect(block(page, "motor")).to_be_visible()
    page.keyboard.press("Escape")
    block(page, "motor").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("h")
    page.keyboard.type("edge-2")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    block(page, "motor").focus()
    page.keyboard.press("n")
    page.keyboard.type("MongoDb")
    page.keyboard.press("Enter")
    expect(page.get_by_role("form").or_(block(page, "mongo-db"))).to_be_visible()
    page.keyboard.press("Escape")
    block(page, "gauge").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Delete")
    expect(block(page, "gauge")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(block(page, "gauge")).to_be_visible()
    saved(page)
    assert text(parts).count("hostedOn: edge-2") == 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_drawing_is_accessible(visit: Visit, axe: Axe, screenshot: Shot, scheme: str) -> None:
    page = visit(EDIT)
    page.evaluate("(scheme) => localStorage.setItem('mantine-color-scheme-value', scheme)", scheme)
    page.reload()
    block(page, "pump").click()
    block(page, "gauge").click(modifiers=["Shift"])
    expect(page.get_by_role("toolbar", name="What is chosen")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("button", name="Fold the edge").click()
    expect(page.locator(".react-flow__node-folded")).to_have_count(2)
    page.set_viewport_size({"width": 900, "height": 800})
    screenshot(page, f"sheet-{scheme}")
    assert axe(page) == []
    page.reload()
    drawing = page.get_by_role("application")
    expect(drawing).to_be_visible()
    box = drawing.bounding_box()
    assert box
    assert box["width"] > 600
    expect(page.get_by_role("searchbox", name="Search types")).to_have_count(0)
    page.get_by_role("button", name="Types and objects").click()
    expect(page.get_by_role("searchbox", name="Search types")).to_be_visible()
    screenshot(page, f"sheet-narrow-{scheme}")
    assert axe(page) == []


def test_a_finger_puts_elements_in_and_moves_them_to_another_host(visit: Visit, parts: Parts) -> None:
    page = visit(EDIT, touch=True)
    expect(block(page, "pump")).to_be_visible()
    page.get_by_role("searchbox", name="Search types").fill("SqliteDatabase")
    page.get_by_role("region", name="Palette").get_by_role("button", name="SqliteDatabase", exact=True).tap()
    expect(block(page, "sqlite-database")).to_be_visible()
    swipe(page, block(page, "pump"), page.get_by_label("Host edge-2").locator("header"))
    block(page, "pump").tap()
    expect(page.get_by_role("combobox", name="hostedOn")).to_have_value("edge-2")
    saved(page)
    assert "pump: {type: CustomApplication, hostedOn: edge-2," in text(parts)
    assert "sqlite-database: {type: SqliteDatabase" in text(parts)
