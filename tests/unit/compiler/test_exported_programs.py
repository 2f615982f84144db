"""What is known of hosts and models is told to the platform's own programs in files of other tools too."""

import json
from pathlib import Path
from typing import Any

import pytest

from stratum.compiler.types import NOTHING, Known
from stratum.core.bundles import SKOPS
from stratum.core.errors import InvalidInputError
from stratum.deployment.blueprint import ContainerRecipe
from stratum.language.library import library
from stratum.runtime.exporting import blueprint_of, export, known_of
from stratum.runtime.modelling import check_texts
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.testing.bundles import write_mixed_bundle

SITE = """
stratum: 1
kind: Infrastructure
name: site
hosts:
  rack: {type: FogServer, cpu: 2, memory: 4 GiB, labels: {row: a}}
  gate: {type: EdgeGateway, cpu: 2, memory: 4 GiB}
links:
  wire: {between: [rack, gate], latency: 1 ms}
"""
CLUSTER = """
stratum: 1
kind: Application
name: trainers
infrastructure: site.yaml
components:
  scheduler: {type: TrainingScheduler, hostedOn: rack, requires: {cpu: 0.5, memory: 512 MiB}}
  one: {type: TrainingWorker, hostedOn: rack, connectsTo: scheduler, requires: {cpu: 1, memory: 1 GiB}}
"""
SERVICE = """
stratum: 1
kind: Application
name: shop
infrastructure: site.yaml
components:
  scorer: {type: ModelService, model: late, hostedOn: %s, requires: {cpu: 0.5, memory: 512 MiB}%s}
"""


def recipe(text: str, name: str, known: Known = NOTHING) -> ContainerRecipe:
    checked = check_texts(Path("/ws"), {"site.yaml": SITE, "app.yaml": text}, library())
    found = next(one for one in blueprint_of(checked, None, known).workloads if one.name == name).container
    assert found is not None
    return found


def told(container: ContainerRecipe) -> dict[str, Any]:
    spec: dict[str, Any] = json.loads(container.files["/etc/stratum/spec.json"])
    return spec


def test_a_worker_offers_the_labels_of_its_host() -> None:
    offers = told(recipe(CLUSTER, "one"))["resources"]
    assert {"label:row=a", "label:host=rack", "label:tier=fog"} <= offers.keys()
    assert (offers["cores"], offers["memory"]) == (1, 2**30)


@pytest.mark.parametrize("target", ["compose", "kubernetes"])
def test_the_labels_are_in_the_files(target: str) -> None:
    checked = check_texts(Path("/ws"), {"site.yaml": SITE, "app.yaml": CLUSTER}, library())
    files = export(blueprint_of(checked, None, NOTHING), target).rendering.files
    assert any("label:row=a" in text and "label:host=rack" in text for text in files.values())


@pytest.mark.parametrize(("host", "said"), [("gate", ""), ("rack", ", skops: false")])
def test_a_sealed_model_is_not_exported_to_where_it_may_not_be_served(host: str, said: str) -> None:
    known = Known(forms={"late": (SKOPS, False)})
    with pytest.raises(
        InvalidInputError, match="scorer may not serve a model in the form of skops"
    ) as caught:
        recipe(SERVICE % (host, said), "scorer", known)
    assert ("gate is an edge host" in caught.value.message) == (host == "gate")


@pytest.mark.parametrize(("host", "said"), [("rack", ""), ("gate", ", skops: true")])
def test_a_sealed_model_gets_the_image_with_scikit_learn(host: str, said: str) -> None:
    for images, image in ((False, "stratum/model-skops"), (True, "stratum/model-skops-images")):
        made = recipe(SERVICE % (host, said), "scorer", Known(forms={"late": (SKOPS, images)}))
        assert (made.image, told(made)["forms"]) == (image, ["onnx", "skops"])


def test_variant_and_signers_are_told_to_the_server() -> None:
    made = recipe(SERVICE % ("gate", ", variant: int8"), "scorer", Known(signers=("ssh-ed25519 AAAA",)))
    assert made.image == "stratum/model"
    assert told(made)["variant"] == "int8"
    assert told(made)["signers"] == ["ssh-ed25519 AAAA"]


def test_the_registry_knows_the_form_and_the_workspace_whom_it_trusts(tmp_path: Path) -> None:
    parts = Parts(Settings(tmp_path))
    checked = check_texts(tmp_path, {"site.yaml": SITE, "app.yaml": SERVICE % ("rack", "")}, library())
    assert known_of(parts, checked, None, "c") == Known("c")
    write_mixed_bundle(tmp_path / "late")
    parts.registry.register(tmp_path / "late", "run")
    key = parts.signer.public()
    (tmp_path / "allowed_signers").write_text(f"me {key}\n")
    assert known_of(parts, checked, None, "c") == Known("c", {"late": ("onnx", False)}, (key,))
