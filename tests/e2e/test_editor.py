"""The editor: documents are built, changed and refused in the browser, over the platform itself."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from stratum.api.routes.page import packaged_page
from stratum.runtime.platform import Platform
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.testing.site import Site

Visit = Callable[..., Page]
Shot = Callable[[Page, str], None]
Axe = Callable[[Page], list[str]]

FILES = {
    "infrastructure.yaml": """stratum: 1
kind: Infrastructure
name: site
hosts:
  edge-1: {type: EdgeGateway, cpu: 2, memory: 2 GiB, disk: 16 GB}
  cloud-1: {type: CloudMachine, cpu: 8, memory: 16 GiB, disk: 100 GB}
links:
  uplink: {between: [edge-1, cloud-1], latency: 20 ms}
""",
    "application.yaml": """# Kept as it is.
stratum: 1
kind: Application
name: plant
infrastructure: infrastructure.yaml

components: {}
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
    site = Site(Platform(parts), packaged_page())
    site.start()
    yield site
    site.stop()


def text(parts: Parts, file: str = "application.yaml") -> str:
    return (parts.workspace.root / file).read_text(encoding="utf-8")


def block(page: Page, name: str) -> Locator:
    return page.locator(f"#block-{name}")


def drag(page: Page, source: Locator, target: Locator, *, up: bool = True) -> None:
    """Drags by the mouse from the middle of one thing to the middle of another."""
    begin, end = source.bounding_box(), target.bounding_box()
    assert begin
    assert end
    x, y = begin["x"] + begin["width"] / 2, begin["y"] + begin["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 3, y + 2)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=12)
    if up:
        page.mouse.up()


def port(page: Page, name: str) -> Locator:
    return page.locator(f'[data-id="{name}"] .react-flow__handle.source')


def insert(page: Page, kind: str, host: str) -> None:
    """Drags a type from the palette onto a host."""
    page.get_by_role("searchbox", name="Search types").fill(kind)
    item = page.get_by_role("region", name="Palette").get_by_role("button", name=kind, exact=True)
    item.drag_to(page.get_by_label(f"Host {host}").locator("header"))


def test_a_small_application_is_built_by_mouse(visit: Visit, parts: Parts, screenshot: Shot) -> None:
    page = visit(EDIT)
    expect(page.get_by_label("Host edge-1")).to_be_visible()
    screenshot(page, "editor-empty")
    insert(page, "NatsBroker", "edge-1")
    form = page.get_by_role("form", name="New NatsBroker")
    form.get_by_label("topics").fill("readings")
    screenshot(page, "editor-new")
    form.get_by_role("button", name="Add").click()
    expect(block(page, "nats-broker")).to_be_visible()
    insert(page, "SqliteDatabase", "cloud-1")
    expect(block(page, "sqlite-database")).to_be_visible()
    insert(page, "CustomApplication", "cloud-1")
    expect(block(page, "custom-application")).to_be_visible()
    drag(page, port(page, "custom-application"), block(page, "nats-broker"))
    expect(page.locator(".react-flow__edge")).to_have_count(1)
    drag(page, block(page, "custom-application"), page.get_by_label("Host edge-1").locator("header"))
    expect(page.get_by_label("hostedOn")).to_have_value("edge-1")
    screenshot(page, "editor-built")
    written = text(parts)
    assert written.startswith("# Kept as it is.\n")
    assert "hostedOn: edge-1" in written
    assert "connectsTo: nats-broker" in written
    assert "topics: [readings]" in written
