"""Analytics across edge and cloud: built from an empty document by the mouse, and kept as a picture."""

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from stratum.runtime.drawing import drawing_of
from stratum.runtime.modelling import load
from stratum.runtime.wiring import Parts
from stratum.testing.pages import Shot, Visit, block

EXAMPLE = Path(__file__).parents[2] / "examples" / "10-cloud-edge"
EMPTY = """stratum: 1
kind: Application
name: cloud-edge-analytics
infrastructure: infrastructure.yaml
components: {}
"""
EDIT = "/applications/cloud-edge-analytics/edit"
FILES = {
    "infrastructure.yaml": (EXAMPLE / "infrastructure.yaml").read_text(encoding="utf-8"),
    "application.yaml": EMPTY,
}
COMPONENTS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("Kafka", "kafka-vm", {"topics": "readings"}),
    ("EdgeAnalyticsApplication", "board", {}),
    ("MySql", "server", {"password": "env:DB_PASSWORD"}),
    ("DataAnalyticsApp", "spark-vm", {}),
    ("ConsumerApplication", "consumer-vm", {"consumes": "readings"}),
    ("Elasticsearch", "show-vm", {"password": "env:SEARCH_PASSWORD"}),
    ("Kibana", "show-vm", {"token": "env:KIBANA_TOKEN"}),
)
WIRES = (
    ("edge-analytics-application", "kafka"),
    ("consumer-application", "my-sql"),
    ("consumer-application", "data-analytics-app"),
    ("data-analytics-app", "elasticsearch"),
)


def insert(page: Page, kind: str, target: Locator, values: dict[str, str]) -> None:
    """Drags a type from the palette onto something, and fills in what has to be said of it."""
    page.get_by_role("searchbox", name="Search types").fill(kind)
    item = page.get_by_role("region", name="Palette").get_by_role("button", name=kind, exact=True)
    item.drag_to(target)
    if values:
        form = page.get_by_role("form", name=f"New {kind}")
        for name, value in values.items():
            form.get_by_label(name, exact=True).fill(value)
            page.keyboard.press("Tab")  # What is suggested lies over the button.
        form.get_by_role("button", name="Add").click()


def wire(page: Page, source: str, target: str) -> None:
    """Drags from the circle of a block to another one."""
    port = page.locator(f'[data-id="{source}"] .react-flow__handle.source')
    begin, end = port.bounding_box(), block(page, target).bounding_box()
    assert begin
    assert end
    x, y = begin["x"] + begin["width"] / 2, begin["y"] + begin["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 3, y + 2)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=8)
    page.mouse.up()


def test_the_application_is_built_by_mouse(
    visit: Visit, parts: Parts, screenshot: Shot, tmp_path: Path
) -> None:
    page = visit(EDIT)
    for number, (kind, host, values) in enumerate(COMPONENTS, 1):
        insert(page, kind, page.get_by_label(f"Host {host}").locator("header"), values)
        expect(page.locator("[id^=block-]")).to_have_count(number)
    insert(page, "Spark", block(page, "data-analytics-app"), {})
    expect(block(page, "spark")).to_be_visible()  # The drawing goes inside.
    page.get_by_role("navigation", name="Where the drawing is").get_by_role("button").click()
    expect(page.get_by_role("button", name="spark", exact=True)).to_be_visible()
    edges = page.locator(".react-flow__edge")
    drawn = edges.count()
    for number, (source, target) in enumerate(WIRES, 1):
        wire(page, source, target)
        expect(edges).to_have_count(drawn + number)
    wire(page, "kibana", "kafka")
    expect(page.get_by_role("alert").first).to_contain_text(
        "Refused: Kibana takes in connectsTo only Elasticsearch; kafka is a Kafka."
    )
    screenshot(page, "cloud-edge")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    written = (parts.workspace.root / "application.yaml").read_text(encoding="utf-8")
    for line in ("connectsTo: kafka", "hostedOn: board", "password: env:DB_PASSWORD", "      spark:"):
        assert line in written
    for kind, head in (("SVG", b"<svg "), ("PNG", b"\x89PNG")):
        with page.expect_download() as kept:
            page.get_by_role("button", name=f"Save as {kind}").click()
        file = tmp_path / kept.value.suggested_filename
        kept.value.save_as(file)
        assert file.name == f"cloud-edge-analytics.{kind.lower()}"
        assert file.read_bytes().startswith(head)
    picture = (tmp_path / "cloud-edge-analytics.svg").read_text(encoding="utf-8")
    assert "edge-analytics-application" in picture
    assert picture == drawing_of(load(parts), "cloud-edge-analytics")
