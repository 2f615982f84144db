"""Data and versions of models on the page, over a real workspace."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from stratum.api.routes.page import packaged_page
from stratum.runtime.platform import Platform
from stratum.runtime.session import live_session
from stratum.runtime.wiring import Parts
from stratum.runtime.workbench import Workbench
from stratum.testing.catalogue import write_catalogue
from stratum.testing.pages import Axe, Shot, Visit, in_both_schemes
from stratum.testing.site import Site
from stratum.testing.small_flights import PIPELINE, write_departures


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    root = tmp_path / "shop"
    root.mkdir()
    parts = write_catalogue(root)
    (root / "pipeline.yaml").write_text(PIPELINE)
    write_departures(root / "departures.csv")
    return parts


@pytest.fixture
def site(parts: Parts) -> Iterator[Site]:
    assert packaged_page(), "the page is not built: python hatch_build.py build"
    site = Site(Platform(parts), packaged_page(), session=lambda: live_session(parts), bench=Workbench(parts))
    site.start()
    yield site
    site.stop()


@pytest.mark.slow
def test_data_is_looked_at_before_training(visit: Visit, site: Site, axe: Axe, screenshot: Shot) -> None:
    page = visit("/data")
    expect(page.get_by_role("heading", name="Data of delay-risk")).to_be_visible()
    expect(page.get_by_role("list", name="What to look after")).to_contain_text(
        "landed tells what scheduled tells"
    )
    expect(page.get_by_role("list", name="Columns that go together")).to_contain_text("scheduled and landed")
    expect(page.get_by_role("img", name="Histogram of load")).to_be_visible()
    in_both_schemes(page, axe, screenshot, "data-profile")
    page.get_by_text("First rows").click()
    expect(page.get_by_role("region", name="First rows of departures")).to_contain_text("2013-01-01T00:00:00")
    in_both_schemes(page, axe, screenshot, "data-preview")
    page.get_by_role("link", name="known").click()
    expect(page).to_have_url(f"{site.address}/data/delay-risk/known")


def test_a_version_is_finalized_and_exposed(visit: Visit, parts: Parts, axe: Axe, screenshot: Shot) -> None:
    page = visit("/models")
    page.get_by_role("row", name="late 2").get_by_role("link", name="late").click()
    expect(page.get_by_role("region", name="Where it comes from")).to_contain_text("departures")
    page.get_by_role("button", name="Finalize").click()
    expect(page.get_by_role("region", name="Expose")).to_contain_text("late runs on fog-1")
    in_both_schemes(page, axe, screenshot, "version")
    page.get_by_role("button", name="Expose in shop").click()
    expect(page.get_by_role("status")).to_contain_text("late was added to shop and committed")
    leads = page.get_by_role("link", name="Review and apply it")
    expect(leads).to_have_attribute("href", "/applications/shop/operate")
    expect(page.get_by_role("region", name="Where it comes from")).to_contain_text("shop/late")
    assert "model: late@2" in parts.workspace.documents()["shop.yaml"]
    page.reload()
    known = page.get_by_role("region", name="Expose").get_by_role("list", name="Exposed already")
    expect(known).to_contain_text("shop/late, which is to run it once it is applied")


def test_what_is_exposed_where_nothing_is_versioned_is_told_so(visit: Visit, parts: Parts) -> None:
    shutil.rmtree(parts.workspace.root / ".git")
    page = visit("/models/late/2")
    page.get_by_role("button", name="Finalize").click()
    page.get_by_role("button", name="Expose in shop").click()
    told = "late was added to shop, but nothing here is versioned; begin with: stratum init ."
    expect(page.get_by_role("region", name="Expose").get_by_role("status")).to_contain_text(told)
    assert "model: late@2" in (parts.workspace.root / "shop.yaml").read_text()


@pytest.mark.slow
def test_a_version_is_tried_and_compared(visit: Visit, axe: Axe, screenshot: Shot) -> None:
    page = visit("/models/late/1", strict=False)  # a row is refused, which the console tells
    form = page.get_by_role("region", name="Try it")
    form.get_by_label("carrier").fill("AA")
    form.get_by_label("scheduled").fill("2013-09-01T17:30:00Z")
    form.get_by_label("delay (min)").fill("much")
    form.get_by_role("button", name="Predict").click()
    expect(form.get_by_role("alert")).to_contain_text("delay")
    form.get_by_label("delay (min)").fill("12.5")
    form.get_by_role("button", name="Predict").click()
    expect(form.get_by_role("status")).to_contain_text("late@1, answered in")
    expect(form.get_by_role("list", name="Probabilities")).to_be_visible()
    expect(form).to_contain_text("curl -H")
    page.get_by_role("region", name="Compare").get_by_label("With").click()
    page.get_by_role("option", name="late@2").click()
    expect(page.get_by_role("table", name="late@2 and late@1")).to_contain_text("roc_auc")
    page.set_viewport_size({"width": 900, "height": 1300})
    in_both_schemes(page, axe, screenshot, "version-tried")


def test_a_model_leaves_as_a_file_and_comes_back(visit: Visit, tmp_path: Path) -> None:
    page = visit("/models/late/2")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Export").click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    assert file.name == "late-2.stratum-model.zip"
    page.get_by_role("link", name="All models").click()
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_role("heading", name="late@2")).to_be_visible()
