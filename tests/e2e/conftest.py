"""The built page in Debian's Chromium, served over the fake of the running example."""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from stratum.api.door import Door
from stratum.api.routes.page import packaged_page
from stratum.runtime.clock import SystemClock
from stratum.runtime.operating.service import OperatingView
from stratum.runtime.platform import Platform
from stratum.runtime.session import live_session
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.testing.fakes_editing import FakeEditing
from stratum.testing.fakes_operating import FakeOperating
from stratum.testing.fakes_view import FakePlatform
from stratum.testing.flights_operating import flights_operating
from stratum.testing.flights_run import RUN
from stratum.testing.flights_view import flights_platform
from stratum.testing.pages import Visit
from stratum.testing.site import Site

PATIENCE = 30_000
"""Milliseconds; a machine may be busy with something else."""
ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs the browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Closed with its file: its driver keeps an event loop in this thread for as long as it lives."""
    if CHROMIUM is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Watch:
    """Shows the time of the machine until it is slowed down."""

    def __init__(self) -> None:
        self._slow_since: float | None = None

    def now(self) -> float:
        """Seconds since 1970."""
        real = SystemClock().now()
        return real if self._slow_since is None else self._slow_since + (real - self._slow_since) / 20

    def slow(self) -> float:
        """Go on slowly, so that what is shown stays a while however long the browser takes."""
        self._slow_since = self.now()
        return self._slow_since


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def view(tmp_path: Path, watch: Watch) -> FakePlatform:
    view = flights_platform(watch.now, tmp_path)
    folder = tmp_path / RUN
    folder.mkdir()
    (folder / "report.html").write_text("<!doctype html><title>Report</title><h1>Report of delay-risk</h1>")
    (folder / "notebook.ipynb").write_text("{}")
    return view


@pytest.fixture
def operating() -> FakeOperating:
    return flights_operating()


@pytest.fixture
def files(request: pytest.FixtureRequest) -> dict[str, str] | None:
    """The files that a workspace begins with, ``FILES`` of the module; None where a fake is shown."""
    return getattr(request.module, "FILES", None)


@pytest.fixture
def parts(tmp_path: Path, files: dict[str, str]) -> Parts:
    """A workspace of these files, under version control."""
    parts = Parts(Settings(tmp_path / "plant", workers=1))
    parts.workspace.create(files, "first")
    return parts


@pytest.fixture
def door() -> Door | None:
    """Who may come in; None for the person at the machine."""
    return None


@pytest.fixture
def operations() -> OperatingView | None:
    """What operates the applications of a workspace; None where they are only shown."""
    return None


@pytest.fixture
def site(request: pytest.FixtureRequest, files: dict[str, str] | None) -> Iterator[Site]:
    """Serves the page over a workspace of the module's files, else over the fake of the running example."""
    page = packaged_page()
    assert page, "the page is not built: python hatch_build.py build"
    if files is None:
        view: FakePlatform = request.getfixturevalue("view")
        site = Site(view, page, session=lambda: FakeEditing(view))
        site.operations = request.getfixturevalue("operating")
    else:
        parts: Parts = request.getfixturevalue("parts")
        door: Door | None = request.getfixturevalue("door")
        site = Site(Platform(parts), page, session=lambda: live_session(parts), door=door)
        site.operations = request.getfixturevalue("operations")
    site.start()
    yield site
    site.stop()


def _complaint(said: ConsoleMessage) -> list[str]:
    return [said.text] if said.type in {"error", "warning"} else []


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Visit]:
    """Opens an address of the page; at the end nothing may have been complained about on its console."""
    complaints: list[str] = []
    with contextlib.ExitStack() as stack:

        def visit(path: str, *, strict: bool = True, touch: bool = False) -> Page:
            context = browser.new_context(
                viewport={"width": 1280, "height": 800},
                reduced_motion="reduce",
                has_touch=touch,
            )
            stack.callback(context.close)
            page = context.new_page()
            page.set_default_timeout(PATIENCE)
            if strict:
                page.on("console", lambda said: complaints.extend(_complaint(said)))
                page.on("pageerror", lambda error: complaints.append(str(error)))
            page.goto(site.address + path)
            return page

        yield visit
    assert complaints == []


@pytest.fixture(scope="session")
def screenshot() -> Callable[[Page, str], None]:
    folder = ROOT / "screenshots"
    folder.mkdir(exist_ok=True)

    def take(page: Page, name: str) -> None:
        page.evaluate("document.fonts.ready")
        page.screenshot(path=folder / f"{name}.png")

    return take


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """What axe-core finds serious or critical, as ``rule: element`` lines."""
    script = ROOT / "web/node_modules/axe-core/axe.min.js"
    if not script.is_file():
        pytest.skip("axe-core is not installed: python hatch_build.py check")
    source = script.read_text()

    def run(page: Page) -> list[str]:
        page.evaluate(source)
        violations = page.evaluate("axe.run(document).then((result) => result.violations)")
        return [
            f"{one['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
            for one in violations
            if one["impact"] in {"serious", "critical"}
            for node in one["nodes"]
        ]

    return run
