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
