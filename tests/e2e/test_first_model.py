"""From an empty folder and the first account to a deployed model and its answer, all in the browser."""

import contextlib
import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from stratum.testing.servers import free_port
from stratum.testing.small_flights import stratum

APP = "cellar"
MODEL = "wine-grower"
WORDS = "correct horse battery"
LONG = 180_000
"""Milliseconds that a real training, or the start of a service, may take on a busy machine."""


class Served:
    """``stratum up`` as people start it.

    Args:
        root: Folder of the workspace.
        process: The command, told to answer in JSON.
    """

    def __init__(self, root: Path, process: "subprocess.Popen[str]") -> None:
        self.root = root
        self.told: dict[str, Any] = json.loads(_first_answer(process))


def _first_answer(process: "subprocess.Popen[str]") -> str:
    """The lines of the first object that a process prints."""
    assert process.stdout is not None
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith("}"):
            return "".join(lines)
    raise AssertionError(f"stratum up ended: {''.join(lines)}")


@contextlib.contextmanager
def _serving(root: Path) -> Iterator[Served]:
    command = [sys.executable, "-m", "stratum", "up", "--json", "--port", str(free_port())]
    started = subprocess.Popen(
        [*command, "--workspace", str(root)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with started as process:
        try:
            yield Served(root, process)
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    root = tmp_path / "first"
    root.mkdir()
    with _serving(root) as served:
        yield served
        told = json.loads(stratum(root, "status", "--all", "--json"))
        for one in told["applications"]:
            if one["deployed"]:
                stratum(root, "destroy", one["name"])


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def visit(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Workspace").get_by_role("link", name=name).click()


def set_up(page: Page, served: Served) -> None:
    """The first account, with the code that the terminal shows; then out and in again."""
    page.goto(f"{served.told['address']}/set-up")
    page.get_by_label("Code from the terminal").fill(served.told["code"])
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Password", exact=True).fill(WORDS)
    page.get_by_label("Password again").fill(WORDS)
    page.get_by_role("button", name="Make the account").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Password", exact=True).fill(WORDS)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("banner")).to_contain_text("ada")


def take(page: Page, example: str, first: str) -> None:
    """Add the documents of an example; the editor shows the first of them, with an element."""
    visit(page, "Documents")
    page.get_by_role("button", name="New document").click()
    dialog = page.get_by_role("dialog", name="New document")
    dialog.get_by_role("button", name="From an example").click()
    dialog.get_by_label("Example").select_option(example)
    dialog.get_by_role("button", name="Create").click()
    expect(page.locator(f"#block-{first}")).to_be_visible()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()


def train(page: Page) -> None:
    visit(page, "Pipelines")
    page.get_by_role("button", name=f"Train {MODEL}").click()
    best = page.get_by_role("table", name="Leaderboard").locator("tbody tr").first
    expect(best).to_contain_text("chosen", timeout=LONG)
    expect(page.get_by_role("heading", name=f"{MODEL}, version 1")).to_be_visible()


def look_at_version(page: Page) -> None:
    visit(page, "Models")
    page.get_by_role("link", name=MODEL, exact=True).first.click()
    expect(page.get_by_role("heading", name=f"{MODEL}@1")).to_be_visible()


def expose(page: Page) -> None:
    """Finalize the version, and make an application of its service."""
    page.get_by_role("button", name="Finalize").click()
    form = page.get_by_role("region", name="Expose")
    form.get_by_role("combobox", name="Application").fill(APP)
    form.get_by_role("combobox", name="Application").blur()
    expect(form).to_contain_text(f"{MODEL} runs on")
    form.get_by_role("button", name=f"Expose in {APP}").click()
    expect(form.get_by_role("status")).to_contain_text(f"{MODEL} was added to {APP} and committed")


def apply(page: Page) -> None:
    page.get_by_role("link", name="Review and apply it").click()
    expect(page.get_by_role("region", name="Plan")).to_contain_text(f"{MODEL}@1 (final)")
    form = page.get_by_role("form", name="Carry out the plan")
    form.get_by_role("button", name="Apply the model").click()
    newest = page.get_by_role("region", name="Operations").get_by_role("listitem").first
    expect(newest).to_contain_text(re.compile("Apply the model.*done", re.DOTALL), timeout=LONG)
    expect(page.get_by_text(re.compile(r"^(\d+) of \1 processes ready$"))).to_be_visible(timeout=LONG)


def ask(page: Page) -> None:
    """A question to the service that runs, not to the version."""
    form = page.get_by_role("region", name="Try it")
    expect(form.get_by_role("combobox", name="Who is asked")).to_have_value(f"{APP}/{MODEL}")
    form.get_by_role("button", name="Predict").click()
    expect(form.get_by_role("status")).to_contain_text(f"{MODEL}@1, answered in")
    expect(form.get_by_role("list", name="Probabilities")).to_be_visible()


@pytest.mark.slow
def test_from_an_empty_folder_to_the_answer_of_a_deployed_model(page: Page, served: Served) -> None:
    set_up(page, served)
    take(page, "01-flights", "scorer")
    # Neither is loaded anew: the head of the page hears of the application and of the history.
    views = page.get_by_role("navigation", name="Application")
    expect(views.get_by_role("link", name="Operate")).to_be_visible()
    expect(page.get_by_role("banner").get_by_title(re.compile("^Commit "))).to_contain_text("main")
    take(page, "14-six-classifiers", "best")
    train(page)
    look_at_version(page)
    expose(page)
    apply(page)
    look_at_version(page)
    ask(page)
    assert f"added Application {APP}" in stratum(served.root, "log")
