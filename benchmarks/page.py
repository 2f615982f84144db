"""The page in a browser: how soon it is there, how a large drawing opens and pans, how soon an edit shows.

``make bench-page``. A real server as a process of its own and Debian's Chromium, which draws by software;
both share the machine with whatever else runs on it, so the load is printed and medians count. Ends with 1
where a goal is missed.
"""

import argparse
import gzip
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

sys.path.insert(0, str(Path(__file__).parent))

from large_models.texts import texts

from stratum.api.routes.page import packaged_page

LARGE = 960
"""Components of the large model; with their 38 hosts about 1,000 elements."""
MEDIUM = 200
STATIC = packaged_page() or Path("static")
GOALS = {
    "first view, cold (s)": 1.5,
    "first view, gzip (kB)": 420.0,
    "opening 1,000 elements (s)": 2.0,
    "panning, folded, p95 (ms)": 50.0,
    "panning, unfolded, p95 (ms)": 50.0,
    "edit to finding at 200 (ms)": 300.0,
}
SERVER = """
import sys
from pathlib import Path
from stratum.api.app import create_app
from stratum.api.routes.page import packaged_page
from stratum.api.server import bind, serve
from stratum.runtime.platform import Platform
from stratum.runtime.session import live_session
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
parts = Parts(Settings(Path(sys.argv[1])))
listener = bind("127.0.0.1", 0)
port = listener.getsockname()[1]
app = create_app(Platform(parts), packaged_page(), session=live_session(parts))
serve(app, listener, lambda: print(port, flush=True))
"""
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
EDIT = "/documents/application-0.yaml"
DRAWN = ".react-flow__node-element, .react-flow__node-folded"
PAN = """async ({frames}) => {
  const pane = document.querySelector('.react-flow__pane')
  const {left, top, width, height} = pane.getBoundingClientRect()
  const held = {bubbles: true, button: 0, buttons: 1, view: window}
  const at = (x, y) => ({clientX: left + x, clientY: top + y, ...held})
  const [x, y] = [width / 2, height - 12]
  pane.dispatchEvent(new MouseEvent('mousedown', at(x, y)))
  const next = () => new Promise(requestAnimationFrame)
  const waits = []
  let before = await next()
  for (let frame = 1; frame <= frames; frame += 1) {
    const way = 320 * Math.sin(frame / 12)
    window.dispatchEvent(new MouseEvent('mousemove', at(x + way, y + way / 2)))
    const now = await next()
    waits.push(now - before)
    before = now
  }
  window.dispatchEvent(new MouseEvent('mouseup', at(x, y)))
  return waits
}"""
SHOWN = """() => {
  const button = document.querySelector('[data-findings]')
  const told = button.textContent
  window.shown = new Promise((done) => {
    let began = 0
    window.addEventListener('keydown', () => { began = performance.now() }, {once: true, capture: true})
    const seen = new MutationObserver(() => {
      if (button.textContent === told) return
      seen.disconnect()
      done(performance.now() - began)
    })
    seen.observe(button, {characterData: true, childList: true, subtree: true})
  })
}"""


@contextmanager
def serving(components: int) -> Iterator[str]:
    """A server of a model as a process of its own; gives its address."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in texts(components).items():
            (Path(folder) / name).write_text(text)
        command = [sys.executable, "-c", SERVER, folder]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            try:
                yield f"http://127.0.0.1:{server.stdout.readline().strip()}"
            finally:
                server.terminate()


@contextmanager
def opened(browser: Browser) -> Iterator[Page]:
    """A page of a context of its own, with nothing in its cache."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    try:
        yield context.new_page()
    finally:
        context.close()


def first_view(browser: Browser, address: str) -> tuple[float, float]:
    """Seconds from asking for the first view until its data are shown, and kilobytes of its code."""
    with opened(browser) as page:
        page.goto(f"{address}/documents")
        page.get_by_role("table", name="Documents").wait_for()
        return float(page.evaluate("performance.now()")) / 1e3, weight(page)


def opening(browser: Browser, address: str) -> float:
    """Seconds from asking for the editor until the drawing of the large model is there."""
    with opened(browser) as page:
        page.goto(address + EDIT)
        page.locator(DRAWN).first.wait_for()
        return float(page.evaluate("performance.now()")) / 1e3


def panning(browser: Browser, address: str, *, unfolded: bool, frames: int) -> list[float]:
    """Milliseconds between frames while the drawing is panned."""
    with opened(browser) as page:
        page.goto(address + EDIT)
        page.locator(DRAWN).first.wait_for()
        if unfolded:
            page.get_by_role("button", name="Unfold all").click()
            page.locator(".react-flow__node-element").first.wait_for()
            for _ in range(8):
                page.get_by_role("button", name="Zoom in").click()
        page.wait_for_timeout(500)
        return [float(wait) for wait in page.evaluate(PAN, {"frames": frames})]


def edit_to_finding(browser: Browser, address: str, rounds: int) -> list[float]:
    """Milliseconds from pressing Enter in a field until the count of findings is another one."""
    waits = []
    with opened(browser) as page:
        page.goto(f"{address}{EDIT}?element=broker-0")
        memory = page.get_by_label("requires.memory", exact=True)
        for turn in range(rounds):
            memory.fill("9000 GiB" if turn % 2 == 0 else "256 MiB")
            page.evaluate(SHOWN)
            memory.press("Enter")
            waits.append(float(page.evaluate("window.shown")))
            expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    return waits


def weight(page: Page) -> float:
    """Kilobytes of all scripts and styles that a view asked for, each compressed."""
    names = page.evaluate("performance.getEntriesByType('resource').map((one) => new URL(one.name).pathname)")
    loaded = [name for name in names if name.endswith((".js", ".css"))]
    return sum(len(gzip.compress((STATIC / name.removeprefix("/")).read_bytes())) for name in loaded) / 1e3


def p95(waits: list[float]) -> float:
    """What 95 of 100 do not exceed."""
    return statistics.quantiles(waits, n=20, method="inclusive")[-1]


def measured(browser: Browser, repeats: int) -> dict[str, list[float]]:
    """All that is measured, each as often as asked for."""
    found: dict[str, list[float]] = {}
    with serving(LARGE) as address:
        turns = range(repeats)
        views = [first_view(browser, address) for _ in turns]
        found["first view, cold (s)"] = [seconds for seconds, _ in views]
        found["first view, gzip (kB)"] = [kilobytes for _, kilobytes in views]
        found["opening 1,000 elements (s)"] = [opening(browser, address) for _ in turns]
        for name, unfolded in (("folded", False), ("unfolded", True)):
            runs = [panning(browser, address, unfolded=unfolded, frames=120) for _ in turns]
            found[f"panning, {name}, p50 (ms)"] = [statistics.median(run) for run in runs]
            found[f"panning, {name}, p95 (ms)"] = [p95(run) for run in runs]
    with serving(MEDIUM) as address:
        found["edit to finding at 200 (ms)"] = edit_to_finding(browser, address, 2 * repeats)[1:]
    return found


def main() -> int:
    """Measure, and compare with the goals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5, help="how often each is measured")
    chromium = shutil.which("chromium")
    assert chromium, "chromium is not installed: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        found = measured(browser, parser.parse_args().repeats)
        browser.close()
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for name, values in found.items():
        told = ", ".join(f"{value:.4g}" for value in values)
        goal = f", at most {GOALS[name]:g}" if name in GOALS else ""
        print(f"{name:32} {statistics.median(values):8.4g}{goal}   ({told})")
    missed = [name for name, goal in GOALS.items() if statistics.median(found[name]) > goal]
    print(f"missed: {', '.join(missed)}" if missed else "all goals are met")
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main())
