"""What generators write of whole models, byte for byte, and that the tools take it."""

import dataclasses
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from stratum.deployment.blueprint import Blueprint
from stratum.deployment.rendering import Rendering
from stratum.runtime.exporting import export
from stratum.testing.exports import TARGETS, blueprint_in, report

FOLDER = Path(__file__).parent
MODELS = {
    "flights": FOLDER.parents[2] / "examples" / "01-flights",
    "press": FOLDER / "models" / "press",
    "shop": FOLDER / "models" / "shop",
}
CASES = [(target, model) for target in TARGETS for model in MODELS]
OLDEST, NEWEST = "1.27", "1.33"
SECRETS = {"SHOP_DB_PASSWORD": "x", "DB_ROOT": "y"}


def rendered(target: str, model: str) -> Rendering:
    return export(blueprint_in(MODELS[model]), target).rendering


@pytest.mark.parametrize(("target", "model"), CASES)
def test_the_files_are_as_they_were(target: str, model: str) -> None:
    expected = (FOLDER / f"{target}-{model}.txt").read_text(encoding="utf-8")
    assert report(MODELS[model], target) == expected


def shuffled(value: Any) -> Any:
    """A value whose mappings are in another order, at any depth."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in dataclasses.fields(value)]
        return dataclasses.replace(value, **{name: shuffled(getattr(value, name)) for name in names})
    if isinstance(value, Mapping):
        return {key: shuffled(inner) for key, inner in reversed(list(value.items()))}
    return tuple(shuffled(item) for item in value) if isinstance(value, tuple) else value


@pytest.mark.parametrize(("target", "model"), CASES)
def test_the_order_of_mappings_changes_no_byte(target: str, model: str) -> None:
    made = blueprint_in(MODELS[model])
    other: Blueprint = shuffled(made)
    assert list(other.facts) != list(made.facts)
    assert export(other, target) == export(made, target)


@pytest.mark.parametrize(("target", "model"), CASES)
def test_every_fact_is_carried_or_told_as_lost(target: str, model: str) -> None:
    made = blueprint_in(MODELS[model])
    exported = export(made, target)
    assert exported.rendering.carried <= made.facts.keys()
    assert len(exported.rendering.carried) + len(exported.losses) == len(made.facts)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("version", [OLDEST, NEWEST])
def test_kubernetes_takes_its_objects(model: str, version: str) -> None:
    files = rendered("kubernetes", model).files
    objects = [
        o for name, text in files.items() if name != "kustomization.yaml" for o in yaml.safe_load_all(text)
    ]
    assert len(objects) >= len(files) - 1
    for each in objects:
        kubernetes_validate.validate(each, version, strict=True)


@pytest.mark.parametrize("model", MODELS)
def test_kustomize_names_every_file(model: str) -> None:
    files = rendered("kubernetes", model).files
    joined = yaml.safe_load(files["kustomization.yaml"])
    assert {*joined["resources"], "kustomization.yaml"} == set(files)


@pytest.mark.skipif(
    shutil.which("docker-compose") is None, reason="docker-compose of Debian is not installed"
)
@pytest.mark.parametrize("model", MODELS)
def test_compose_takes_its_file(model: str, tmp_path: Path) -> None:
    for name, text in rendered("compose", model).files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    command = [
        "docker-compose",
        "--project-directory",
        str(tmp_path),
        "-f",
        str(tmp_path / "compose.yaml"),
        "config",
    ]
    environment = {"PATH": "/usr/bin:/bin", **SECRETS}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert set(yaml.safe_load(done.stdout)["services"]) == {
        w.name for w in blueprint_in(MODELS[model]).workloads if w.container
    }


@pytest.mark.parametrize("model", MODELS)
def test_the_picture_is_xml_without_scripts(model: str) -> None:
    (name,) = (n for n in rendered("mermaid", model).files if n.endswith(".svg"))
    root = ET.fromstring(rendered("mermaid", model).files[name])
    assert {element.tag.rpartition("}")[2] for element in root.iter()}.isdisjoint({
        "script",
        "foreignObject",
        "image",
    })
    texts = {element.text for element in root.iter() if element.text}
    assert {w.name for w in blueprint_in(MODELS[model]).workloads if w.path} <= texts


@pytest.mark.parametrize(("target", "model"), CASES)
def test_no_file_holds_a_secret(target: str, model: str) -> None:
    texts = "".join(rendered(target, model).files.values())
    assert not any(f"{name}=" in texts for name in SECRETS)
