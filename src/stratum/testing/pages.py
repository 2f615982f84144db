"""Steps of somebody at the page, for tests in a browser. Needs playwright."""

from collections.abc import Callable
from typing import Literal

from playwright.sync_api import Locator, Page, expect

from stratum.testing.accounts import WORDS

Visit = Callable[..., Page]
"""Opens an address of the page."""
Shot = Callable[[Page, str], None]
"""Keeps a picture under a name."""
Axe = Callable[[Page], list[str]]
"""What axe-core finds serious or critical."""
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def block(page: Page, name: str) -> Locator:
    """What an element is drawn as."""
    return page.locator(f"#block-{name}")


def saved(page: Page) -> None:
    """Waits until the editor says that everything is kept."""
    expect(page.get_by_role("toolbar", name="Editor")).to_be_visible()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()


def sign_in(page: Page, name: str) -> None:
    """Gives name and password."""
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password", exact=True).fill(WORDS)
    page.get_by_role("button", name="Sign in").click()


def in_both_schemes(page: Page, axe: Axe, screenshot: Shot, name: str) -> None:
    """Sees that nothing is serious in light and dark, and keeps a picture of each."""
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", scheme)
        found = axe(page)
        if found:
            raise AssertionError(f"{name} in {scheme}: {found}")
        screenshot(page, f"{name}-{scheme}")
    page.emulate_media(color_scheme="light")


def port(page: Page, name: str) -> Locator:
    """Where wires of an element are drawn from."""
    return page.locator(f'[data-id="{name}"] .react-flow__handle.source')


def drag(page: Page, source: Locator, target: Locator, *, up: bool = True) -> None:
    """Drags by the mouse from the middle of one thing to the middle of another."""
    begin, end = source.bounding_box(), target.bounding_box()
    if begin is None or end is None:
        raise AssertionError("what is dragged, or where to, is not to be seen")
    x, y = begin["x"] + begin["width"] / 2, begin["y"] + begin["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 3, y + 2)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=12)
    if up:
        page.mouse.up()


def put_in(page: Page, kind: str) -> None:
    """Drags a type from the palette onto the drawing."""
    page.get_by_role("searchbox", name="Search types").fill(kind)
    item = page.get_by_role("region", name="Palette").get_by_role("button", name=kind, exact=True)
    item.drag_to(page.get_by_role("application"))


def choose(page: Page, form: Locator, field: str, option: str) -> None:
    """Takes one of what a field offers."""
    form.get_by_role("combobox", name=field, exact=True).click()
    page.get_by_role("option", name=option, exact=True).click()
