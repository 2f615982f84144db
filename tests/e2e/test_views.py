"""Charts, models, runs, events and findings."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from stratum.core.edits import edit_from_plain
from stratum.testing.fakes_view import FakePlatform
from stratum.testing.flights_run import RUN
from stratum.testing.flights_view import APPLICATION, LESS

Visit = Callable[..., Page]
Shot = Callable[[Page, str], None]
HOME = f"/applications/{APPLICATION}"


def test_charts_show_ten_minutes_and_grow(visit: Visit, screenshot: Shot) -> None:
    page = visit(f"{HOME}/charts")
    expect(page.get_by_role("figure")).to_have_count(11)
    latency = page.get_by_role("figure", name="Latency")
    expect(latency).to_contain_text(re.compile(r"writer\s*[\d.]+ ms"))
    before = latency.inner_text()
    page.wait_for_function("(text) => document.querySelectorAll('figure')[1].innerText !== text", arg=before)
    screenshot(page, "charts")


def test_charts_show_hosts_and_data_stores_too(visit: Visit, screenshot: Shot) -> None:
    page = visit(f"{HOME}/charts")
    hosts = page.get_by_role("figure", name="Hosts: CPU")
    expect(hosts.locator("tbody tr")).to_have_count(5)
    sent = page.get_by_role("figure", name="Hosts: sent to the network")
    expect(sent).to_contain_text(re.compile(r"fog-1\s*[\d.]+ KiB/s"))
    expect(page.get_by_role("figure", name="Size of databases")).to_contain_text(
        re.compile(r"archive\s*48 MiB")
    )
    hosts.get_by_role("button", name="cloud-1", exact=True).click()
    expect(hosts.locator("tbody tr")).to_have_count(1)
    expect(page).to_have_url(re.compile("only=cloud-1"))
    screenshot(page, "charts-hosts")


def test_a_chart_tells_the_values_under_the_pointer(visit: Visit) -> None:
    page = visit(f"{HOME}/charts")
    memory = page.get_by_role("figure", name="Memory over time", exact=True)
    memory.locator(".u-over").hover(position={"x": 60, "y": 40})
    then = memory.locator("tbody td").first.inner_text()
    assert re.fullmatch(r"\d+(\.\d)? MiB", then)
    expect(memory.locator("thead th").first).to_have_text(re.compile(r"\d\d:\d\d:\d\d"))
    expect(
        page.get_by_role("figure", name="CPU over time", exact=True).locator("tbody td").first
    ).to_have_text(re.compile("cores"))


def test_the_address_keeps_which_time_the_charts_show(visit: Visit, screenshot: Shot) -> None:
    page = visit(f"{HOME}/charts")
    page.get_by_role("button", name="1 h", exact=True).click()
    expect(page.get_by_text("the last 1 h")).to_be_visible()
    cpu = page.get_by_role("figure", name="CPU over time", exact=True)
    cpu.get_by_role("button", name="processor", exact=True).click()
    expect(cpu.locator("tbody tr")).to_have_count(1)
    box = cpu.locator(".u-over").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 100, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 240, box["y"] + 40, steps=4)
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"seconds=3600&from=\d+&to=\d+&only=processor"))
    held = page.get_by_role("status").filter(has_text=" to ").inner_text()
    screenshot(page, "charts-held")
    page.reload()
    expect(page.get_by_role("status").filter(has_text=held)).to_be_visible()
    expect(cpu.locator("tbody tr")).to_have_count(1)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("the last 1 h")).to_be_visible()


def test_the_registry_and_its_runs(visit: Visit, screenshot: Shot) -> None:
    page = visit("/models")
    versions = page.get_by_role("table", name="Model versions").locator("tbody tr")
    expect(versions).to_have_count(3)
    expect(versions.first).to_contain_text("champion")
    failed = page.get_by_role("table", name="Training runs").locator("tbody tr").nth(1)
    expect(failed).to_contain_text("column tailnum of planes.csv is missing")
    screenshot(page, "models")
    page.get_by_role("link", name="Training run").click()
    expect(page).to_have_url(re.compile(RUN))


def test_runs_are_found_put_in_order_and_compared(visit: Visit, screenshot: Shot) -> None:
    page = visit("/models")
    table = page.get_by_role("table", name="Training runs")
    rows = table.locator("tbody tr")
    expect(rows).to_have_count(2)
    table.get_by_role("button", name="ROC AUC").click()
    expect(page).to_have_url(re.compile(r"sort=-roc_auc"))
    expect(rows.first).to_contain_text("boosting")
    for box in table.get_by_role("checkbox").all():
        box.check()
    compared = page.get_by_role("table", name="Runs side by side")
    expect(compared.get_by_role("row", name=re.compile("^Status"))).to_contain_text(
        re.compile("finished.*failed")
    )
    screenshot(page, "runs-compared")
    page.get_by_role("button", name="Columns").click()
    page.get_by_role("checkbox", name="Rows").check()
    expect(table.get_by_role("button", name="Rows")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_label("Find runs").fill("tailnum")
    expect(rows).to_have_count(1)
    page.reload()
    expect(rows).to_have_count(1)
    expect(compared).to_be_visible()


def test_the_leaderboard_ranks_candidates_and_baselines(visit: Visit, screenshot: Shot) -> None:
    page = visit(f"/runs/{RUN}")
    rows = page.get_by_role("table", name="Leaderboard").locator("tbody tr")
    expect(rows).to_have_count(6)
    expect(rows.first).to_contain_text(re.compile(r"boosting.*chosen.*0\.764", re.DOTALL))
    expect(rows.last).to_contain_text(re.compile(r"majority.*baseline.*0\.500", re.DOTALL))
    expect(rows.first).to_contain_text("100 % same labels")
    for plot in ("ROC", "Precision and recall", "Calibration"):
        curves = page.get_by_role("img", name=f"{plot} of boosting, forest, logistic, bayes").locator("path")
        expect(curves).to_have_count(4)
    page.set_viewport_size({"width": 1280, "height": 1120})
    screenshot(page, "run")


def test_a_candidate_is_looked_at_closely(visit: Visit) -> None:
    page = visit(f"/runs/{RUN}")
    expect(page.get_by_role("table", name="Confusion matrix of boosting")).to_contain_text("79,400")
    expect(page.get_by_role("heading", name="boosting, the chosen candidate")).to_be_visible()
    page.get_by_role("button", name="forest").click()
    expect(page.get_by_role("heading", name="forest", exact=True, level=2)).to_be_visible()


def test_report_and_notebook_of_a_run(visit: Visit) -> None:
    page = visit(f"/runs/{RUN}")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Report").click()
    expect(opened.value.get_by_role("heading", name="Report of delay-risk")).to_be_visible()
    page.get_by_role("link", name="Notebook").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == f"{RUN}.ipynb"


def test_a_failed_run_says_why(visit: Visit) -> None:
    page = visit("/runs/20260914-170000-delay-risk")
    expect(page.get_by_role("alert")).to_contain_text("column tailnum of planes.csv is missing")
    expect(page.get_by_role("link", name="Report")).to_have_count(0)


def test_events_are_filtered_and_come_live(visit: Visit, view: FakePlatform, screenshot: Shot) -> None:
    page = visit(f"{HOME}/events")
    rows = page.locator("main li").filter(has=page.locator("time"))
    expect(rows).to_have_count(23)
    screenshot(page, "events")
    page.get_by_role("combobox", name="Component").fill("writer")
    page.get_by_role("option", name="writer").click()
    expect(rows).to_have_count(5)
    expect(page.get_by_text("5 of 23 events")).to_be_visible()
    newest = {**view.history[0], "id": "new", "type": "component.failed", "subject": "writer"}
    view.history.insert(0, {**newest, "data": {"reason": "the disk is full"}})
    expect(rows).to_have_count(6)
    expect(rows.first).to_contain_text(re.compile(r"writer.*failed.*the disk is full", re.DOTALL))
    page.reload()
    expect(rows).to_have_count(6)


def test_findings_tell_numbers_fix_and_place(visit: Visit, screenshot: Shot) -> None:
    page = visit(f"{HOME}/findings")
    first = page.locator("main li").first
    for text in ("Warning", "384 MiB", "512 MiB", "at least 768 MiB", "application.yaml:24:5"):
        expect(first).to_contain_text(text)
    screenshot(page, "findings")


def test_a_fix_is_applied_through_the_api(visit: Visit, view: FakePlatform) -> None:
    page = visit(f"{HOME}/findings")
    items = page.locator("main li")
    expect(items).to_have_count(2)
    view.refusal = [{"message": "memory is too small"}]
    page.get_by_role("button", name="set requires.memory of gateway-ewr to 256 MiB").click()
    expect(page.get_by_role("alert")).to_have_text("Refused: memory is too small")
    view.refusal = []
    page.get_by_role("button", name="set requires.memory of gateway-ewr to 256 MiB").click()
    expect(items).to_have_count(1)
    assert view.edits == [((edit_from_plain(LESS),), {"application.yaml": "d" * 64})]
