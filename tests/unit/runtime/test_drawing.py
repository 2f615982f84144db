"""Documents as pictures, without a page."""

import re
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from stratum.core.errors import InvalidInputError, NotFoundError, PermanentError
from stratum.runtime.drawing import drawing_of
from stratum.runtime.examples import example_files
from stratum.runtime.modelling import load
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts

SITE = """stratum: 1
kind: Infrastructure
name: site
hosts:
  edge-1: {type: EdgeGateway, cpu: 4, memory: 4 GiB, disk: 16 GB}
  cloud-1: {type: CloudMachine, cpu: 8, memory: 16 GiB, disk: 100 GB}
links:
  uplink: {between: [edge-1, cloud-1], latency: 20 ms}
"""
PLANT = """stratum: 1
kind: Application
name: plant
infrastructure: site.yaml
components:
  broker: {type: NatsBroker, topics: [readings], hostedOn: edge-1}
  store: {type: SqliteDatabase}
"""
PLACES = (
    "stratum: 1\nkind: Layout\nname: plant-places\ndocument: plant.yaml\nplaces:\n  broker: {at: 900 77}\n"
)
TYPES = "stratum: 1\nkind: Types\nname: own\ntypes:\n  Pump: {extends: CustomApplication, help: A pump.}\n"
FILES = {"site.yaml": SITE, "plant.yaml": PLANT, "own.yaml": TYPES}
TWINS = {**FILES, "site.yaml": SITE.replace("name: site", "name: plant")}


def drawn(
    root: Path, document: str, files: dict[str, str], *, inside: str = "", folded: bool | None = None
) -> str:
    parts = Parts(Settings(root / "plant"))
    parts.workspace.create(files, "first")
    return drawing_of(load(parts), document, inside=inside, folded=folded)


GOLDEN = Path(__file__).parents[2] / "golden" / "drawing" / "network.svg"
"""Written by ``stratum draw pipeline.yaml --inside network`` in example 15."""


def words(picture: str) -> list[str]:
    """What is written in a picture, in its order."""
    texts = ElementTree.fromstring(picture).iter("{http://www.w3.org/2000/svg}text")
    return [one.text or "" for one in texts]


def test_an_application_is_drawn_over_its_hosts_with_what_was_chosen(tmp_path: Path) -> None:
    picture = drawn(tmp_path, "plant", FILES)
    assert words(picture) == [
        "edge", "cloud", "edge-1", "cloud-1", "broker", "NatsBroker", "store", "SqliteDatabase",
    ]  # fmt: skip
    assert "<title>plant</title>" in picture


def test_an_infrastructure_has_its_links_as_wires(tmp_path: Path) -> None:
    assert words(drawn(tmp_path, "site.yaml", FILES))[-1] == "20 ms"


def test_a_block_stands_where_somebody_put_it(tmp_path: Path) -> None:
    picture = drawn(tmp_path, "plant.yaml", {**FILES, "plant.layout.yaml": PLACES})
    assert re.search(r'<rect x="900" y="77" [^>]*/><text x="912" y="105" [^>]*>broker</text>', picture)


def test_all_hosts_are_folded_where_that_is_asked_for(tmp_path: Path) -> None:
    picture = drawn(tmp_path, "plant", FILES, folded=True)
    assert "broker" not in words(picture)
    assert "1 inside" in words(picture)


def test_the_layers_of_a_network_are_drawn(tmp_path: Path) -> None:
    picture = drawn(tmp_path, "pipeline.yaml", example_files("15-image-classification"), inside="network")
    assert picture == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("inside", ["perceptron", "nobody"])
def test_an_element_with_nothing_inside_is_told_with_those_that_have(tmp_path: Path, inside: str) -> None:
    files = example_files("15-image-classification")
    with pytest.raises(NotFoundError, match=f"nothing inside '{inside}'") as told:
        drawn(tmp_path, "pipeline.yaml", files, inside=inside)
    assert told.value.hint == "elements with something inside: network"


def test_a_document_that_breaks_off_is_drawn_as_far_as_it_can_be_read(tmp_path: Path) -> None:
    assert "broker" in words(
        drawn(tmp_path, "plant.yaml", {**FILES, "plant.yaml": PLANT + "  pump: {type: ["})
    )


def test_names_are_no_markup(tmp_path: Path) -> None:
    picture = drawn(tmp_path, "plant.yaml", {**FILES, "plant.yaml": PLANT.replace("broker:", "'<b>&':")})
    assert "<b>&" in words(picture)


@pytest.mark.parametrize(
    ("document", "files", "error", "told"),
    [
        ("none", FILES, NotFoundError, "known: plant.yaml, site.yaml"),
        ("own.yaml", FILES, InvalidInputError, "drawn are: Application, Infrastructure, Pipeline, Rules"),
        ("plant", TWINS, InvalidInputError, "name one of: plant.yaml, site.yaml"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_told(
    tmp_path: Path, document: str, files: dict[str, str], error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=re.escape(told)):
        drawn(tmp_path, document, files)


def test_without_the_engine_it_is_told_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "quickjs", None)
    with pytest.raises(PermanentError, match=re.escape("pip install 'stratum[draw]'")):
        drawn(tmp_path, "plant", FILES)
