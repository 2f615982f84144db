"""Versions in the browser over a real workspace: graph, pictures of changes, merges, old states."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from stratum.accounts.types import Role
from stratum.api.door import Door
from stratum.runtime.clock import SystemClock
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.testing.accounts import Reception
from stratum.testing.pages import sign_in
from stratum.testing.repositories import Repository, git
from stratum.testing.site import Site

Visit = Callable[..., Page]
Shot = Callable[[Page, str], None]
Axe = Callable[[Page], list[str]]

SITE = """\
stratum: 1
kind: Infrastructure
name: site
hosts:
  edge-1: {type: EdgeGateway, cpu: 2, memory: 2 GiB, disk: 16 GB}
  cloud-1: {type: CloudMachine, cpu: 8, memory: 16 GiB, disk: 100 GB}
links:
  uplink: {between: [edge-1, cloud-1], latency: 20 ms}
"""
APP = """\
stratum: 1
kind: Application
name: plant
infrastructure: site.yaml
components:
  broker: {type: NatsBroker, topics: [readings], hostedOn: edge-1}
  store: {type: SqliteDatabase, hostedOn: cloud-1}
  writer:
    type: DatabaseWriter
    hostedOn: cloud-1
    connectsTo: [broker, store]
    consumes: readings
    requires: {memory: 256 MiB}
  board: {type: Dashboard, connectsTo: store, hostedOn: cloud-1}
"""
BOARD = "  board: {type: Dashboard, connectsTo: store, hostedOn: cloud-1}\n"
ARCHIVE = "  archive: {type: SqliteDatabase, hostedOn: cloud-1}\n"
MORE = APP.replace("256 MiB", "512 MiB")
PIPELINE = """\
stratum: 1
kind: Pipeline
name: quality
blocks:
  rows: {type: CsvSource, path: rows.csv}
"""
SPLIT = PIPELINE + "  parts: {type: SplitRandom, input: rows}\n"
ROOMY = SITE.replace("memory: 2 GiB", "memory: 3 GiB").replace("20 ms", "10 ms")
CHANGED = MORE.replace(BOARD, ARCHIVE).replace("[broker, store]", "[broker, archive]")


@pytest.fixture
def made(tmp_path: Path) -> Repository:
    """A main branch with three kinds of changes, a tag, and a branch beside it that disagrees."""
    made = Repository(tmp_path / "plant").begin(site=SITE, app=APP, pipeline=PIPELINE)
    made.git("config", "user.name", "Ada Low")
    made.git("config", "user.email", "ada@example.org")
    made.branch("tuning")
    made.commit("give the writer room", app=APP.replace("256 MiB", "384 MiB") + ARCHIVE)
    made.workspace.copy.switch("main", "saved")
    made.commit("raised requires.memory of writer", app=MORE)
    made.workspace.names.create_tag("v1", "HEAD", "what runs in the plant")
    made.commit("an archive in place of the board", app=CHANGED, site=ROOMY, pipeline=SPLIT)
    return made


@pytest.fixture
def files() -> dict[str, str]:
    """Those that are made already."""
    return {}


@pytest.fixture
def parts(made: Repository) -> Parts:
    return Parts(Settings(made.root))


def row(page: Page, title: str) -> Locator:
    return page.get_by_role("option").filter(has_text=title)


def option(page: Page, label: str, value: str) -> None:
    """Chooses in a list that is searched by typing."""
    box = page.get_by_role("combobox", name=label)
    box.click()
    page.get_by_role("option", name=value, exact=True).click()


def origin(page: Page) -> str:
    return "/".join(page.url.split("/")[:3])


def test_the_history_is_read_by_keyboard(visit: Visit, made: Repository) -> None:
    page = visit("/versions")
    expect(page.get_by_role("option")).to_have_count(4)
    page.get_by_role("listbox", name="Commits").press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_contain_text("an archive in place of the board")
    panel = page.get_by_role("complementary", name="Commit", exact=True)
    expect(panel).to_contain_text("added archive (SqliteDatabase)")
    expect(panel.get_by_label("Lines of app.yaml")).to_contain_text("+  archive:")
    page.keyboard.press("End")
    expect(page).to_have_url(re.compile(made.git("rev-list", "--max-parents=0", "HEAD")))
    expect(panel).to_contain_text("The first commit")
    page.keyboard.press("Escape")
    expect(page.get_by_role("list", name="Tags")).to_contain_text("what runs in the plant")
    page.get_by_role("combobox", name="Commits of").click()
    page.get_by_role("option", name="tuning", exact=True).click()
    expect(row(page, "an archive in place")).to_have_count(0)
    expect(row(page, "give the writer room")).to_be_visible()


def test_of_a_long_history_only_what_is_seen_is_drawn(visit: Visit, made: Repository) -> None:
    marks = "".join(
        f"commit refs/heads/long\nmark :{n}\ncommitter Ada <a@b.c> {n} +0000\ndata 8\nnote{n:04}\n"
        + (f"from :{n - 1}\n" if n > 1 else "")
        for n in range(1, 1501)
    )
    subprocess.run(["git", "fast-import", "--quiet"], cwd=made.root, input=marks.encode(), check=True)
    page = visit("/versions")
    option(page, "Commits of", "long")
    expect(row(page, "give the writer room")).to_have_count(0)
    expect(row(page, "note1500")).to_be_visible()
    expect(page.get_by_role("option").nth(60)).to_have_count(0)
    box = page.get_by_role("listbox", name="Commits")
    for last in (1301, 1101, 901):
        box.press("End")
        expect(page.get_by_role("option", selected=True)).to_contain_text(f"note{last:04}")
        expect(page.locator("[id^=commit-][aria-selected=true]")).to_be_in_viewport()
        expect(row(page, f"note{last - 1:04}")).to_be_visible()
    page.get_by_role("button", name="Tag", exact=True).click()
    page.get_by_label("Name of the tag").fill("deep")
    page.get_by_role("button", name="Make the tag").click()
    expect(page.locator("[id^=commit-][aria-selected=true]")).to_contain_text("deep")
    expect(row(page, "note0900")).to_be_visible()


def test_the_three_kinds_of_changes_are_drawn(visit: Visit, made: Repository, screenshot: Shot) -> None:
    page = visit("/versions")
    page.get_by_role("button", name="Compare v1 with now").click()
    expect(page.locator("#state-archive[data-what=added]")).to_contain_text("added")
    expect(page.locator("#state-board[data-what=removed]")).to_contain_text("removed")
    expect(page.locator("#state-writer[data-what=changed]")).to_contain_text("connected writer to archive")
    expect(page.get_by_text("+ added", exact=True)).to_be_visible()
    expect(page.get_by_text("− removed", exact=True).first).to_be_visible()
    changes = page.get_by_role("list", name="Changes")
    changes.get_by_role("button", name="removed board (Dashboard)").click()
    expect(page.locator("#state-board")).to_have_attribute("aria-pressed", "true")
    screenshot(page, "versions-compare")
    changes.get_by_role("button", name="raised memory of edge-1").click()
    expect(page.locator("#state-edge-1[data-what=changed]")).to_be_visible()
    expect(page.get_by_text("~ changed uplink")).to_be_visible()
    changes.get_by_role("button", name="added parts (SplitRandom)").click()
    expect(page.locator("#state-parts[data-what=added]")).to_be_visible()
    page.get_by_role("button", name="Lines").click()
    expect(page.get_by_label("Lines of app.yaml")).to_contain_text("-  board:")
    (made.root / "app.yaml").write_text(CHANGED.replace("512 MiB", "640 MiB"))
    page.goto(f"{origin(page)}/versions")
    page.get_by_role("button", name="Show the changes").click()
    expect(changes).to_contain_text("raised requires.memory of writer from 512 MiB to 640 MiB")


def test_an_old_state_is_opened_named_and_restored(visit: Visit, made: Repository) -> None:
    page = visit("/versions", strict=False)
    row(page, "raised requires.memory of writer").click()
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.locator("#state-board")).to_be_visible()
    page.get_by_role("button", name="Text", exact=True).click()
    expect(page.get_by_label("Text of app.yaml")).to_have_text(MORE.strip())
    page.get_by_role("button", name="Branch from here").click()
    page.get_by_role("textbox", name="Name of the branch").fill("again")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status", name="Done")).to_contain_text("again is made")
    page.get_by_role("button", name="Tag", exact=True).click()
    page.get_by_role("textbox", name="Name of the tag").fill("no good name..")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="no good name")).to_be_visible()
    page.get_by_role("textbox", name="Name of the tag").fill("kept")
    page.get_by_label("What it says").fill("as it was")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status", name="Done")).to_contain_text("kept is made")
    page.get_by_role("button", name="Restore this state").click()
    page.get_by_role("button", name="Restore it").click()
    expect(page.get_by_role("status", name="Done")).to_contain_text("Restored")
    assert (made.root / "app.yaml").read_text() == MORE
    assert made.git("rev-parse", "again", "kept^{}").split() == [made.git("rev-parse", "v1^{}")] * 2
    assert made.git("log", "-1", "--format=%s").startswith("Restore everything of")
    assert made.git("rev-list", "--count", "HEAD") == "4"


def test_branches_and_tags_are_deleted_with_care(visit: Visit, made: Repository) -> None:
    page = visit("/versions", strict=False)
    names = page.get_by_role("list", name="Branches")
    names.get_by_role("button", name="Delete tuning").click()
    names.get_by_role("button", name="Delete tuning, really").click()
    expect(page.get_by_role("alert").filter(has_text="tuning")).to_be_visible()
    assert made.git("branch", "--list", "tuning") != ""
    names.get_by_role("button", name="Delete tuning with its commits").click()
    names.get_by_role("button", name="Delete tuning with its commits, really").click()
    expect(names.get_by_role("link", name="tuning")).to_have_count(0)
    page.get_by_role("button", name="Delete v1").click()
    page.get_by_role("button", name="Delete v1, really").click()
    expect(page.get_by_role("list", name="Tags").get_by_role("listitem")).to_have_count(0)
    assert made.git("for-each-ref", "--format=%(refname:short)") == "main"


def set_memory(page: Page, made: Repository, value: str) -> None:
    before = made.git("rev-parse", "--short=7", "HEAD")
    page.goto(f"{origin(page)}/documents/app.yaml?element=writer")
    memory = page.get_by_label("requires.memory", exact=True)
    memory.fill(value)
    memory.press("Enter")
    mark = page.get_by_role("link", name=re.compile("main|trial"))
    expect(mark).not_to_contain_text(before)
    expect(mark).not_to_contain_text("changed")


def switch(page: Page, name: str) -> None:
    page.goto(f"{origin(page)}/versions")
    page.get_by_role("button", name=f"Switch to {name}").click()
    expect(page.get_by_role("status", name="Done")).to_contain_text(f"You are on {name} now.")


@pytest.mark.slow
def test_a_branch_is_made_edited_and_merged_with_a_conflict(
    visit: Visit, made: Repository, screenshot: Shot
) -> None:
    page = visit("/versions", strict=False)
    page.get_by_role("button", name="New branch").click()
    page.get_by_role("textbox", name="Name of the branch").fill("trial")
    page.keyboard.press("Enter")
    switch(page, "trial")
    set_memory(page, made, "300 MiB")
    switch(page, "main")
    set_memory(page, made, "400 MiB")
    page.goto(f"{origin(page)}/versions/merge?branch=trial")
    card = page.get_by_role("group", name="both changed requires.memory of writer")
    for text in ("512 MiB", "400 MiB", "300 MiB"):
        expect(card).to_contain_text(text)
    expect(page.get_by_role("button", name="Merge", exact=True)).to_be_disabled()
    screenshot(page, "versions-merge")
    settle(page, card, "much", "350 MiB")
    page.get_by_role("button", name="As a picture").click()
    expect(page.locator("#state-writer[data-what=changed]")).to_contain_text("from 400 MiB to 350 MiB")
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(page.get_by_role("option", selected=True)).to_contain_text("Merge trial into main")
    parents = made.git("log", "-1", "--format=%P", "main").split()
    assert parents == [made.git("rev-parse", name) for name in ("main~1", "trial")]
    assert made.git("show", "main:app.yaml") == CHANGED.replace("512 MiB", "350 MiB").strip()
    assert made.git("status", "--porcelain") == ""


def settle(page: Page, card: Locator, wrong: str, right: str) -> None:
    """Settles a conflict with a value of one's own, after one that is refused."""
    card.get_by_label("Another value").check()
    own = card.get_by_label("Own value for requires.memory of writer")
    own.fill(wrong)
    card.get_by_role("button", name="Take this value").click()
    expect(page.get_by_role("alert").filter(has_text="cannot be written")).to_be_visible()
    own.fill(right)
    card.get_by_role("button", name="Take this value").click()
    expect(page.get_by_role("status", name="Outcome")).to_contain_text("Every conflict is settled")


def test_errors_of_a_merged_model_are_told_before_it_is_committed(visit: Visit, made: Repository) -> None:
    made.git("checkout", "-q", "-b", "greedy")
    made.commit("greedy", app=CHANGED.replace("archive: {", "archive: {requires: {memory: 9 GiB}, "))
    made.git("checkout", "-q", "main")
    made.commit("hungry", app=CHANGED.replace("512 MiB", "9 GiB"))
    page = visit("/versions/merge?branch=greedy")
    expect(page.get_by_role("region", name="Findings of the merged model")).to_contain_text("cloud-1")
    merge = page.get_by_role("button", name="Merge", exact=True)
    expect(merge).to_be_disabled()
    page.get_by_label("Merge with these errors").check()
    merge.click()
    expect(page.get_by_role("option", selected=True)).to_contain_text("Merge greedy into main")


def test_commits_go_to_another_repository_and_come_from_it(
    visit: Visit, made: Repository, tmp_path: Path
) -> None:
    git(tmp_path, "init", "--bare", "-b", "main", "there.git")
    made.git("remote", "add", "origin", str(tmp_path / "there.git"))
    page = visit("/versions")
    page.get_by_role("button", name="Push").click()
    expect(page.get_by_role("status", name="Done")).to_contain_text("Pushed main to main of origin.")
    git(tmp_path, "clone", "-q", "there.git", "other")
    Repository(tmp_path / "other").commit("theirs", notes="x: 1\n")
    git(tmp_path / "other", "push", "-q", "origin", "main")
    page.get_by_role("button", name="Pull").click()
    expect(page.get_by_role("status", name="Outcome")).to_contain_text("origin/main only goes on from main")
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(page.get_by_role("option", selected=True)).to_contain_text("theirs")
    assert (made.root / "notes.yaml").read_text() == "x: 1\n"


def test_edits_of_a_branch_that_is_left_wait_for_it(visit: Visit, made: Repository, site: Site) -> None:
    page = visit("/documents/app.yaml?element=store", strict=False)
    expect(page.locator("#block-store")).to_be_visible()
    site.stop()
    expect(page.get_by_text("Connection lost, retrying.").last).to_be_visible()
    page.locator("main").click(position={"x": 500, "y": 20})
    page.keyboard.press("Delete")
    made.git("checkout", "-q", "tuning")
    site.start()
    waiting = page.get_by_role("status", name="Waiting edits")
    expect(waiting).to_contain_text("1 edit (store): done on main, and kept for it. tuning is here now.")
    expect(page.locator("#block-store")).to_be_visible()
    site.stop()
    made.git("checkout", "-q", "main")
    site.start()
    expect(waiting).to_be_empty()
    expect(page.locator("#block-store")).to_have_count(0)
    assert "store" in made.git("show", "tuning:app.yaml")


class TestRights:
    """Somebody who may only look."""

    @pytest.fixture
    def door(self, parts: Parts) -> Door:
        reception = Reception(parts.state, now=SystemClock().now())
        reception.add("ada")
        reception.add("vic", Role.VIEWER)
        return Door(reception.accounts, realm="test")

    def test_see_everything_change_nothing_and_are_told_why(self, visit: Visit, screenshot: Shot) -> None:
        page = visit("/versions", strict=False)
        sign_in(page, "vic")
        why = page.get_by_text(
            "A viewer may not commit, branch, tag, restore or merge: that takes a developer."
        )
        expect(why).to_be_visible()
        row(page, "raised requires.memory").click()
        panel = page.get_by_role("complementary", name="Commit", exact=True)
        expect(panel).to_contain_text("requires.memory of writer")
        ways = panel.get_by_role("group", name="What can be done with the commit").get_by_role("button")
        expect(ways).to_have_text(["Open", "Compare with now", "Show the changes"])
        screenshot(page, "versions-viewer")
        ways.first.click()
        expect(page.get_by_role("application")).to_be_visible()
        expect(why).to_be_visible()
        page.goto(f"{origin(page)}/versions/merge?branch=tuning")
        expect(page.get_by_role("alert")).to_contain_text("a viewer may not make commits, branches and tags")
        expect(page.get_by_role("button", name="Merge", exact=True)).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.slow
def test_versions_are_accessible(visit: Visit, axe: Axe, screenshot: Shot, scheme: str) -> None:
    page = visit("/versions")
    page.evaluate("(scheme) => localStorage.setItem('mantine-color-scheme-value', scheme)", scheme)
    page.reload()
    expect(row(page, "give the writer room")).to_be_visible()
    assert axe(page) == []
    row(page, "an archive in place").click()
    expect(page.get_by_label("Lines of app.yaml")).to_be_visible()
    page.get_by_role("button", name="Tag", exact=True).click()
    screenshot(page, f"versions-{scheme}")
    assert axe(page) == []
    for path, seen in (
        ("compare?from=v1", "#state-archive"),
        ("state?at=v1", "#state-board"),
        ("merge?branch=tuning", "fieldset"),
    ):
        page.goto(f"{origin(page)}/versions/{path}")
        expect(page.locator(seen).first).to_be_visible()
        screenshot(page, f"versions-{path.partition('?')[0]}-{scheme}")
        assert axe(page) == []
    page.set_viewport_size({"width": 900, "height": 800})
    for path in ("", "/compare?from=v1", "/merge?branch=tuning", "/state?at=v1"):
        page.goto(f"{origin(page)}/versions{path}")
        expect(page.locator(".react-flow__node, [role=option], fieldset").first).to_be_visible()
        screenshot(page, f"versions-narrow{path.partition('?')[0].replace('/', '-')}-{scheme}")
    drawing = page.get_by_role("application").bounding_box()
    assert drawing
    assert drawing["height"] > 300
