"""The run of a model as it goes on: charts, cycle, routes, versions, decisions."""

import re
from collections.abc import Callable
from typing import Protocol

import pytest
from playwright.sync_api import Locator, Page, expect

from stratum.runtime.views import Json
from stratum.testing.fakes_view import FakePlatform
from stratum.testing.flights_story import Recorded
from stratum.testing.flights_view import APPLICATION

Visit = Callable[..., Page]
Shot = Callable[[Page, str], None]
Since = Callable[[float], Recorded]
HOME = f"/applications/{APPLICATION}"
RUN = f"{HOME}/run"
SHADOW, CANARY, END = 142.0, 152.0, 300.0


class Watch(Protocol):
    """The time that the page is told."""

    def slow(self) -> float:
        """Go on slowly; the time in seconds since 1970."""


@pytest.fixture
def since(watch: Watch) -> Since:
    """The recorded year, begun so many seconds ago; it goes on slowly."""
    return lambda seconds: Recorded(watch.slow() - seconds)


def card(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name)


def decisions(page: Page) -> Locator:
    return card(page, "Decisions").locator("details")


def test_the_run_is_told_in_one_line_and_four_pictures(visit: Visit, screenshot: Shot) -> None:
    page = visit(RUN)
    summary = page.get_by_label("Summary")
    expect(summary).to_contain_text(re.compile(r"Replicas\s*1 of 1"))
    expect(summary).to_contain_text(re.compile(r"p95 latency\s*[\d.]+ ms\s*at most 100 ms"))
    expect(summary).to_contain_text(re.compile(r"Objective held\s*9[78]\.\d %"))
    expect(summary).to_contain_text(re.compile(r"\+\d\.\d points by the platform"))
    for title in ("Load and replicas", "Latency, 95th percentile", "Accuracy over the time of the data"):
        expect(page.get_by_role("figure", name=title).locator("canvas")).to_be_visible()
    expect(page.get_by_role("table", name="Drift statistics").locator("tr")).to_have_count(8)
    page.set_viewport_size({"width": 1280, "height": 1100})
    screenshot(page, "keeping")
    page.get_by_role("button", name="Show all 9").click()
    expect(page.get_by_role("table", name="Drift statistics").locator("tr")).to_have_count(9)


def test_a_chart_says_what_it_shows_and_what_is_under_the_pointer(visit: Visit) -> None:
    page = visit(RUN)
    load = page.get_by_role("figure", name="Load and replicas")
    expect(load.get_by_role("img")).to_have_attribute(
        "aria-label", re.compile(r"Load and replicas: Requests [\d.]+/s, Replicas ready 1, wanted 1")
    )
    expect(load).to_contain_text(re.compile(r"Replicas ready\s*1"))
    box = load.locator(".u-over").bounding_box()
    assert box
    # The first step of the load: a quarter of the way.
    load.locator(".u-over").hover(position={"x": box["width"] * 0.26, "y": 60})
    expect(load).to_contain_text(re.compile(r"Replicas ready\s*4"))


def test_a_cycle_is_followed_from_shadow_to_canary(
    visit: Visit, view: FakePlatform, since: Since, screenshot: Shot
) -> None:
    view.recorded = since(SHADOW)
    page = visit(RUN)
    cycle, routes = card(page, "Cycle of the model"), card(page, "Routes")
    expect(cycle.locator("[aria-current=step]")).to_contain_text("Shadow")
    expect(routes.get_by_role("img")).to_have_attribute("aria-label", re.compile("shadow gets a copy"))
    view.recorded = since(CANARY)
    expect(page.get_by_role("figure", name="Accuracy")).to_contain_text("v4, on trial")
    expect(cycle.locator("[aria-current=step]")).to_contain_text("Canary")
    expect(cycle).to_contain_text("79.5 % against 74.1 % on the same 1,804 rows")
    expect(routes.get_by_role("img")).to_have_attribute("aria-label", re.compile("main 80 %, canary 20 %"))
    versions = page.get_by_role("table", name="Versions with their accuracy").locator("tbody tr")
    expect(versions.first).to_contain_text(re.compile(r"v4.*challenger.*3 Jun 2013.*after v3", re.DOTALL))
    cycle.get_by_text("Numbers it saw").last.click()
    expect(cycle).to_contain_text(re.compile(r"Difference\s*5\.40 points"))
    page.set_viewport_size({"width": 1280, "height": 1400})
    page.locator("main").evaluate("(main) => main.scrollTo(0, 0)")
    screenshot(page, "keeping-canary")


def test_an_end_before_its_time_is_told_with_its_reason(visit: Visit) -> None:
    page = visit(RUN)
    cycle = card(page, "Cycle of the model")
    expect(cycle.get_by_role("heading")).to_contain_text("Cycle of version 5: rejected")
    expect(cycle.locator("li").filter(has_text="Rejected")).to_contain_text("within chance")
    expect(cycle.locator("[data-standing=skipped]")).to_have_count(2)
    cycle.get_by_text("Earlier cycles").click()
    expect(cycle).to_contain_text("Cycle of version 4: promoted")


def test_decisions_are_filtered_and_opened(visit: Visit) -> None:
    page = visit(RUN)
    expect(decisions(page)).to_have_count(25)
    page.get_by_role("button", name=re.compile("^Lifecycle")).click()
    expect(page).to_have_url(re.compile(r"kind=lifecycle"))
    expect(decisions(page)).to_have_count(16)
    page.reload()
    expect(decisions(page)).to_have_count(16)
    rejected = decisions(page).first
    rejected.locator("summary").press("Enter")
    expect(rejected).to_contain_text(re.compile(r"Standard error\s*0\.75 points"))
    rejected.get_by_role("link", name=re.compile("scorer judged")).press("Enter")
    expect(decisions(page).nth(1)).to_contain_text(re.compile(r"Held out\s*6,118"))
    page.get_by_role("button", name="All", exact=True).click()
    expect(decisions(page)).to_have_count(25)
    page.get_by_role("button", name="Show more").click()
    expect(decisions(page)).to_have_count(29)


def test_what_was_decided_stays_after_the_end(
    visit: Visit, view: FakePlatform, since: Since, screenshot: Shot
) -> None:
    view.components.clear()
    page = visit(RUN)
    expect(page.get_by_role("note")).to_contain_text("Nothing of scorer runs now.")
    expect(page.get_by_role("note")).to_contain_text("stratum apply flight-delays")
    expect(page.get_by_label("Summary")).to_have_count(0)
    expect(card(page, "Cycle of the model")).to_contain_text("rejected")
    expect(card(page, "Routes")).to_contain_text("The last routes were")
    expect(card(page, "Routes").get_by_role("row").last).not_to_contain_text("ready")
    view.recorded = since(SHADOW)
    expect(card(page, "Cycle of the model")).to_contain_text("was under way at the end")
    view.recorded = since(END)
    expect(decisions(page)).to_have_count(25)
    screenshot(page, "keeping-ended")


def test_a_run_that_begins_teaches(visit: Visit, view: FakePlatform, since: Since, screenshot: Shot) -> None:
    view.recorded = since(-60.0)
    page = visit(RUN)
    expect(card(page, "Cycle of the model")).to_contain_text("has not grown stale yet")
    expect(page.get_by_role("figure", name="Load")).to_contain_text("a few seconds after the first request")
    expect(page.get_by_role("figure", name="Accuracy")).to_contain_text("No outcome has come yet")
    expect(card(page, "Drift")).to_contain_text("have not seen enough rows")
    expect(page.locator("canvas")).to_have_count(0)
    screenshot(page, "keeping-begins")


def _unkept(service: Json) -> Json:
    """The service as it is where its document says nothing of keeping, scaling and promises."""
    nothing: dict[str, object] = {"live": [], "baseline": [], "byVersion": {}, "marks": []}
    return {
        **service, "kept": False, "policy": "", "maximum": 1, "cycle": None, "earlier": [], "drift": [],
        "accuracy": nothing, "versions": [], "objective": {"p95Latency": None, "errorRate": None},
    }  # fmt: skip


def test_a_model_that_nobody_watches_teaches(visit: Visit, view: FakePlatform, since: Since) -> None:
    year = since(END)

    def recorded(time: float, seconds: float, running: bool) -> Json:
        story = year(time, seconds, running)
        return {**story, "services": [_unkept(one) for one in services_of(story)]}

    view.recorded = recorded
    page = visit(RUN)
    expect(page.get_by_label("Summary")).not_to_contain_text("Accuracy")
    expect(card(page, "Cycle of the model")).to_contain_text("keep: {pipeline: pipeline.yaml}")
    expect(card(page, "Versions of the model")).to_contain_text("stratum train pipeline.yaml")
    expect(page.get_by_role("figure", name="Latency")).to_contain_text("no objective is set")


def services_of(story: Json) -> list[Json]:
    found = story["services"]
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("count", [2, 7])
def test_one_of_several_services_is_chosen(
    visit: Visit, view: FakePlatform, since: Since, count: int
) -> None:
    year = since(END)

    def recorded(time: float, seconds: float, running: bool) -> Json:
        story = year(time, seconds, running)
        (one,) = services_of(story)
        others = [{**one, "name": f"other-{number}", "policy": "hpa"} for number in range(1, count)]
        return {**story, "services": [one, *others]}

    view.recorded = recorded
    page = visit(RUN)
    choice = page.get_by_role("group", name="Service")
    expect(choice.get_by_role("button")).to_have_count(count)
    choice.get_by_role("button", name="other-1").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("other-1")
    expect(page).to_have_url(re.compile("service=other-1"))
    # What is about another service stands there.
    expect(decisions(page)).to_have_count(1)
    page.get_by_role("group", name="Time shown").get_by_role("button", name="1 h").click()
    expect(page).to_have_url(re.compile("service=other-1&seconds=3600"))


def test_an_application_without_a_model_teaches(visit: Visit, view: FakePlatform) -> None:
    view.recorded = None
    page = visit(RUN)
    expect(page.get_by_role("heading")).to_have_text("flight-delays serves no model")


def test_the_overview_leads_to_the_run(visit: Visit, view: FakePlatform) -> None:
    more = {**view.components["scorer-1"], "version": "5", "state": "starting"}
    view.components["scorer-2"] = more
    page = visit(f"{HOME}?component=scorer")
    expect(page.locator("#block-scorer")).to_contain_text("v4 × 1, v5 × 0 of 1")
    expect(page.locator("[id^=block-]")).to_have_count(9)
    expect(page.get_by_label("Summary")).to_contain_text("9 of 9")
    panel = page.get_by_role("complementary", name="Component scorer")
    for part in ("scorer-1", "scorer-2", "scorer-monitor"):
        expect(panel).to_contain_text(part)
    panel.get_by_role("link", name="How its model is kept").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("scorer")
    expect(page.get_by_role("link", name="Run", exact=True)).to_have_attribute("aria-current", "page")
