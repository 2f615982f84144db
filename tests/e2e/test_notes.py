"""Notes in Markdown and files of code, written in the browser; also by somebody who means harm."""

import pytest
from playwright.sync_api import expect

from stratum.runtime.wiring import Parts
from stratum.testing.pages import Axe, Shot, Visit, saved

ATTACK = (
    "# Title\n\nSome **strong** words.\n\n<img src=x onerror=window.harmed=1>"
    "<script>window.harmed=2</script>\n\n"
    "[js](javascript:window.harmed=3) [data](data:text/html,<script>parent.harmed=4</script>) "
    "[good](https://example.org/a) <javascript:window.harmed=5> ![pic](http://127.0.0.1:9/p.png)\n"
    "\n<svg/onload=window.harmed=6>\n"
)
NAME = "<img src=x onerror=window.harmed=7>"
FILES = {
    "site.yaml": """stratum: 1
kind: Infrastructure
name: site
hosts:
  edge-1: {type: EdgeGateway, cpu: 2, memory: 2 GiB, disk: 16 GB}
  edge-2: {type: EdgeGateway, cpu: 2, memory: 2 GiB, disk: 16 GB}
links:
  uplink: {between: [edge-1, edge-2], latency: 20 ms}
""",
    "rules.yaml": """stratum: 1
kind: Rules
name: rules
rules:
  calm: {every: 1 h, do: {action: retrain}}
""",
    "plant.yaml": f"""stratum: 1
kind: Application
name: plant
description: {NAME!r}
infrastructure: site.yaml
components:
  pump: {{type: CustomApplication}}
""",
    "quality.yaml": """stratum: 1
kind: Pipeline
name: quality
blocks:
  rows: {type: CsvSource, path: rows.csv}
  good: {type: SqlQuery, query: good.sql, input: rows}
""",
    "good.sql": "select * from rows\n",
    "rows.csv": "x,y\n1,0\n2,1\n",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_note_is_written_with_a_preview_and_does_no_harm(
    visit: Visit, parts: Parts, axe: Axe, screenshot: Shot, scheme: str
) -> None:
    page = visit("/documents/plant.yaml?element=pump")
    page.evaluate("(scheme) => localStorage.setItem('mantine-color-scheme-value', scheme)", scheme)
    page.reload()
    page.get_by_role("button", name="Write a note").click()
    dialog = page.get_by_role("dialog", name="Note")
    expect(dialog.get_by_role("textbox", name="Note in Markdown")).to_be_focused()
    page.keyboard.insert_text(ATTACK)
    preview = dialog.get_by_role("region", name="Preview")
    expect(preview.get_by_role("heading", name="Title")).to_be_visible()
    screenshot(page, f"note-{scheme}")
    assert axe(page) == []
    dialog.get_by_role("button", name="Keep").click()
    expect(dialog).to_have_count(0)
    note = page.get_by_role("region", name="Note")
    good = note.get_by_role("link", name="good")
    expect(good).to_have_attribute("href", "https://example.org/a")
    expect(good).to_have_attribute("rel", "noopener noreferrer nofollow")
    assert note.locator("img, script, svg, iframe").count() == 0
    hrefs = note.locator("a").evaluate_all("all => all.map((a) => a.getAttribute('href') ?? '')")
    assert all(not h or h.startswith("https://") for h in hrefs), hrefs
    assert page.evaluate("window.harmed") is None
    assert axe(page) == []
    saved(page)
    assert "javascript:window.harmed=3" in (parts.workspace.root / "plant.yaml").read_text()


def test_names_and_texts_are_shown_as_they_are_written(visit: Visit, parts: Parts) -> None:
    plain = FILES["plant.yaml"].replace("pump:", f"{NAME!r}:").replace("name: plant", f"name: {NAME!r}")
    parts.workspace.replace("plant.yaml", FILES["plant.yaml"], plain)
    page = visit("/documents")
    expect(page.get_by_role("rowheader", name=NAME)).to_be_visible()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog", name="Go to, or do")).to_be_visible()
    page.keyboard.type("onerror")
    expect(page.get_by_role("option").first).to_contain_text(NAME)
    page.keyboard.press("Escape")
    page.get_by_role("button", name=f"Remove {NAME}").click()
    expect(page.get_by_role("dialog", name=f"Remove {NAME}")).to_be_visible()
    assert page.locator("main img").count() == 0
    assert page.evaluate("window.harmed") is None


def test_code_is_edited_together_and_begun_with_its_block(
    visit: Visit, parts: Parts, axe: Axe, screenshot: Shot
) -> None:
    ada, ben = visit("/documents/quality.yaml?element=good"), visit("/documents/quality.yaml?element=good")
    for page in (ada, ben):
        page.get_by_role("button", name="Open good.sql").click()
        expect(page.get_by_role("textbox", name="Code of good.sql")).to_be_focused()
    ada.keyboard.press("Control+End")
    ada.keyboard.insert_text("where x > 1\n")
    expect(ben.get_by_role("dialog")).to_contain_text("where x > 1")
    ada.keyboard.press("Escape")
    saved(ada)
    assert (parts.workspace.root / "good.sql").read_text() == "select * from rows\nwhere x > 1\n"
    ada.get_by_role("searchbox", name="Search types").fill("CodeStep")
    ada.get_by_role("region", name="Palette").get_by_role("button", name="CodeStep", exact=True).click()
    form = ada.get_by_role("form", name="New CodeStep")
    form.get_by_label("module").fill("steps/clean.py")
    form.get_by_role("button", name="Add").click()
    ada.get_by_role("button", name="Open steps/clean.py").click()
    expect(ada.get_by_role("dialog", name="steps/clean.py")).to_contain_text("def prepare")
    screenshot(ada, "code")
    assert axe(ada) == []
    ada.keyboard.press("Escape")
    saved(ada)
    assert "def prepare" in (parts.workspace.root / "steps/clean.py").read_text()


def test_what_is_typed_is_not_lost_by_looking_elsewhere(visit: Visit, parts: Parts) -> None:
    page = visit("/documents/plant.yaml?element=pump")
    page.get_by_role("button", name="Write a note").click()
    dialog = page.get_by_role("dialog", name="Note")
    expect(dialog.get_by_role("textbox", name="Note in Markdown")).to_be_focused()
    page.keyboard.insert_text("Half a note")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name="Go on with the note").click()
    expect(dialog.get_by_role("region", name="Preview")).to_have_text("Half a note")
    dialog.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("button", name="Write a note")).to_be_visible()
    comment = page.get_by_label("New comment")
    comment.fill("Half a comment")
    page.get_by_role("link", name="Documents").first.click()
    page.go_back()
    expect(comment).to_have_value("Half a comment")
    page.get_by_label("Name", exact=True).fill("hub")
    page.reload()
    saved(page)
    expect(page.get_by_role("button", name="hub").first).to_be_visible()
    assert "hub:" in (parts.workspace.root / "plant.yaml").read_text()


@pytest.mark.parametrize(
    ("file", "element"),
    [("site.yaml", "edge-1"), ("site.yaml", "uplink"), ("quality.yaml", "rows"), ("rules.yaml", "calm")],
)
def test_every_element_has_a_note(visit: Visit, parts: Parts, file: str, element: str) -> None:
    page = visit(f"/documents/{file}")
    page.get_by_role("region", name="Objects").get_by_role("button", name=element).click()
    page.get_by_role("button", name="Write a note").click()
    expect(page.get_by_role("textbox", name="Note in Markdown")).to_be_focused()
    page.keyboard.insert_text("It is **old**.")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("region", name="Note").locator("strong")).to_have_text("old")
    saved(page)
    assert "description: It is **old**." in (parts.workspace.root / file).read_text()
