"""Types that a workspace brings are compiled like those that they extend."""

import dataclasses
from collections.abc import Mapping

import pytest

from stratum.compiler.check import application_findings
from stratum.compiler.deployment import desired_state
from stratum.compiler.types import Resolved
from stratum.deployment.types import ComponentSpec
from stratum.language.check import check_files
from stratum.language.library import extended
from stratum.language.metamodel import Metamodel

TYPES = """\
stratum: 1
kind: Types
name: mine
types:
  TowerPublisher:
    extends: ReplayPublisher
    help: Replays what the tower sees.
    attributes:
      tower: {type: string, required: true, help: Which tower.}
"""


@pytest.fixture(scope="module")
def own() -> Metamodel:
    loaded = extended({"types.yaml": TYPES})
    assert loaded.findings == ()
    return loaded.metamodel


def compiled(
    texts: Mapping[str, str], types: Metamodel, hosts: Mapping[str, str], resolved: Resolved
) -> dict[str, ComponentSpec]:
    documents = {name: text for name, text in texts.items() if name.endswith(".yaml")}
    checked = check_files(documents, types)
    assert checked.findings == ()
    application = checked.model.documents["/ws/application.yaml"]
    assert application_findings(application, checked.model.documents, types) == ()
    desired = desired_state(application, hosts, checked.model.documents, types, resolved)
    return {spec.name: spec for spec in desired.components}


def test_an_own_publisher_deploys_like_the_one_it_extends(
    texts: Mapping[str, str], own: Metamodel, hosts: Mapping[str, str], resolved: Resolved
) -> None:
    file, old = "/ws/application.yaml", "type: ReplayPublisher"
    changed = {**texts, file: texts[file].replace(old, "type: TowerPublisher\n    tower: north", 1)}
    before = compiled(texts, own, hosts, resolved)
    after = compiled(changed, own, hosts, resolved)
    assert after["gateway-ewr"].type == "TowerPublisher"
    assert after["gateway-ewr"] == dataclasses.replace(before["gateway-ewr"], type="TowerPublisher")
    assert after["gateway-jfk"] == before["gateway-jfk"]
