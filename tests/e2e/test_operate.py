"""Operating an application from the browser: plan, apply, sizes and versions, sites, logs."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from stratum.core.operations import NewSize, Order, Rollback, Rollout
from stratum.testing.fakes_operating import FakeOperating, operation
from stratum.testing.fakes_view import FakePlatform
from stratum.testing.flights_operating import glance
from stratum.testing.flights_view import APPLICATION

Visit = Callable[..., Page]
Shot = Callable[[Page, str], None]
Axe = Callable[[Page], list[str]]
HOME = f"/applications/{APPLICATION}/operate"
PARTS = {
    "plan": "Plan: 1 to start",
    "services": "Size and host",
    "sites": "Queens",
    "logs": "client 39 connected",
}


@pytest.mark.parametrize("part", PARTS)
def test_each_part_is_accessible_in_light_and_dark(
    visit: Visit, axe: Axe, screenshot: Shot, part: str
) -> None:
    page = visit(f"{HOME}?show={part}")
    expect(page.get_by_text(PARTS[part]).first).to_be_visible()
    for scheme in ("light", "dark"):
        page.evaluate(f"document.documentElement.setAttribute('data-mantine-color-scheme', '{scheme}')")
        assert axe(page) == []
    page.evaluate("document.documentElement.setAttribute('data-mantine-color-scheme', 'light')")
    screenshot(page, f"operate-{part}")
    page.set_viewport_size({"width": 900, "height": 1000})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    screenshot(page, f"operate-{part}-900")


def test_a_plan_shows_each_step_with_before_and_after_and_what_it_costs(visit: Visit) -> None:
    page = visit(HOME)
    steps = page.get_by_role("table", name="Steps of the plan").locator(":scope > tbody > tr")
    expect(steps).to_have_count(4)
    writer = steps.filter(has_text="writer")
    expect(writer).to_contain_text(re.compile(r"replace.*cloud-1.*fog-1", re.DOTALL))
    writer.get_by_text("address").first.click()
    expect(writer.get_by_role("table")).to_contain_text(re.compile(r"host\s*cloud-1\s*fog-1"))
    cost = page.get_by_role("region", name="Cost")
    expect(cost).to_contain_text("365 a month")
    expect(cost).to_contain_text("+58.4 a month")
    expect(cost.get_by_role("row", name=re.compile("jfk-gateway"))).to_contain_text("not known")


def test_exactly_what_was_reviewed_is_carried_out(visit: Visit, operating: FakeOperating) -> None:
    page = visit(HOME, strict=False)
    form = page.get_by_role("form", name="Carry out the plan")
    form.get_by_label("What for").fill("the fair begins")
    operating.reviews["model"] = {**operating.reviews["model"], "review": "other.world"}
    form.get_by_role("button", name="Apply the model").click()
    expect(form.get_by_role("alert")).to_contain_text("has changed since this plan was reviewed")
    assert operating.orders == []
    form.get_by_role("button", name="Show the new plan").click()
    looked = form.get_by_role("button", name="The plan has changed: I have looked at it")
    expect(form.get_by_role("button", name="Apply the model")).to_be_disabled()
    looked.click()
    form.get_by_role("button", name="Apply the model").click()
    running = page.get_by_role("region", name="Operations")
    expect(running).to_contain_text("under way")
    expect(running).to_be_in_viewport()
    expect(form.get_by_role("button", name="Under way")).to_be_disabled()
    expect(page.get_by_text("11 of 11 processes ready")).to_be_visible()
    expect(running).to_contain_text(re.compile(r"11 of 11 ready"))
    (order,) = [order for _, order, _ in operating.orders]
    assert (order.to, order.review, order.reason) == ("model", "other.world", "the fair begins")


def test_progress_is_told_component_by_component(
    visit: Visit, view: FakePlatform, operating: FakeOperating
) -> None:
    operating.log = [operation("o1", APPLICATION, "model", "ada")]
    view.components["writer"] |= {"state": "starting", "reason": "waits for its readiness probe"}
    page = visit(HOME)
    running = page.get_by_role("region", name="Operations")
    expect(running).to_contain_text("10 of 11 ready")
    expect(running).to_contain_text(re.compile(r"writer\s*Starting\s*waits for its readiness probe"))
    view.components["writer"] |= {"state": "ready", "reason": ""}
    expect(running).to_contain_text("11 of 11 ready")


def test_the_end_is_confirmed_by_name(visit: Visit, operating: FakeOperating) -> None:
    page = visit(HOME)
    page.get_by_role("button", name=re.compile("^Destroy")).click()
    form = page.get_by_role("form", name="Carry out the plan")
    button = form.get_by_role("button", name="Destroy")
    expect(button).to_be_disabled()
    form.get_by_label(f"Type {APPLICATION} to confirm").fill(APPLICATION)
    button.click()
    expect(page.get_by_role("region", name="Operations")).to_contain_text("Destroy")
    assert operating.orders[0][1] == Order("nothing", review="n.w", confirm=APPLICATION)


def test_what_cannot_be_planned_says_why(visit: Visit, operating: FakeOperating) -> None:
    operating.reviews["model"] = {"refused": {"message": "scorer has no host", "hint": "see: stratum check"}}
    page = visit(HOME)
    plan = page.get_by_role("region", name="Plan")
    expect(plan).to_contain_text("This cannot be done: scorer has no host")
    expect(plan.get_by_role("form")).to_have_count(0)
    page.get_by_role("button", name=re.compile("^Go back")).click()
    expect(plan).to_contain_text("Nothing to do")


def test_a_service_is_sized_within_its_bounds_and_given_a_version(
    visit: Visit, operating: FakeOperating
) -> None:
    page = visit(f"{HOME}?show=services")
    size = page.get_by_role("form", name="Size of scorer")
    size.get_by_label("Replicas").fill("9")
    expect(size).to_contain_text("Out of bounds: replicas: 1 to 6.")
    expect(size.get_by_role("button", name="Change")).to_be_disabled()
    size.get_by_label("Replicas").fill("2")
    size.get_by_label("What for").fill("rush hour")
    size.get_by_role("button", name="Change").click()
    versions = page.get_by_role("form", name="Versions of delay-risk")
    expect(versions.get_by_role("button", name="Retrain")).to_be_disabled()
    expect(versions).to_contain_text("Retrain: a cycle is under way")
    versions.get_by_label("Version to roll out").click()
    page.get_by_role("option", name="3 (final)").click()
    versions.get_by_label("Canary (%)").fill("20")
    versions.get_by_role("button", name="Roll out").click()
    versions.get_by_role("button", name="Roll back").click()
    expect(versions.get_by_role("button", name="Roll back")).to_be_enabled()
    assert operating.sizes == [("scorer", NewSize(replicas=2, reason="rush hour"), "the page")]
    assert [wish for _, wish, _ in operating.wishes] == [Rollout("3", 0.2), Rollback()]


def test_a_trial_tells_share_gates_and_what_is_left(visit: Visit) -> None:
    page = visit(f"{HOME}?show=services")
    trial = page.get_by_role("status", name="Trial of a version")
    expect(trial).to_contain_text("Version 5 answers 10 % of the requests beside version 4")
    expect(trial).to_contain_text("at least 1 d 12 h of data and 588 outcomes left")
    expect(trial.locator("li")).to_contain_text([
        "Its replicas live", "It answers without errors", "+0.0121 ± 0.0098 against the version beside it",
    ])  # fmt: skip


def test_sites_show_their_worst_state_and_open(visit: Visit, view: FakePlatform) -> None:
    view.components["writer"] |= {"state": "backing-off", "reason": "killed"}
    page = visit(f"{HOME}?show=sites")
    cloud = page.get_by_role("region", name="Site us-east")
    expect(cloud).to_contain_text("Backing off")
    expect(page.get_by_role("region", name="Site Queens")).to_contain_text("to us-east 18 ms")
    cloud.get_by_role("button", name=re.compile("us-east")).press("Enter")
    expect(cloud.get_by_role("listitem").filter(has_text="writer")).to_contain_text("Backing off")
    cloud.get_by_role("link", name="writer", exact=True).click()
    expect(page.get_by_role("complementary", name="Component writer")).to_be_visible()


def test_sites_stand_on_a_map_where_they_tell_their_places(
    visit: Visit, view: FakePlatform, axe: Axe, screenshot: Shot
) -> None:
    view.components["writer"] |= {"state": "backing-off", "reason": "killed"}
    places = {"Queens": "40.70 -73.83", "us-east": "39.04 -77.49", "JFK": "40.64 -73.78"}
    told = view.applications[APPLICATION]
    assert isinstance(told["hosts"], list)
    for host in told["hosts"]:
        host["coordinates"] = places.get(host["site"], "")
    page = visit(f"{HOME}?show=sites")
    sheet = page.get_by_role("region", name="Map of the sites")
    cloud = sheet.get_by_role("button", name=re.compile("us-east.*Backing off"))
    fog = sheet.get_by_role("button", name=re.compile("Queens"))
    here, there = cloud.bounding_box(), fog.bounding_box()
    assert here is not None
    assert there is not None
    assert here["x"] < there["x"]
    assert here["y"] > there["y"]
    expect(sheet.get_by_text("18 ms")).to_be_visible()
    expect(sheet.get_by_text("40° N", exact=True)).to_be_attached()
    cloud.press("Enter")
    region = page.get_by_role("region", name="Site us-east")
    expect(region.get_by_role("listitem").filter(has_text="writer")).to_contain_text("Backing off")
    for scheme in ("light", "dark"):
        page.evaluate(f"document.documentElement.setAttribute('data-mantine-color-scheme', '{scheme}')")
        assert axe(page) == []
        screenshot(page, f"map-{scheme}")


def test_a_log_is_searched_followed_and_harmless(visit: Visit, operating: FakeOperating) -> None:
    page = visit(f"{HOME}?show=logs&component=scorer-1")
    log = page.get_by_role("log")
    expect(log).to_contain_text("<img src=x onerror=alert(1)> is text")
    expect(log.locator("img")).to_have_count(0)
    operating.written["scorer-1"].append("a new line")
    expect(log).to_contain_text("a new line")
    page.get_by_label("Search in the log").fill("READY")
    expect(log.locator("mark")).to_have_text(["ready"])
    expect(log).not_to_contain_text("a new line")


def test_several_applications_come_in_the_order_of_need(
    visit: Visit, view: FakePlatform, operating: FakeOperating, axe: Axe, screenshot: Shot
) -> None:
    view.applications["archive"] = view.applications[APPLICATION]
    operating.glances = [
        glance(APPLICATION, "failing", ("writer", "backing-off", "killed by signal 9 (SIGKILL)")),
        glance("archive", "well"),
        glance("fairs", "absent"),
    ]
    page = visit("/")
    cards = page.get_by_role("region")
    expect(cards).to_have_count(3)
    expect(page.get_by_role("status").filter(has_text="needs you")).to_have_text("1 application needs you.")
    expect(cards.first).to_contain_text(re.compile(r"Failing.*writer.*killed by signal 9", re.DOTALL))
    assert axe(page) == []
    screenshot(page, "applications")
    page.set_viewport_size({"width": 900, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 900
    assert page.evaluate("document.querySelector('main').scrollWidth") <= 900
    screenshot(page, "applications-900")
    cards.first.get_by_role("link", name="Operate").click()
    expect(page.get_by_role("region", name="Plan")).to_be_visible()
