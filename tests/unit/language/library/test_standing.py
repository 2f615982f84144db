"""No type is silently skipped: something runs it or is generated for it, or it says why nothing is."""

from pathlib import Path

import pytest
import yaml

from stratum.language.library import library
from stratum.language.metamodel import Type
from stratum.language.standing import CHECKED, DESCRIBING, ENGINES, engines, expected, standing

EARLIER = yaml.safe_load(Path(__file__).with_name("earlier.yaml").read_text(encoding="utf-8"))
SAMPLES = ("deployment", "learning", "pictures")
NAMES = [(old, new) for sample in SAMPLES for old, new in EARLIER[sample].items()]
TYPES = library()
EXPECTED = expected(TYPES)


@pytest.mark.parametrize("found", EXPECTED, ids=lambda found: found.name)
def test_every_type_runs_or_says_why_not(found: Type) -> None:
    assert bool(engines(found)) != bool(found.model_only)
    assert found.implementation.keys() - DESCRIBING == set(engines(found))
    assert standing(found) != CHECKED


def test_every_engine_has_a_type() -> None:
    assert {engine for found in EXPECTED for engine in engines(found)} == set(ENGINES)


def test_the_other_types_are_checked() -> None:
    others = {t.name for t in TYPES.types.values() if not t.abstract and not t.mixin} - {
        t.name for t in EXPECTED
    }
    assert others == {
        *(
            "Apart",
            "Budget",
            "EmulatedLink",
            "Group",
            "KeepIn",
            "Link",
            "MaximumLatency",
            "Objective",
            "Place",
        ),
        *("Residency", "Rule", "Spread", "Together"),
    }
    assert standing(TYPES.type("Spread")) == CHECKED


def test_the_words_for_a_standing() -> None:
    assert standing(TYPES.type("Ceph")).startswith("model only: a Ceph cluster")
    assert standing(TYPES.type("Mosquitto")) == "Docker Compose and Kubernetes; Ansible"
    assert standing(TYPES.type("AmazonSqs")) == "Terraform for Amazon Web Services"


def test_all_names_of_the_earlier_metamodels_are_here() -> None:
    assert [len(EARLIER[sample]) for sample in SAMPLES] == [62, 41, 86]


@pytest.mark.parametrize(("old", "new"), NAMES)
def test_every_earlier_name_has_something_that_stands_for_it(old: str, new: str) -> None:
    kind, _, member = new.partition(".")
    if new in EARLIER["elsewhere"]:
        return
    found = TYPES.type(kind)
    assert not member or member in {*found.attributes, *found.relations}, old


@pytest.mark.parametrize(
    ("old", "names"),
    [
        ("LogisticRegression", {"C", "classWeight", "fitIntercept", "solver"}),
        ("MultilayerPerceptron", {"activation", "alpha", "batch", "beta1", "beta2", "layers", "schedule"}),
        ("MultilayerPerceptron", {"learningRate", "iterations", "momentum", "solver"}),
        ("GradientBoosting", {"learningRate", "depth", "features", "iterations"}),
        ("RandomForest", {"trees", "bootstrap", "depth", "features", "split"}),
        ("NearestNeighbours", {"neighbours"}),
        ("SupportVectorMachine", {"C", "kernel"}),
        ("LinearSupportVectorMachine", {"C", "fitIntercept"}),
        ("PrincipalComponents", {"components"}),
        ("DatabaseServer", {"user", "password", "database", "scripts", "source"}),
        ("OpenStackInstance", {"flavor", "network", "image", "keyPair", "availabilityZone"}),
        ("Ec2Instance", {"instanceType", "publicAddress", "keyPair", "image"}),
    ],
)
def test_what_could_be_said_of_the_earlier_ones_can_be_said(old: str, names: set[str]) -> None:
    assert names <= set(TYPES.type(old).attributes)
