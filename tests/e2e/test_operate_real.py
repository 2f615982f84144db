"""One walk over a real workspace with real processes, from the first plan to the end."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from stratum.api.routes.page import packaged_page
from stratum.registry.types import Stage
from stratum.runtime.operating.service import Operating
from stratum.runtime.platform import Platform
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.testing.bundles import write_numeric_bundle
from stratum.testing.site import Site
from stratum.testing.small_flights import stratum

APP = "risks"
PATIENCE = 90_000
MODEL = """stratum: 1
kind: Application
name: risks
infrastructure: site.yaml
components:
  scorer:
    type: ModelService
    hostedOn: fog-1
    model: sum-sign
    requires: {cpu: 0.5, memory: 384 MiB}
    scaling: {policy: none, minimum: 1, maximum: 3}
"""
SITE = """stratum: 1
kind: Infrastructure
name: site
hosts:
  fog-1: {type: FogServer, site: Queens, cpu: 4, memory: 4 GiB, cost: 0.12 /h}
"""


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "real"
    Parts(Settings(folder)).workspace.create({"risks.yaml": MODEL, "site.yaml": SITE}, "first")
    registry = Parts(Settings(folder)).registry
    for required in (False, True):
        bundle = tmp_path / f"required-{required}"
        write_numeric_bundle(bundle, required=required)
        registry.register(bundle, "by-hand")
    registry.promote("sum-sign", 1, Stage.CHAMPION)
    yield folder
    if APP in Parts(Settings(folder)).deployments.applications():
        stratum(folder, "destroy", APP)


@pytest.fixture
def page(browser: Browser, root: Path) -> Iterator[Page]:
    site = Site(Platform(Parts(Settings(root))), packaged_page())
    site.operations = Operating(Parts(Settings(root)))
    site.start()
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{site.address}/applications/{APP}/operate")
    yield page
    context.close()
    site.stop()


def settled(page: Page, title: str) -> None:
    """Wait until the newest operation is over."""
    newest = page.get_by_role("region", name="Operations").get_by_role("listitem").first
    expect(newest).to_contain_text(re.compile(rf"{title}.*done", re.DOTALL), timeout=PATIENCE)


def apply(page: Page) -> None:
    plan = page.get_by_role("region", name="Plan")
    expect(plan).to_contain_text("sum-sign is sum-sign@1")
    row = plan.get_by_role("row", name=re.compile("scorer-1"))
    expect(row).to_contain_text(re.compile("start.*fog-1"))
    expect(page.get_by_role("region", name="Cost")).to_contain_text("87.6 a month")
    plan.get_by_label("What for").fill("a walk")
    plan.get_by_role("button", name="Apply the model").click()
    settled(page, "Apply the model")
    expect(plan).to_contain_text("What runs is what the model says.")


def scale(page: Page) -> None:
    service = page.get_by_role("region", name="Service scorer")
    service.get_by_label("Replicas").fill("2")
    service.get_by_role("button", name="Change").click()
    expect(service).to_contain_text("2 × 0.5 cores, 384 MiB on fog-1")
    expect(page.get_by_text("3 of 3 processes ready")).to_be_visible(timeout=PATIENCE)


def roll_out_and_back(page: Page) -> None:
    service = page.get_by_role("region", name="Service scorer")
    service.get_by_label("Version to roll out").click()
    page.get_by_role("option", name=re.compile("^2 ")).click()
    service.get_by_role("button", name="Roll out").click()
    expect(service).to_contain_text("version 2 answers", timeout=PATIENCE)
    back = service.get_by_role("button", name="Roll back")
    expect(back).to_be_enabled(timeout=PATIENCE)
    back.click()
    expect(service).to_contain_text("version 1 answers", timeout=PATIENCE)
    expect(page.get_by_text("3 of 3 processes ready")).to_be_visible(timeout=PATIENCE)


def destroy(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Destroy")).click()
    form = page.get_by_role("form", name="Carry out the plan")
    form.get_by_label(f"Type {APP} to confirm").fill(APP)
    form.get_by_role("button", name="Destroy").click()
    settled(page, "Destroy")
    expect(page.get_by_text("Nothing runs now.")).to_be_visible()


@pytest.mark.slow
def test_an_application_is_operated_from_the_first_plan_to_its_end(page: Page) -> None:
    apply(page)
    page.get_by_role("link", name="Services").click()
    scale(page)
    roll_out_and_back(page)
    page.get_by_role("link", name="Logs").click()
    expect(page.get_by_role("log")).to_contain_text("--- start", timeout=PATIENCE)
    page.get_by_role("link", name="Plan").click()
    destroy(page)
