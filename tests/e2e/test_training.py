"""Pipelines and training runs: over the fake, and a real training from the first click to its model."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from stratum.api.routes.page import packaged_page
from stratum.runtime.platform import Platform
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.testing.fakes_view import FakePlatform
from stratum.testing.flights_run import RUN
from stratum.testing.pages import Axe, Shot, Visit, in_both_schemes
from stratum.testing.pipelines import BOUNDARY, write_visits
from stratum.testing.site import Site
from stratum.training.orders import Wish

LONG = 180_000
"""Milliseconds that a real training may take on a busy machine."""
PIPELINE = f"""
stratum: 1
kind: Pipeline
name: buys
description: Will a visitor buy?
blocks:
  visits: {{type: CsvSource, path: visits.csv}}
  known: {{type: SelectColumns, input: visits, columns: [id, visited, shop, price, bought]}}
  coded: {{type: EncodeCategories, input: known, columns: [shop], method: onehot}}
  split: {{type: SplitByTime, input: coded, column: visited, boundary: "{BOUNDARY}"}}
  linear: {{type: LogisticRegression, input: split}}
  forest: {{type: RandomForest, input: split, trees: TREES, depth: 12}}
  best:
    {{type: ChooseBest, inputs: [linear, forest], target: bought, identifier: id, metric: roc_auc,
     baselines: [majority], seed: 7}}
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with a small pipeline."""
    folder = tmp_path / "ws"
    folder.mkdir()
    write_visits(folder / "visits.csv")
    (folder / "pipeline.yaml").write_text(PIPELINE.replace("TREES", "20"))
    return folder


@pytest.fixture
def shop(workspace: Path) -> Iterator[Site]:
    """A server of that workspace."""
    site = Site(Platform(Parts(Settings(workspace=workspace, workers=1))), packaged_page())
    site.start()
    yield site
    site.stop()


@pytest.fixture
def page(browser: Browser, shop: Site) -> Iterator[Page]:
    """The list of its pipelines."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{shop.address}/pipelines")
    yield page
    context.close()


def test_a_training_is_started_watched_and_comes_to_a_model(page: Page, screenshot: Shot) -> None:
    row = page.get_by_role("row", name=re.compile("buys"))
    expect(row).to_contain_text("never trained")
    row.get_by_role("button", name="Train buys").click()
    expect(page).to_have_url(re.compile("/runs/buys-"))
    tasks = page.get_by_role("table", name="Candidates on their way").locator("tbody tr")
    expect(tasks).to_have_count(3)
    expect(page.get_by_label("Log of the run")).to_contain_text("linear finished", timeout=LONG)
    screenshot(page, "training-real")
    best = page.get_by_role("table", name="Leaderboard").locator("tbody tr").first
    expect(best).to_contain_text("chosen", timeout=LONG)
    expect(page.get_by_role("heading", name="buys, version 1")).to_be_visible()
    expect(page.get_by_role("region", name="Champion and challenger")).to_contain_text("no champion")
    page.get_by_role("link", name="Notebook").click()
    expect(page.get_by_role("heading", name=re.compile("Notebook of buys-"))).to_be_visible()
    expect(page.get_by_label(re.compile("Code of cell")).first).to_contain_text("import")
    screenshot(page, "notebook-real")


def test_a_training_is_cancelled_and_keeps_what_was_finished(page: Page, workspace: Path) -> None:
    (workspace / "pipeline.yaml").write_text(PIPELINE.replace("TREES", "5000"))
    page.get_by_role("button", name="Train buys").click()
    forest = page.get_by_role("row", name=re.compile("^forest"))
    expect(forest).to_contain_text("fitting", timeout=LONG)
    expect(page.get_by_label("Log of the run")).to_contain_text("linear finished", timeout=LONG)
    page.get_by_role("button", name="Cancel the run").click()
    expect(page.get_by_role("alert").filter(has_text="cancelled")).to_be_visible(timeout=LONG)
    expect(page.get_by_role("table", name="Leaderboard").locator("tbody")).to_contain_text("linear")
    (record,) = [json.loads(one.read_bytes()) for one in workspace.glob(".stratum/runs/*/run.json")]
    assert (record["status"], record["model"]) == ("cancelled", None)


def test_the_list_of_pipelines(visit: Visit, axe: Axe, screenshot: Shot) -> None:
    page = visit("/pipelines")
    row = page.get_by_role("table", name="Pipelines").locator("tbody tr")
    expect(row).to_contain_text(re.compile(r"delay-risk.*boosting of 4 candidates", re.DOTALL))
    in_both_schemes(page, axe, screenshot, "pipelines")


def test_a_workspace_without_pipelines_teaches(visit: Visit, view: FakePlatform) -> None:
    view.lines = []
    page = visit("/pipelines")
    expect(page.get_by_role("heading", name="The workspace has no pipeline yet")).to_be_visible()
    expect(page.get_by_role("link", name="New document")).to_have_attribute("href", "/documents?new")


def test_a_pipeline_with_its_drawing_and_runs(visit: Visit, axe: Axe, screenshot: Shot) -> None:
    page = visit("/pipelines/delay-risk")
    drawing = page.get_by_role("group", name="10 blocks of delay-risk")
    expect(drawing.get_by_role("link")).to_have_count(10)
    for told in (
        "✓ 336,776 rows",
        "✓ 327,346 rows",
        "✓ 218,696 + 108,650 rows",
        "★ ROC AUC 0.76",
        "✓ boosting",
    ):
        expect(drawing).to_contain_text(told)
    runs = page.get_by_role("table", name="Training runs").locator("tbody tr")
    expect(runs).to_have_count(2)
    in_both_schemes(page, axe, screenshot, "pipeline")
    page.set_viewport_size({"width": 900, "height": 800})
    screenshot(page, "pipeline-narrow")


def test_choices_go_with_the_training(visit: Visit, view: FakePlatform) -> None:
    page = visit("/pipelines/delay-risk")
    page.get_by_role("textbox", name="Seed").fill("9")
    page.get_by_role("combobox", name="Executor").click()
    page.get_by_role("option", name="inline").click()
    page.get_by_role("button", name="Train").click()
    expect(page).to_have_url(re.compile(f"/runs/{view.begun['id']}"))
    ((pipeline, order),) = view.orders
    assert (pipeline, order.executor, order.seed) == ("delay-risk", "inline", 9)


def test_a_pipeline_is_searched_for(visit: Visit, view: FakePlatform, axe: Axe, screenshot: Shot) -> None:
    page = visit("/pipelines")
    form = page.get_by_role("form", name="Train automatically")
    form.get_by_role("textbox", name="Data").fill("visits.csv")
    form.get_by_role("textbox", name="Target").fill("bought")
    form.get_by_role("textbox", name="Seconds").fill("12")
    form.get_by_role("textbox", name="Trials").fill("9")
    in_both_schemes(page, axe, screenshot, "automatic")
    form.get_by_role("button", name="Train automatically").click()
    expect(page).to_have_url(re.compile(f"/runs/{view.begun['id']}"))
    ((_, order),) = view.orders
    assert order.wish == Wish("visits.csv", "bought", 12, trials=9)


def test_a_run_that_goes_on(visit: Visit, view: FakePlatform, axe: Axe, screenshot: Shot) -> None:
    view.trainings.insert(0, view.begun)
    run = str(view.begun["id"])
    page = visit(f"/runs/{run}")
    expect(page.get_by_role("heading", name="Training the candidates")).to_be_visible()
    forest = page.get_by_role("row", name=re.compile("^forest"))
    expect(forest).to_contain_text(re.compile("failed.*out of memory", re.DOTALL))
    expect(page.get_by_text("about 24 s to go")).to_be_visible()
    in_both_schemes(page, axe, screenshot, "training")
    page.set_viewport_size({"width": 900, "height": 800})
    screenshot(page, "training-narrow")
    page.get_by_role("button", name="Cancel the run").click()
    expect(page.get_by_role("button", name="It is asked to end")).to_be_disabled()
    assert [one for one, _ in view.cancelled] == [run]


def test_a_run_that_waits_says_behind_whom_and_leaves_the_line(
    visit: Visit, view: FakePlatform, axe: Axe, screenshot: Shot
) -> None:
    run, behind = str(view.begun["id"]), ["late-1", "late-2", "late-3"]
    view.trainings.insert(0, {**view.begun, "status": "queued", "behind": behind})
    view.boards[run] = {**view.boards[run], "status": "queued", "behind": behind}
    page = visit("/pipelines/delay-risk")
    row = page.get_by_role("table", name="Training runs").get_by_role("row", name=re.compile("queued"))
    expect(row).to_contain_text("behind late-1 and 2 more")
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", name="Waits in line behind late-1 and 2 more")).to_be_visible()
    in_both_schemes(page, axe, screenshot, "queued")
    page.get_by_role("button", name="Cancel the run").click()
    expect(page.get_by_role("button", name="It is asked to end")).to_be_disabled()
    assert [one for one, _ in view.cancelled] == [run]


def test_a_run_that_was_interrupted_says_so(visit: Visit, view: FakePlatform) -> None:
    reason = "its process ended before the run did; nothing is kept"
    view.trainings.insert(0, {**view.begun, "status": "interrupted", "error": reason})
    page = visit(f"/runs/{view.begun['id']}")
    expect(page.get_by_role("alert")).to_have_text(f"interrupted: {reason}")


def test_the_legend_chooses_what_the_plots_show(visit: Visit, axe: Axe, screenshot: Shot) -> None:
    page = visit(f"/runs/{RUN}")
    page.get_by_role("checkbox", name="forest").uncheck()
    page.get_by_role("checkbox", name="bayes").uncheck()
    expect(page.get_by_role("img", name="ROC of boosting, logistic", exact=True)).to_be_visible()
    expect(page.get_by_role("table", name=re.compile("Confusion matrix of"))).to_have_count(2)
    page.set_viewport_size({"width": 1280, "height": 2400})
    in_both_schemes(page, axe, screenshot, "run-figures")
    page.set_viewport_size({"width": 900, "height": 2600})
    screenshot(page, "run-figures-narrow")


def test_a_candidate_against_the_champion(visit: Visit) -> None:
    page = visit(f"/runs/{RUN}")
    table = page.get_by_role("table", name="Champion and challenger")
    area = table.get_by_role("row", name=re.compile("ROC AUC"))
    expect(area).to_contain_text(
        re.compile(r"0\.7640.*0\.7510.*\+0\.0130.*\+0\.0090 to \+0\.0160.*better", re.DOTALL)
    )
    expect(table.get_by_role("row", name=re.compile("Brier"))).to_contain_text("not told apart")
    page.get_by_role("button", name="forest").click()
    expect(page.get_by_role("heading", name="forest against the champion delay-risk@2")).to_be_visible()
    expect(page.get_by_role("region", name="What forest leans on")).to_contain_text(
        re.compile(r"hour.*41 %", re.DOTALL)
    )


def test_a_notebook_is_shown_and_not_run(visit: Visit, tmp_path: Path, axe: Axe, screenshot: Shot) -> None:
    cells = [
        {
            "cell_type": "markdown",
            "source": "# Title\n<script>window.bad = 1</script> [x](javascript:alert(1))",
        },
        {
            "cell_type": "code",
            "source": ["import json  # read\n", "print('a')"],
            "outputs": [{"text": "a\n"}],
        },
        {"cell_type": "code", "source": "1", "outputs": [{"data": {"text/html": "<b onclick=x>no</b>"}}]},
    ]
    (tmp_path / RUN / "notebook.ipynb").write_text(json.dumps({"cells": cells}))
    page = visit(f"/runs/{RUN}/notebook")
    expect(page.get_by_role("heading", name="Title")).to_be_visible()
    expect(page.get_by_label("Code of cell 2")).to_have_text("import json  # read\nprint('a')")
    assert page.evaluate("window.bad") is None
    assert page.locator("main script, main b, a[href^=javascript]").count() == 0
    in_both_schemes(page, axe, screenshot, "notebook")
    with page.expect_download() as got:
        page.get_by_role("link", name="Download").click()
    assert got.value.suggested_filename == f"{RUN}.ipynb"
