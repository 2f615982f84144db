"""What is drawn in the editor is run from there: applications are reviewed, pipelines trained."""

import re

import pytest
from playwright.sync_api import expect

from stratum.accounts.types import Role
from stratum.api.door import Door
from stratum.runtime.clock import SystemClock
from stratum.runtime.wiring import Parts
from stratum.testing.accounts import Reception
from stratum.testing.fakes_operating import FakeOperating
from stratum.testing.pages import Axe, Shot, Visit, sign_in
from stratum.testing.pipelines import BOUNDARY, write_visits

LONG = 180_000
"""Milliseconds that a real training may take on a busy machine."""
FILES = {
    "site.yaml": """stratum: 1
kind: Infrastructure
name: site
hosts:
  edge-1: {type: EdgeGateway, cpu: 2, memory: 2 GiB, disk: 16 GB}
""",
    "plant.yaml": """stratum: 1
kind: Application
name: plant
infrastructure: site.yaml
components:
  broker: {type: NatsBroker, topics: [readings], hostedOn: edge-1, requires: {memory: 64 MiB}}
""",
    "buys.yaml": f"""stratum: 1
kind: Pipeline
name: buys
blocks:
  visits: {{type: CsvSource, path: visits.csv}}
  known: {{type: SelectColumns, input: visits, columns: [id, visited, price, bought]}}
  split: {{type: SplitByTime, input: known, column: visited, boundary: "{BOUNDARY}"}}
  linear: {{type: LogisticRegression, input: split}}
  best: {{type: ChooseBest, input: linear, target: bought, identifier: id, metric: roc_auc, seed: 7}}
""",
}


@pytest.fixture
def parts(parts: Parts) -> Parts:
    write_visits(parts.workspace.root / "visits.csv")
    return parts


@pytest.fixture
def operations(operating: FakeOperating) -> FakeOperating:
    return operating


def test_a_pipeline_is_trained_in_place(visit: Visit, axe: Axe, screenshot: Shot) -> None:
    page = visit("/documents/buys.yaml")
    page.get_by_role("button", name="Train", exact=True).click()
    training = page.get_by_role("region", name="Training")
    expect(training).to_be_visible()
    assert axe(page) == []
    screenshot(page, "editor-training")
    expect(training).to_contain_text("finished", timeout=LONG)
    expect(page.locator("#block-linear")).to_be_visible()
    training.get_by_role("link", name="See the run").click()
    expect(page.get_by_role("heading", name="buys, version 1")).to_be_visible()


def test_an_application_leads_to_its_review(visit: Visit) -> None:
    page = visit("/documents/plant.yaml", strict=False)
    page.get_by_role("button", name="Plan", exact=True).click()
    expect(page).to_have_url(re.compile(r"/applications/plant/operate\?show=plan$"))


@pytest.mark.parametrize(("file", "label"), [("plant.yaml", "Plan"), ("buys.yaml", "Train")])
def test_what_has_errors_is_not_run_and_says_why(visit: Visit, parts: Parts, file: str, label: str) -> None:
    wrong = {"plant.yaml": ("64 MiB", "64 GiB"), "buys.yaml": ("input: visits", "input: visit")}[file]
    parts.workspace.replace(file, FILES[file], FILES[file].replace(*wrong))
    page = visit(f"/documents/{file}")
    button = page.get_by_role("button", name=label, exact=True)
    expect(button).to_be_disabled()
    button.press("Enter")
    expect(page.get_by_role("alert").first).to_contain_text(f"It has to be put right before: {file}:")
    expect(page.get_by_role("region", name="Training")).to_have_count(0)


class TestRights:
    """Somebody who may only look."""

    @pytest.fixture
    def door(self, parts: Parts) -> Door:
        reception = Reception(parts.state, now=SystemClock().now())
        reception.add("ada")
        reception.add("vic", Role.VIEWER)
        return Door(reception.accounts, realm="test")

    def test_are_named_where_they_lack(self, visit: Visit) -> None:
        page = visit("/documents/plant.yaml", strict=False)
        sign_in(page, "vic")
        plan = page.get_by_role("button", name="Plan", exact=True)
        expect(plan).to_be_disabled()
        expect(plan).to_have_attribute("title", "A viewer may not apply: that takes an operator.")
        page.get_by_role("link", name="Documents").first.click()
        page.get_by_role("link", name="buys", exact=True).click()
        train = page.get_by_role("button", name="Train", exact=True)
        expect(train).to_have_attribute("title", "A viewer may not train: that takes a developer.")
