"""The editor: documents are built, changed and refused in the browser, over the platform itself."""

import re

import pytest
from playwright.sync_api import Page, expect

from stratum.language.library import library
from stratum.runtime.wiring import Parts
from stratum.testing.pages import Axe, Shot, Visit, block, drag, port, saved
from stratum.testing.site import Site

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
    "pipeline.yaml": """stratum: 1
kind: Pipeline
name: quality
blocks:
  rows: {type: CsvSource, path: rows.csv}
""",
    "rows.csv": "x,y\n1,0\n2,1\n",
    "application.yaml": """# Kept as it is.
stratum: 1
kind: Application
name: plant
infrastructure: infrastructure.yaml

components: {}
""",
}
EDIT = "/applications/plant/edit"


def text(parts: Parts, file: str = "application.yaml") -> str:
    return (parts.workspace.root / file).read_text(encoding="utf-8")


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
    expect(page.get_by_role("combobox", name="hostedOn")).to_have_value("edge-1")
    screenshot(page, "editor-built")
    written = text(parts)
    assert written.startswith("# Kept as it is.\n")
    assert "hostedOn: edge-1" in written
    assert "connectsTo: nats-broker" in written
    assert "topics: [readings]" in written


FULL = (
    FILES["application.yaml"].replace("components: {}\n", "components:\n")
    + """\
  broker: {type: NatsBroker, topics: [readings], hostedOn: edge-1}
  store:
    type: SqliteDatabase
    hostedOn: cloud-1  # Large.
  archive: {type: SqliteDatabase, hostedOn: cloud-1}
  writer:
    type: DatabaseWriter
    hostedOn: cloud-1
    connectsTo: [broker, store]
    consumes: readings
    requires: {memory: 256 MiB}
  board: {type: Dashboard, connectsTo: store, hostedOn: cloud-1}
  pump:
    type: CustomApplication
    requires: {memory: 256 MiB}
    hostedOn: edge-1
"""
)


@pytest.fixture
def full(parts: Parts) -> Parts:
    parts.workspace.replace("application.yaml", FILES["application.yaml"], FULL)
    return parts


@pytest.mark.usefixtures("full")
def test_a_wire_that_does_not_fit_is_refused_with_its_reason(visit: Visit, screenshot: Shot) -> None:
    page = visit(EDIT)
    expect(page.locator(".react-flow__edge")).to_have_count(3)
    drag(page, port(page, "board"), block(page, "broker"), up=False)
    expect(page.locator("[data-fit=false]")).to_have_count(4)
    screenshot(page, "editor-connecting")
    page.mouse.up()
    expect(page.get_by_role("alert").first).to_contain_text(
        "Refused: Dashboard takes in connectsTo only Database; broker is a NatsBroker."
    )
    expect(page.locator(".react-flow__edge")).to_have_count(3)
    drag(page, port(page, "pump"), block(page, "archive"), up=False)
    expect(page.locator("[data-fit=true]")).to_have_count(5)
    page.mouse.up()
    expect(page.locator(".react-flow__edge")).to_have_count(4)


def test_what_is_needed_is_not_deleted(visit: Visit, full: Parts) -> None:
    page = visit(EDIT)
    block(page, "broker").click()
    page.keyboard.press("Delete")
    expect(page.get_by_role("alert").first).to_contain_text(
        "Refused: writer: DatabaseWriter needs exactly 1 MessageBroker in connectsTo"
    )
    block(page, "archive").click()
    page.keyboard.press("Delete")
    expect(block(page, "archive")).to_have_count(0)
    expect(block(page, "broker")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(block(page, "archive")).to_be_visible()
    page.keyboard.press("Control+Shift+z")
    expect(block(page, "archive")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(block(page, "archive")).to_be_visible()
    saved(page)
    assert text(full) == FULL


def test_fields_tell_units_defaults_and_errors(visit: Visit, full: Parts, screenshot: Shot) -> None:
    page = visit(f"{EDIT}?element=pump")
    form = page.get_by_role("complementary", name="Properties")
    memory = form.get_by_label("requires.memory", exact=True)
    memory.fill("256")
    memory.press("Enter")
    expect(form).to_contain_text("'256' has no unit")
    screenshot(page, "editor-field")
    memory.fill("64 GiB")
    memory.press("Enter")
    findings = page.get_by_title("Show findings; F8 goes to the next")
    expect(findings).to_have_text("2 findings")
    expect(block(page, "pump")).to_contain_text("64 GiB")
    page.keyboard.press("F8")
    expect(page.get_by_role("alert").first).to_contain_text("edge-1")
    screenshot(page, "editor-finding")
    memory.fill("256 MiB")
    memory.press("Enter")
    expect(findings).to_have_text("3 findings")
    form.get_by_label("Name", exact=True).fill("motor")
    form.get_by_label("Name", exact=True).press("Enter")
    expect(block(page, "motor")).to_be_visible()
    saved(page)
    assert text(full) == FULL.replace("  pump:", "  motor:")


def test_a_default_is_shown_grey_and_given_back(visit: Visit, full: Parts) -> None:
    page = visit(f"{EDIT}?element=broker")
    form = page.get_by_role("complementary", name="Properties")
    field = form.get_by_label("natsPort", exact=True)
    expect(field).to_have_value("")
    expect(field).to_have_attribute("placeholder", "4222")
    field.fill("4333")
    field.press("Enter")
    expect(block(page, "broker")).to_contain_text("natsPort 4333")
    saved(page)
    assert "natsPort: 4333" in text(full)
    form.get_by_role("button", name="Use the default of natsPort").click()
    expect(field).to_have_value("")
    expect(field).to_have_attribute("placeholder", "4222")
    saved(page)
    assert text(full) == FULL


@pytest.mark.parametrize("place", ["form", "list"])
def test_a_finding_is_cured_by_one_click(visit: Visit, full: Parts, place: str) -> None:
    page = visit(f"{EDIT}?element=pump")
    memory = page.get_by_label("requires.memory", exact=True)
    memory.fill("3 GiB")
    memory.press("Enter")
    findings = page.get_by_title("Show findings; F8 goes to the next")
    expect(findings).to_have_text("2 findings")
    if place == "form":
        shown = page.get_by_role("complementary", name="Properties")
    else:
        findings.click()
        shown = page.get_by_role("region", name="Findings")
    cure = shown.get_by_role("button", name="host pump on cloud-1")
    cure.click()
    expect(findings).to_have_text("3 findings")
    expect(cure).to_have_count(0)
    saved(page)
    moved = FULL.replace(
        "requires: {memory: 256 MiB}\n    hostedOn: edge-1",
        "requires: {memory: 3 GiB}\n    hostedOn: cloud-1",
    )
    assert text(full) == moved


def test_the_map_of_a_large_drawing_moves_the_view(visit: Visit, full: Parts) -> None:
    more = "".join(f"  more-{n}: {{type: CustomApplication, hostedOn: cloud-1}}\n" for n in range(8))
    full.workspace.replace("application.yaml", FULL, FULL + more)
    page = visit(EDIT)
    expect(block(page, "more-7")).to_be_visible()
    page.get_by_role("button", name="Zoom in").click()
    place = page.locator(".react-flow__minimap").bounding_box()
    assert place
    view = page.locator(".react-flow__viewport")
    page.wait_for_function("!document.querySelector('.react-flow__viewport').getAnimations().length")
    before = view.get_attribute("style")
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 20, y + 10, steps=4)
    page.mouse.up()
    expect(view).not_to_have_attribute("style", before or "")


def test_text_and_drawing_go_both_ways(visit: Visit, full: Parts, screenshot: Shot) -> None:
    page = visit(EDIT)
    page.get_by_role("button", name="Text", exact=True).click()
    pane = page.get_by_role("region", name="Text")
    pane.locator(".cm-line", has_text="board: {type: Dashboard").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("  gauge: {type: CustomApplication, hostedOn: edge-9}")
    refused = pane.get_by_role("status", name="Not taken")
    expect(refused).to_contain_text("edge-9")
    expect(block(page, "gauge")).to_have_count(0)
    expect(page.get_by_text("Not saved", exact=True)).to_be_visible()
    screenshot(page, "editor-text")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    page.keyboard.type("1}")
    expect(block(page, "gauge")).to_be_visible()
    expect(refused).to_have_count(0)
    block(page, "pump").click()
    page.keyboard.press("Delete")
    expect(pane).not_to_contain_text("pump:")
    saved(page)
    assert text(full).endswith("\n  gauge: {type: CustomApplication, hostedOn: edge-1}")
    assert "# Large." in text(full)


def test_what_is_typed_last_is_kept_when_the_editor_is_left(visit: Visit, full: Parts) -> None:
    page = visit(EDIT)
    page.get_by_role("button", name="Text", exact=True).click()
    page.get_by_role("region", name="Text").locator(".cm-line", has_text="board: {type: Dashboard").click()
    page.keyboard.press("Control+End")
    # At once, so that no pause of typing comes before the editor is left.
    page.keyboard.insert_text("  gauge: {type: CustomApplication, hostedOn: edge-1}")
    page.get_by_role("link", name="Overview").press("Enter")
    expect(page.get_by_role("toolbar", name="Editor")).to_have_count(0)
    page.get_by_role("link", name="Edit").click()
    expect(block(page, "gauge")).to_be_visible()
    saved(page)
    assert text(full).endswith("\n  gauge: {type: CustomApplication, hostedOn: edge-1}")


def test_enter_takes_a_field_of_several_lines_and_adds_none(visit: Visit, full: Parts) -> None:
    page = visit(f"{EDIT}?element=pump")
    form = page.get_by_role("complementary", name="Properties")
    field = form.get_by_label("description", exact=True)
    field.fill("Moves water.")
    field.press("Enter")
    saved(page)
    field.press("Enter")
    expect(field).to_have_value("Moves water.")
    field.press("Shift+Enter")
    expect(field).to_have_value("Moves water.\n")
    assert "description: Moves water." in text(full)


def test_everything_can_be_done_by_keyboard(visit: Visit, full: Parts) -> None:
    page = visit(EDIT)
    expect(block(page, "pump")).to_be_visible()
    page.get_by_role("searchbox", name="Search types").focus()
    page.keyboard.type("SqliteDatabase")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(block(page, "sqlite-database")).to_be_visible()
    page.get_by_role("button", name="Outline").press("Enter")
    outline = page.get_by_role("treegrid", name="Outline of plant")
    outline.get_by_role("combobox", name="Host of sqlite-database").focus()
    page.keyboard.type("edge-1")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    outline.get_by_role("combobox", name="Connect pump").focus()
    page.keyboard.type("sqlite")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(outline.get_by_role("button", name="Disconnect sqlite-database from pump")).to_be_visible()
    outline.get_by_role("button", name="pump", exact=True).press("Enter")
    page.keyboard.press("Control+c")
    page.keyboard.press("Control+v")
    expect(outline.get_by_role("button", name="pump-2", exact=True)).to_be_visible()
    outline.get_by_role("button", name="Delete pump-2").press("Enter")
    expect(outline.get_by_role("button", name="pump-2", exact=True)).to_have_count(0)
    saved(page)
    assert "connectsTo: sqlite-database" in text(full)


LATE_TIMERS = """() => {
    const late = []
    const soon = window.setTimeout
    window.setTimeout = (run, wait, ...rest) => wait > 0 ? soon(run, wait, ...rest) : late.push(run)
    window.comeNow = () => { window.setTimeout = soon; late.forEach((run) => run()) }
}"""
"""Timers of no length wait for `comeNow`, as on a page that is busy while keys come."""


@pytest.mark.usefixtures("full")
def test_what_keys_marked_in_a_list_is_chosen_however_late_timers_come(visit: Visit) -> None:
    page = visit(EDIT)
    page.get_by_role("button", name="Outline").press("Enter")
    outline = page.get_by_role("treegrid", name="Outline of plant")
    page.evaluate(LATE_TIMERS)
    outline.get_by_role("combobox", name="Connect pump").focus()
    page.keyboard.type("arch")
    page.keyboard.press("ArrowDown")
    page.evaluate("comeNow()")
    page.keyboard.press("Enter")
    expect(outline.get_by_role("button", name="Disconnect archive from pump")).to_be_visible()


@pytest.mark.usefixtures("full")
def test_enter_takes_from_a_list_what_is_nearest_to_what_was_typed(visit: Visit) -> None:
    page = visit(EDIT)
    page.get_by_role("button", name="Outline").press("Enter")
    outline = page.get_by_role("treegrid", name="Outline of plant")
    outline.get_by_role("combobox", name="Connect pump").focus()
    page.keyboard.type("Store")
    page.keyboard.press("Enter")
    expect(outline.get_by_role("button", name="Disconnect store from pump")).to_be_visible()
    outline.get_by_role("combobox", name="Host of pump").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("cloud")
    page.keyboard.press("Enter")
    expect(outline.get_by_role("combobox", name="Host of pump")).to_have_value("cloud-1")


@pytest.mark.usefixtures("full")
def test_the_outline_is_walked_by_keys_and_several_rows_are_chosen(visit: Visit, screenshot: Shot) -> None:
    page = visit(EDIT)
    page.get_by_role("button", name="Outline").press("Enter")
    outline = page.get_by_role("treegrid", name="Outline of plant")
    outline.get_by_role("checkbox", name="Choose pump").check()
    outline.locator("[data-row=pump]").focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(outline.get_by_role("row", selected=True)).to_have_count(2)
    screenshot(page, "outline")
    tools = page.get_by_role("toolbar", name="What is chosen")
    expect(tools.get_by_role("button", name="Align left edges")).to_be_visible()
    tools.get_by_role("button", name="Duplicate").press("Enter")
    expect(outline.get_by_role("button", name="pump-2", exact=True)).to_be_visible()
    expect(outline.get_by_role("row", selected=True)).to_have_count(2)
    outline.locator("[data-row=pump-2]").press("Delete")
    expect(outline.get_by_role("button", name="pump-2", exact=True)).to_have_count(0)


def held(page: Page) -> str:
    """What has the keys: its id where it is a block, or how it is called."""
    has = "document.activeElement"
    named = f"{has}.ariaLabel || {has}.textContent.trim()"
    return str(page.evaluate(f"{has}.id.startsWith('block-') ? {has}.id : {named}"))


def tab_to(page: Page, name: str) -> None:
    """Go on by Tab alone until something is reached."""
    passed: list[str] = []
    while (now := held(page)) != name:
        assert len(passed) < 200, f"{name} is not reached by Tab: {passed}"
        passed.append(now)
        page.keyboard.press("Tab")


@pytest.mark.usefixtures("full")
def test_types_and_blocks_are_reached_with_nothing_but_keys(visit: Visit) -> None:
    page = visit(EDIT)
    expect(block(page, "pump")).to_be_visible()
    tab_to(page, "Search types")
    page.keyboard.type("SqliteDatabase")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(block(page, "sqlite-database")).to_be_visible()
    tab_to(page, "block-pump")
    page.keyboard.press("ArrowRight")
    beside = held(page)
    assert beside.startswith("block-")
    assert beside != "block-pump"
    page.keyboard.press("ArrowLeft")
    assert held(page) == "block-pump"


def test_what_is_chosen_is_changed_found_and_cut_with_nothing_but_keys(visit: Visit, full: Parts) -> None:
    page = visit(EDIT)
    expect(block(page, "pump")).to_be_visible()
    tab_to(page, "block-pump")
    page.keyboard.press("Enter")
    page.keyboard.press("e")
    assert page.evaluate("document.activeElement.closest('aside')?.ariaLabel") == "Properties"
    tab_to(page, "requires.memory")
    page.keyboard.press("Control+a")
    page.keyboard.type("300 MiB")
    page.keyboard.press("Enter")
    expect(block(page, "pump")).to_contain_text("300 MiB")
    tab_to(page, "block-pump")
    page.keyboard.press("/")
    assert held(page) == "Find an element"
    page.keyboard.type("archive")
    expect(page.get_by_role("option")).to_have_text("archive")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Delete archive")).to_be_visible()
    tab_to(page, "block-archive")
    page.keyboard.press("Control+x")
    expect(block(page, "archive")).to_have_count(0)
    page.keyboard.press("Control+v")
    expect(block(page, "archive")).to_be_visible()
    saved(page)
    assert "memory: 300 MiB" in text(full)
    assert "\n  archive:\n" in text(full)


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_editor_is_accessible(visit: Visit, axe: Axe, screenshot: Shot, scheme: str) -> None:
    page = visit(f"{EDIT}?element=writer")
    page.evaluate("(scheme) => localStorage.setItem('mantine-color-scheme-value', scheme)", scheme)
    page.reload()
    expect(block(page, "writer")).to_be_visible()
    screenshot(page, f"editor-{scheme}")
    assert axe(page) == []
    page.get_by_role("button", name="Outline").click()
    assert axe(page) == []
    page.get_by_role("button", name="Text", exact=True).click()
    expect(page.locator(".cm-line").first).to_be_visible()
    assert axe(page) == []
    page.goto(page.url.split("/applications")[0] + "/documents")
    expect(page.get_by_role("table", name="Documents")).to_be_visible()
    assert axe(page) == []


def test_two_people_edit_at_once(visit: Visit, full: Parts, screenshot: Shot) -> None:
    ada, ben = visit(EDIT), visit(EDIT)
    for page, name in ((ada, "Ada Low"), (ben, "Ben")):
        page.get_by_role("button", name="You are Guest").click()
        page.get_by_role("textbox", name="Your name").fill(name)
        page.get_by_role("textbox", name="Your name").press("Enter")
        page.keyboard.press("Escape")
    block(ada, "pump").click()
    expect(ben.get_by_role("button", name="Ada Low, at pump in application.yaml")).to_be_visible()
    expect(ben.locator('[data-id="pump"]')).to_contain_text("Ada Low")
    block(ben, "board").click()
    memory = ada.get_by_label("requires.memory", exact=True)
    memory.fill("300 MiB")
    memory.press("Enter")
    drag(ben, port(ben, "pump"), block(ben, "broker"))
    expect(ada.locator(".react-flow__edge")).to_have_count(4)
    expect(block(ben, "pump")).to_contain_text("300 MiB")
    screenshot(ben, "editor-together")
    block(ada, "archive").click()
    ada.keyboard.press("Control+z")
    expect(block(ben, "pump")).to_contain_text("256 MiB")
    expect(ada.locator(".react-flow__edge")).to_have_count(4)
    saved(ada)
    assert "memory: 256 MiB" in text(full)
    assert "connectsTo: broker" in text(full)


@pytest.mark.usefixtures("full")
def test_what_is_done_without_a_connection_comes_later(visit: Visit, site: Site) -> None:
    page = visit(f"{EDIT}?element=archive", strict=False)
    expect(block(page, "archive")).to_be_visible()
    site.stop()
    expect(page.get_by_text("Connection lost, retrying.").last).to_be_visible()
    page.locator("main").click(position={"x": 500, "y": 20})
    page.keyboard.press("Delete")
    expect(block(page, "archive")).to_be_visible()
    site.start()
    expect(block(page, "archive")).to_have_count(0)


def test_values_are_added_while_those_before_are_not_answered(visit: Visit, site: Site, full: Parts) -> None:
    page = visit(f"{EDIT}?element=broker", strict=False)
    topics = page.get_by_label("topics", exact=True)
    software = page.get_by_label("requires.software", exact=True)
    expect(topics).to_be_visible()
    site.stop()
    expect(page.get_by_text("Connection lost, retrying.").last).to_be_visible()
    for value in ("first", "second", "third"):
        topics.fill(value)
        topics.press("Enter")
    block(page, "pump").click()
    for value in ("openssl: >=3", "sqlite: >=3.40"):
        software.fill(value)
        software.press("Enter")
    site.start()
    saved(page)
    assert re.search(r"topics: \[readings, first, second, third\]", text(full))
    assert re.search(r"openssl: ['\"]?>=3['\"]?,? +sqlite: ['\"]?>=3.40", text(full).replace("\n", " "))


def test_other_documents_are_reached_from_the_list(visit: Visit, parts: Parts, screenshot: Shot) -> None:
    page = visit("/documents")
    screenshot(page, "documents")
    page.get_by_role("link", name="site").click()
    expect(page).to_have_url(re.compile("/documents/infrastructure.yaml$"))
    page.get_by_role("searchbox", name="Search types").fill("FogServer")
    page.get_by_role("region", name="Palette").get_by_role("button", name="FogServer").click()
    page.get_by_role("form", name="New FogServer").get_by_role("button", name="Add").click()
    expect(block(page, "fog-server")).to_be_visible()
    drag(page, port(page, "edge-1"), block(page, "fog-server"))
    form = page.get_by_role("form", name="New Link")
    expect(form.get_by_role("combobox", name="between").first).to_have_value("edge-1")
    form.get_by_role("button", name="Add").click()
    expect(page.locator(".react-flow__edge")).to_have_count(2)
    screenshot(page, "editor-infrastructure")
    saved(page)
    assert "between: [edge-1, fog-server]" in text(parts, "infrastructure.yaml")


def test_a_pipeline_is_built_by_mouse(visit: Visit, parts: Parts, screenshot: Shot) -> None:
    page = visit("/documents/pipeline.yaml")
    expect(block(page, "rows")).to_be_visible()
    offered = page.get_by_role("region", name="Palette").locator("li button").all_text_contents()
    assert {t.name for t in library().concrete("Block")} <= set(offered)
    for kind in ("SplitRandom", "LogisticRegression", "NaiveBayes", "ChooseBest"):
        page.get_by_role("searchbox", name="Search types").fill(kind)
        item = page.get_by_role("region", name="Palette").get_by_role("button", name=kind, exact=True)
        item.drag_to(page.get_by_role("application"))
        form = page.get_by_role("form", name=f"New {kind}")
        if kind == "ChooseBest":
            form.get_by_role("combobox", name="metric").fill("accuracy")
            page.get_by_role("option", name="accuracy", exact=True).click()
            form.get_by_role("button", name="Add").click()
            expect(form.get_by_role("alert")).to_contain_text("choose-best has no target")
            form.get_by_label("target", exact=True).fill("y")
        form.get_by_role("button", name="Add").click()
    expect(page.locator(".react-flow__edge")).to_have_count(4)
    drag(page, port(page, "logistic-regression"), block(page, "choose-best"))
    expect(page.locator(".react-flow__edge")).to_have_count(5)
    screenshot(page, "editor-pipeline")
    saved(page)
    assert re.search(r"inputs?: \[naive-bayes, logistic-regression\]", text(parts, "pipeline.yaml"))


ILLEGAL = {
    "child": ("  fog: {type: FogServer, cpu: 1, memory: 1 GiB}", "FogServer"),
    "pointer": ("  gauge: {type: CustomApplication, hostedOn: edge-9}", "edge-9"),
    "choice": ("  gauge: {type: CustomApplication, requires: {arch: z80}}", "z80"),
    "abstract": ("  gauge: {type: Component}", "abstract"),
}


@pytest.mark.usefixtures("full")
def test_what_is_illegal_is_refused_by_the_editor_and_by_the_api(visit: Visit) -> None:
    page = visit(EDIT)
    page.get_by_role("button", name="Text", exact=True).click()
    pane = page.get_by_role("region", name="Text")
    for line, why in ILLEGAL.values():
        pane.locator(".cm-line").last.click()
        page.keyboard.press("Control+End")
        page.keyboard.type(line)
        expect(pane.get_by_role("status", name="Not taken")).to_contain_text(why)
        pane.get_by_role("button", name="Take back what was typed").click()
        name, body = line.strip().split(": ", 1)
        edit = {
            "edit": "AddElement",
            "file": "application.yaml",
            "into": "components",
            "name": name,
            "body": body,
        }
        answer = page.request.post(f"{origin(page)}/api/edits", data={"edits": [edit]})
        assert answer.json()["applied"] is False
        assert why in str(answer.json()["findings"])
    expect(page.locator("[id^=block-]")).to_have_count(6)


def origin(page: Page) -> str:
    return page.url.split("/applications")[0]
