"""Two people in two browsers see what the other does, also after the server was killed or a line was cut."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.testing.live_server import LiveServer
from stratum.testing.pages import Axe, Shot, in_both_schemes
from stratum.testing.repositories import git

Enter = Callable[[str], Page]
FILE = "application.yaml"
FILES = {
    "infrastructure.yaml": """stratum: 1
kind: Infrastructure
name: site
hosts:
  edge-1: {type: EdgeGateway, cpu: 2, memory: 2 GiB, disk: 16 GB}
""",
    FILE: """stratum: 1
kind: Application
name: plant
infrastructure: infrastructure.yaml

components:
  broker: {type: NatsBroker, topics: [readings], host: edge-1}
""",
}
ATTACKS = """<script>window.hacked = 1</script>

<img src=x onerror="window.hacked = 2">

[one](javascript:window.hacked=3) ![two](https://evil.example/x.png) [three](data:text/html,x)

<svg onload="window.hacked = 4"></svg>

<iframe srcdoc="<script>parent.hacked=5</script>"></iframe>

**@bo**"""
WHEN_KILLED, WHILE_GONE = "when it was killed", "while it was gone"
HREFS = "all => all.map((one) => one.getAttribute('href') ?? '')"


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    made = Parts(Settings(tmp_path / "plant"))
    made.workspace.create(FILES, "first")
    return made


@pytest.fixture
def server(parts: Parts) -> Iterator[LiveServer]:
    server = LiveServer(parts.workspace.root, page=True)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def enter(browser: Browser, server: LiveServer) -> Iterator[Enter]:
    """Lets somebody open the editor in a browser of their own."""
    contexts = []

    def enter(name: str) -> Page:
        context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
        contexts.append(context)
        context.add_init_script(f"localStorage.setItem('stratum.name', '{name}')")
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.goto(f"{server.address}/applications/plant/edit")
        expect(page.locator("#block-broker")).to_be_visible()
        return page

    yield enter
    for context in contexts:
        context.close()


def said(page: Page) -> Locator:
    return page.get_by_role("region", name="Comments")


def comment(page: Page, words: str) -> None:
    said(page).get_by_label("New comment").fill(words)
    said(page).get_by_role("button", name="Comment", exact=True).click()


def text_of(page: Page) -> Locator:
    page.get_by_role("button", name="Text", exact=True).click()
    return page.get_by_role("region", name="Text").locator(".cm-content")


def type_line(page: Page, pane: Locator, line: str) -> None:
    """Types at the end of the document, as somebody does at a keyboard."""
    pane.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(f"{line}\n")


def on_disk(parts: Parts) -> str:
    return (parts.workspace.root / FILE).read_text()


def comments_of(parts: Parts) -> list[str]:
    return sorted(line for line in on_disk(parts).splitlines() if line.startswith("#"))


@pytest.mark.slow
def test_two_people_talk_about_an_element(enter: Enter, parts: Parts, axe: Axe, screenshot: Shot) -> None:
    ada, bo = enter("ada"), enter("bo")
    ada.locator("#block-broker").click()
    expect(bo.locator(".react-flow__node", has_text="broker").get_by_text("ada")).to_be_visible()
    comment(ada, "Is this **large** enough, @bo?")
    expect(said(ada).locator("strong")).to_have_text("large")
    expect(bo.get_by_role("img", name="1 comment")).to_be_visible()
    bo.get_by_role("button", name="Mentions, 1 new").click()
    expect(bo.get_by_role("list", name="Mentions")).to_contain_text("ada on broker")
    in_both_schemes(bo, axe, screenshot, "mentions")
    bo.keyboard.press("Escape")
    expect(bo.get_by_role("button", name="Mentions", exact=True)).to_be_visible()
    bo.locator("#block-broker").click()
    said(bo).get_by_role("button", name="Answer").click()
    said(bo).get_by_label("Answer").press_sequentially("It is, @a")
    said(bo).get_by_label("Answer").press("Enter")
    expect(said(bo).get_by_label("Answer")).to_have_value("It is, @ada ")
    said(bo).get_by_label("Answer").press("Control+Enter")
    expect(said(ada)).to_contain_text("It is, @ada")
    in_both_schemes(ada, axe, screenshot, "comments")
    ada.get_by_label("Name", exact=True).fill("hub")
    ada.get_by_label("Name", exact=True).press("Enter")
    expect(bo.locator("#block-hub")).to_be_visible()
    expect(bo.get_by_role("img", name="1 comment")).to_be_visible()
    expect(said(ada)).to_contain_text("It is, @ada")
    said(ada).get_by_role("button", name="Resolve").click()
    expect(bo.get_by_role("img", name="1 comment")).to_have_count(0)
    expect(said(ada).get_by_role("button", name="Show 1 that is settled")).to_be_visible()
    assert git(parts.workspace.root, "status", "--porcelain", "--", "*comments*") == ""


def test_somebody_is_visited_and_followed_into_another_document(enter: Enter, screenshot: Shot) -> None:
    ada, bo = enter("ada"), enter("bo")
    ada.goto(ada.url.replace("/applications/plant/edit", "/documents/infrastructure.yaml?element=edge-1"))
    bo.get_by_role("button", name="ada, at edge-1 in infrastructure.yaml").click()
    expect(bo).to_have_url(re.compile("/documents/infrastructure.yaml.element=edge-1$"))
    bo.get_by_role("button", name="Follow ada").click()
    expect(bo.get_by_role("button", name="Follow ada")).to_have_attribute("aria-pressed", "true")
    screenshot(bo, "following")
    ada.keyboard.press("Escape")
    ada.keyboard.press("Control+k")
    ada.get_by_role("dialog").get_by_role("combobox").fill("broker NatsBroker")
    ada.get_by_role("option", name="broker").first.click()
    expect(bo).to_have_url(re.compile("/documents/application.yaml.element=broker$"))
    bo.keyboard.press("Escape")
    expect(bo.get_by_role("button", name="Follow ada")).to_have_attribute("aria-pressed", "false")


def test_what_a_comment_says_is_never_run(enter: Enter) -> None:
    asked: list[str] = []
    ada, bo = enter("ada"), enter("bo")
    bo.on("request", lambda request: asked.append(request.url))
    comment(ada, ATTACKS)
    expect(said(bo).locator("strong")).to_have_text("@bo")
    links = said(bo).locator("article a").evaluate_all(HREFS)
    assert [link for link in links if re.match(r"(?i)\s*(javascript|data|vbscript):", link)] == []
    assert said(bo).locator("article :is(script, img, svg, iframe)").count() == 0
    for page in (ada, bo):
        assert page.evaluate("window.hacked") is None
    assert [url for url in asked if "evil" in url] == []
    bo.get_by_role("button", name="Mentions, 1 new").click()
    expect(bo.get_by_role("list", name="Mentions")).to_contain_text("<script>")
    assert bo.evaluate("window.hacked") is None


@pytest.mark.slow
def test_a_kill_while_two_type_loses_nothing_that_was_saved(
    enter: Enter, server: LiveServer, parts: Parts
) -> None:
    ada, bo = enter("ada"), enter("bo")
    panes = [(ada, text_of(ada)), (bo, text_of(bo))]
    for page, pane in panes:
        type_line(page, pane, "# first")
    for page, pane in panes:
        expect(pane).to_contain_text(re.compile("# first.*# first", re.DOTALL))
        expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    saved = on_disk(parts)
    assert saved.count("# first") == 2
    comment_of = parts.comments.begin("ada", FILE, "broker", "before the kill").id
    for number, (page, pane) in enumerate(panes):
        type_line(page, pane, f"# typed {number} {WHEN_KILLED}")
    server.kill()
    for number, (page, pane) in enumerate(panes):
        type_line(page, pane, f"# typed {number} {WHILE_GONE}")
        expect(page.get_by_role("status").filter(has_text="Offline")).to_be_visible()
    assert on_disk(parts).count("# first") == 2
    server.start()
    for page, pane in panes:
        for number in range(2):
            expect(pane).to_contain_text(f"# typed {number} {WHEN_KILLED}")
            expect(pane).to_contain_text(f"# typed {number} {WHILE_GONE}")
        expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    typed = [f"# typed {number} {when}" for number in range(2) for when in (WHEN_KILLED, WHILE_GONE)]
    assert comments_of(parts) == sorted(["# first", "# first", *typed])
    assert [one.id for one in parts.comments.threads(FILE)] == [comment_of]


def test_what_is_typed_offline_comes_in_when_the_line_is_back(enter: Enter, parts: Parts) -> None:
    ada, bo = enter("ada"), enter("bo")
    mine, other = text_of(ada), text_of(bo)
    ada.context.set_offline(offline=True)
    ada.evaluate("window.dispatchEvent(new Event('offline'))")
    type_line(ada, mine, "# from ada")
    type_line(bo, other, "# from bo")
    expect(other).to_contain_text("# from bo")
    expect(mine).not_to_contain_text("# from bo")
    ada.context.set_offline(offline=False)
    for pane in (mine, other):
        expect(pane).to_contain_text("# from ada")
        expect(pane).to_contain_text("# from bo")
    for page in (ada, bo):
        expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    assert sorted(line for line in on_disk(parts).splitlines() if line.startswith("#")) == [
        "# from ada",
        "# from bo",
    ]


def within(page: Page, pointer: Locator, name: str) -> tuple[float, float]:
    """Where a pointer stands on a block, as shares of its width and height."""
    tip, box = pointer.bounding_box(), page.locator(f"#block-{name}").bounding_box()
    assert tip is not None
    assert box is not None
    return (tip["x"] - box["x"]) / box["width"], (tip["y"] - box["y"]) / box["height"]


def point(page: Page, name: str, across: float, down: float) -> None:
    box = page.locator(f"#block-{name}").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * across, box["y"] + box["height"] * down)


def test_pointers_of_others_stay_on_what_they_point_at(enter: Enter, axe: Axe, screenshot: Shot) -> None:
    ada, bo = enter("ada"), enter("bo")
    expect(ada.get_by_role("button", name="bo, at application.yaml")).to_be_visible()
    point(ada, "broker", 0.7, 0.4)
    pointer = bo.locator("[data-pointer=ada]")
    expect(pointer).to_contain_text("ada")
    assert within(bo, pointer, "broker") == pytest.approx((0.7, 0.4), abs=0.02)
    screenshot(bo, "pointers")
    assert axe(bo) == []
    before = bo.locator("#block-broker").bounding_box()
    bo.get_by_role("button", name="Zoom out").click()
    bo.wait_for_function(
        "width => document.querySelector('#block-broker').getBoundingClientRect().width < width * 0.9",
        arg=before and before["width"],
    )
    point(ada, "broker", 0.71, 0.4)
    assert within(bo, pointer, "broker") == pytest.approx((0.7, 0.4), abs=0.03)
    bo.goto(bo.url.replace("/applications/plant/edit", "/documents/infrastructure.yaml"))
    expect(bo.locator("#block-edge-1")).to_be_visible()
    expect(pointer).to_have_count(0)
    bo.go_back()
    expect(ada.get_by_role("button", name="bo, at application.yaml")).to_be_visible()
    point(ada, "broker", 0.5, 0.5)
    expect(pointer).to_have_count(1)
    ada.get_by_role("toolbar", name="Editor").hover()
    expect(pointer).to_have_count(0)


def test_cursors_of_others_stand_in_the_text(enter: Enter, axe: Axe, screenshot: Shot) -> None:
    ada, bo = enter("ada"), enter("bo")
    mine, other = text_of(ada), text_of(bo)
    line = mine.locator(".cm-line", has_text="infrastructure:")
    line.click()
    ada.keyboard.press("Home")
    ada.keyboard.press("Shift+End")
    there = other.locator(".cm-line", has_text="infrastructure:")
    expect(there.locator(".cm-other[data-name=ada]")).to_be_visible()
    expect(there.locator(".cm-other-selection[data-name=ada]")).to_have_text(
        "infrastructure: infrastructure.yaml"
    )
    assert axe(bo) == []
    screenshot(bo, "cursors")
    other.click()
    bo.keyboard.press("Control+Home")
    bo.keyboard.insert_text("# above\n")
    expect(mine).to_contain_text("# above")
    expect(there.locator(".cm-other-selection[data-name=ada]")).to_have_text(
        "infrastructure: infrastructure.yaml"
    )
    expect(mine.locator(".cm-line", has_text="stratum").locator(".cm-other[data-name=bo]")).to_be_visible()
    bo.get_by_role("button", name="Text", exact=True).click()
    expect(mine.locator(".cm-other")).to_have_count(0)
