"""What the platform's own programs are told in containers is what they read."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from stratum.deployment.images.roles import ROLES
from stratum.deployment.logic.addresses import OWN_ADDRESS
from stratum.serving.logic.specs import read_spec
from stratum.serving.types import ServerSpec
from stratum.streaming import types
from stratum.testing.exports import blueprint_in

FLIGHTS = Path(__file__).parents[3] / "examples" / "01-flights"
SPECS: dict[str, type] = {
    "board": types.BoardSpec,
    "init-database": types.DatabaseSpec,
    "processor": types.ProcessorSpec,
    "provision-broker": types.ProvisionSpec,
    "replay": types.ReplaySpec,
    "writer": types.WriterSpec,
}
OWN = [w for w in blueprint_in(FLIGHTS).workloads if w.container is not None and w.container.built]


def told(name: str) -> tuple[str, dict[str, Any]]:
    """The program of a workload and its specification, on a machine with an address."""
    recipe = next(w.container for w in OWN if w.name == name)
    assert recipe is not None
    *start, program, file = map(str, recipe.command)
    assert start == ["python", "-m", "stratum.runtime.component"]
    spec: dict[str, Any] = json.loads(recipe.files[file])
    assert spec.get("address", OWN_ADDRESS) == OWN_ADDRESS
    return program, {**spec, "address": "10.0.0.7"} if "address" in spec else spec


@pytest.mark.parametrize("name", [w.name for w in OWN])
def test_a_program_reads_its_specification(name: str) -> None:
    program, spec = told(name)
    if program in SPECS:
        assert msgspec.convert(spec, SPECS[program])
    else:
        assert read_spec(ServerSpec, spec).port == 8080


@pytest.mark.parametrize("name", [w.name for w in OWN])
def test_its_image_has_the_program(name: str) -> None:
    image = next(w.container.image for w in OWN if w.name == name and w.container)
    role = next(role for role in ROLES if f"stratum/{role.name}" == image)
    assert told(name)[0] in role.programs


@pytest.mark.parametrize("name", [w.name for w in OWN if not w.task])
def test_its_health_is_asked_inside_and_outside_of_the_container(name: str) -> None:
    recipe = next(w.container for w in OWN if w.name == name)
    assert recipe is not None
    assert recipe.health is not None
    assert recipe.health.command[:2] == ("python", "-c")
    assert f":{recipe.health.port}{recipe.health.http}" in recipe.health.command[2]
    compile(recipe.health.command[2], "health", "exec")
