"""What is inside an element is drawn and built as the document around it is: the layers of a network."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Locator, Page, expect

from stratum.runtime.wiring import Parts
from stratum.testing.pages import Axe, Shot, Visit, block, choose, drag, port, put_in, saved

WHOLE = (Path(__file__).parents[2] / "examples/15-image-classification/pipeline.yaml").read_text()
"""With a network of seven layers."""
WITHOUT = re.sub(r"  network:\n.*?\n\n", "\n", WHOLE, flags=re.S)
FILES = {"pipeline.yaml": WITHOUT.replace("[perceptron, network]", "[perceptron]")}
LAYERS: dict[str, tuple[str, dict[str, str]]] = {
    "edges": ("ConvolutionalLayer", {"filters": "16", "kernel": "3,3", "padding": "same"}),
    "smaller": ("PoolingLayer", {}),
    "shapes": ("ConvolutionalLayer", {"filters": "32", "kernel": "2,2"}),
    "smallest": ("PoolingLayer", {}),
    "hidden": ("DenseLayer", {"units": "64"}),
    "digit-shares": ("DenseLayer", {"units": "10", "activation": "softmax"}),
}
"""Type and attributes of the layers after the first one."""
PIPELINE = "/documents/pipeline.yaml"


def written(parts: Parts) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((parts.workspace.root / "pipeline.yaml").read_text())
    return read


def properties(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Properties")


def rename(page: Page, before: str, name: str) -> None:
    """Gives another name to what is chosen."""
    field = properties(page).get_by_label("Name", exact=True)
    expect(field).to_have_value(before)
    field.fill(name)
    field.press("Enter")


def listed(field: Locator, values: str) -> None:
    """Says the values of a list one by one."""
    for value in values.split(","):
        field.fill(value)
        field.press("Enter")


def add_layer(page: Page, name: str, kind: str, values: dict[str, str]) -> None:
    """Drags a layer onto the sheet, names it and says its values."""
    put_in(page, kind)
    form = page.get_by_role("form", name=f"New {kind}")
    if "units" in values:
        form.get_by_label("name", exact=True).fill(name)
        form.get_by_label("units", exact=True).fill(values["units"])
        form.get_by_role("button", name="Add").click()
    else:
        rename(page, kind.removesuffix("Layer").lower() + "-layer", name)
    expect(block(page, name)).to_have_attribute("aria-pressed", "true")
    for key, value in values.items():
        if key in {"padding", "activation"}:
            choose(page, properties(page), key, value)
        elif key == "kernel":
            listed(properties(page).get_by_label(key, exact=True), value)
        elif key != "units":
            properties(page).get_by_label(key, exact=True).fill(value)
            properties(page).get_by_label(key, exact=True).press("Enter")


def add_network(page: Page, screenshot: Shot) -> None:
    """Drags a network onto the sheet, says its first layer, wires it, and opens it."""
    put_in(page, "NeuralNetwork")
    form = page.get_by_role("form", name="New NeuralNetwork")
    form.get_by_label("name", exact=True).fill("network")
    choose(page, form, "contains: Layer", "ReshapeLayer")
    listed(form.get_by_label("shape", exact=True), "1,8,8")
    screenshot(page, "inside-new")
    form.get_by_role("button", name="Add").click()
    drag(page, port(page, "network"), block(page, "best"))
    expect(page.locator('[data-id="network input split"], [data-id="best input network"]')).to_have_count(2)
    block(page, "network").dblclick()
    expect(page).to_have_url(re.compile(r"\?inside=network$"))
    expect(page.locator("[id^=block-]")).to_have_count(1)
    offered = page.get_by_role("region", name="Palette").locator("li button").all_text_contents()
    assert all(one.endswith("Layer") for one in offered)
    block(page, "reshape-layer").click()
    rename(page, "reshape-layer", "picture")


def test_the_layers_of_a_network_are_built_by_mouse(visit: Visit, parts: Parts, screenshot: Shot) -> None:
    page = visit(PIPELINE)
    expect(block(page, "perceptron")).to_be_visible()
    add_network(page, screenshot)
    before = "picture"
    for name, (kind, values) in LAYERS.items():
        add_layer(page, name, kind, values)
        drag(page, port(page, before), block(page, name))
        expect(page.locator(f'[data-id="{name} follows {before}"]')).to_have_count(1)
        before = name
    drag(page, port(page, "hidden"), block(page, "edges"))
    alert = page.get_by_role("alert").first
    expect(alert).to_contain_text("Refused: edges has its one follows already.")
    drag(page, port(page, "digit-shares"), block(page, "picture"))
    expect(alert).to_contain_text("Refused: a circle of follows")
    expect(page.locator(".react-flow__edge")).to_have_count(6)
    screenshot(page, "inside-layers")
    page.get_by_role("navigation", name="Where the drawing is").get_by_role("button", name="digits").click()
    expect(block(page, "network")).to_have_attribute("aria-pressed", "true")
    properties(page).get_by_label("epochs", exact=True).fill("30")
    properties(page).get_by_label("epochs", exact=True).press("Enter")
    expect(block(page, "network")).to_contain_text("epochs 30")
    saved(page)
    assert written(parts)["blocks"]["network"] == yaml.safe_load(WHOLE)["blocks"]["network"]
    assert written(parts) == yaml.safe_load(WHOLE)


@pytest.mark.parametrize("files", [{"pipeline.yaml": WHOLE}])
def test_what_is_inside_is_reached_and_changed_by_keys(visit: Visit, parts: Parts, axe: Axe) -> None:
    page = visit(PIPELINE)
    block(page, "network").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("o")
    expect(page.locator("[id^=block-]")).to_have_count(7)
    expect(properties(page).get_by_label("Name", exact=True)).to_have_value("network")
    page.keyboard.press("Control+a")
    expect(page.get_by_role("toolbar", name="What is chosen")).to_contain_text("7 chosen")
    block(page, "hidden").click()
    expect(page).to_have_url(re.compile(r"\?inside=network&element=hidden$"))
    assert axe(page) == []
    page.keyboard.press("Delete")
    expect(block(page, "hidden")).to_have_count(0)
    expect(page.locator(".react-flow__edge")).to_have_count(4)
    page.keyboard.press("Control+z")
    expect(page.locator(".react-flow__edge")).to_have_count(6)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(block(page, "network")).to_have_attribute("aria-pressed", "true")
    saved(page)
    assert written(parts) == yaml.safe_load(WHOLE)


@pytest.mark.parametrize("files", [{"pipeline.yaml": WHOLE}])
def test_what_is_inside_is_reached_by_address_and_shows_who_is_there(visit: Visit, screenshot: Shot) -> None:
    page, other = visit(PIPELINE), visit(f"{PIPELINE}?element=smaller")
    expect(block(other, "smaller")).to_have_attribute("aria-pressed", "true")
    expect(page.locator('[data-id="network"]')).to_contain_text("Guest")
    screenshot(page, "inside-watched")
    page.get_by_role("button", name="Open network").click()
    expect(page.locator('[data-id="smaller"]')).to_contain_text("Guest")
    page.go_back()
    expect(block(page, "network")).to_be_visible()
    page.locator('[data-id="network"]').get_by_role("button", name="picture").click()
    expect(block(page, "picture")).to_have_attribute("aria-pressed", "true")
    other.get_by_role("navigation", name="Where the drawing is").get_by_role("button").click()
    expect(block(other, "network")).to_have_attribute("aria-pressed", "true")
    expect(other.locator('[data-id="network"]')).to_contain_text("Guest")
