"""Parts go where their container goes: the placement problem has their demands in its own."""

from stratum.compiler.placement import placement_problem
from stratum.language.check import read_files
from stratum.language.library import library
from stratum.placement.types import PlacementProblem

APP = """\
stratum: 1
kind: Application
name: app
infrastructure: site.yaml
components:
  web:
    type: WebApplication
    requires: {cpu: 1, memory: 1 GiB}
    contains:
      server: {type: Nginx, requires: {cpu: 2, memory: 512 MiB, arch: arm64, zone: a}}
"""
SITE = """\
stratum: 1
kind: Infrastructure
name: site
hosts:
  x86: {type: CloudMachine, cpu: 8, memory: 8 GiB, zone: a}
  arm: {type: CloudMachine, cpu: 8, memory: 8 GiB, zone: a, arch: arm64}
  far: {type: CloudMachine, cpu: 8, memory: 8 GiB, zone: b, arch: arm64}
"""


def problem() -> PlacementProblem:
    model = read_files({"app.yaml": APP, "site.yaml": SITE}, library()).model
    return placement_problem(model.documents["app.yaml"], model.documents["site.yaml"], library())


def test_demands_of_parts_are_added() -> None:
    (demand,) = problem().demands
    assert (demand.component, demand.resources.cpu) == ("web", 3.0)
    assert demand.resources.memory == 1536 * 2**20


def test_conditions_of_parts_are_those_of_the_whole() -> None:
    (demand,) = problem().demands
    allowed = [condition.hosts for condition in demand.conditions]
    assert frozenset.intersection(*allowed) == {"arm"}
