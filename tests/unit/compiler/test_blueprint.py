"""The blueprint of the example: what runs, and that every fact of the model is there."""

import json
from pathlib import Path

import pytest

from stratum.compiler.blueprint import blueprint
from stratum.compiler.facts import facts_of
from stratum.core.topology import Resources
from stratum.deployment.blueprint import Blueprint, Rule, Wire, Workload
from stratum.language.check import check_files
from stratum.language.library import library
from stratum.language.tree import Document
from stratum.testing.exports import blueprint_in

ROOT = Path(__file__).parents[3]
FLIGHTS = ROOT / "examples" / "01-flights"
SHOP = ROOT / "tests" / "golden" / "exports" / "models" / "shop"


@pytest.fixture(scope="module")
def flights() -> Blueprint:
    return blueprint_in(FLIGHTS)


@pytest.fixture(scope="module")
def shop() -> Blueprint:
    return blueprint_in(SHOP)


def named(made: Blueprint, name: str) -> Workload:
    return next(w for w in made.workloads if w.name == name)


def spec(workload: Workload) -> dict[str, object]:
    assert workload.container is not None
    told: dict[str, object] = json.loads(workload.container.files["/etc/stratum/spec.json"])
    return told


def documents(folder: Path) -> dict[str, Document]:
    texts = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.yaml")}
    return dict(check_files(texts, library()).model.documents)


def test_every_component_follows_what_it_connects_to(flights: Blueprint) -> None:
    names = [w.name for w in flights.workloads]
    for workload in flights.workloads:
        for wire in workload.wires:
            assert names.index(wire.to) < names.index(workload.name)


def test_the_platforms_own_programs_run_in_its_images(flights: Blueprint) -> None:
    images = {w.name: w.container.image for w in flights.workloads if w.container}
    assert images["gateway-ewr"] == "stratum/replay"
    assert images["scorer"] == "stratum/model"
    assert images["writer"] == images["board"] == images["processor"] == "stratum/stream"
    assert images["archive"] == "stratum/database"
    assert images["broker"] == "nats"


def test_they_find_each_other_by_name_and_their_own_address_when_they_start(flights: Blueprint) -> None:
    told = spec(named(flights, "processor"))
    assert told["broker"] == "nats://broker:4222"
    assert told["model"] == {"name": "delay-risk", "url": "http://scorer:8080"}
    assert told["address"] == "{own-address}"


def test_no_path_of_this_machine_is_in_them(flights: Blueprint) -> None:
    texts = [text for w in flights.workloads if w.container for text in w.container.files.values()]
    assert not any(str(ROOT) in text for text in texts)


def test_what_uses_an_embedded_database_has_its_volume(flights: Blueprint) -> None:
    for name in ("archive", "writer", "board"):
        recipe = named(flights, name).container
        assert recipe is not None
        assert recipe.volumes == {"archive": "/var/lib/stratum/archive"}
    assert named(flights, "archive").task


def test_the_streams_of_the_broker_are_made_by_a_task_after_it(flights: Blueprint) -> None:
    task = named(flights, "broker-provision")
    assert (task.task, task.path, task.host) == (True, "", "fog-1")
    assert task.wires == (Wire("broker"),)
    assert spec(task)["topics"] == ["departures", "arrivals", "predictions"]


def test_models_and_rows_have_to_be_brought(flights: Blueprint) -> None:
    scorer, gateway = named(flights, "scorer").container, named(flights, "gateway-ewr").container
    assert scorer is not None
    assert gateway is not None
    assert [(b.source, bool(b.about)) for b in scorer.binds] == [("./models/delay-risk", True)]
    assert [b.source for b in gateway.binds] == ["./datasets/pipeline-departures.parquet"]


def test_wires_say_what_is_spoken_and_how_late_it_may_be(flights: Blueprint, shop: Blueprint) -> None:
    assert named(flights, "processor").wires == (Wire("broker", "nats"), Wire("scorer", "http", 0.005))
    assert named(shop, "front-a").wires == (Wire("db", "postgresql", 0.005), Wire("cache", "redis"))


def test_policies_have_groups_taken_apart(shop: Blueprint) -> None:
    survive = next(rule for rule in shop.rules if rule.name == "survive")
    expected = Rule(
        "survive", "spread", ("front-a", "front-b"), {"over": "zone", "domains": 2}, "shop/survive"
    )
    assert survive == expected


def test_machines_say_the_system_that_they_contain(shop: Blueprint) -> None:
    machines = {m.name: (m.distribution, m.version, m.zone) for m in shop.machines}
    assert machines == {"door": ("", "", ""), "left": ("ubuntu", "24.04", "a"), "right": ("", "", "b")}


def test_replicas_and_needs(shop: Blueprint) -> None:
    front, judge = named(shop, "front-a"), named(shop, "judge")
    assert (front.replicas, front.needs) == (2, Resources(1, 2**30))
    assert judge.needs.gpus == 1


def test_secrets_are_references(shop: Blueprint) -> None:
    assert {secret.source for secret in shop.secrets} == {"env:SHOP_DB_PASSWORD"}
    assert {secret.name for secret in shop.secrets} == {"db-password", "front-a-db-password"}


@pytest.mark.parametrize("folder", [FLIGHTS, SHOP], ids=["flights", "shop"])
def test_every_written_attribute_and_relation_is_a_fact(folder: Path) -> None:
    made = blueprint_in(folder)
    for document in documents(folder).values():
        if document.kind not in {"Application", "Infrastructure"}:
            continue
        for element in document.elements:
            path = document.path(element)
            relations = {relation.kind for relation in element.relations}
            for name in element.positions:
                said = [p for p in made.facts if p == f"{path}.{name}" or p.startswith(f"{path}.{name}.")]
                assert said or name in {"contains", "group"}, (path, name)
            for relation in element.relations:
                assert f"{path}.{relation.kind}.{relation.target}" in made.facts
                assert all(
                    f"{path}.{relation.kind}.{relation.target}.{a}" in made.facts for a in relation.attributes
                )
            assert relations <= {fact.split(".")[1] for fact in made.facts if fact.startswith(f"{path}.")}


def test_facts_that_bind_and_facts_that_do_not(shop: Blueprint) -> None:
    binds = {path: fact.constrains for path, fact in shop.facts.items()}
    for path in (
        "shop/db.requires.memory",
        "shop/db.password",
        "shop/front-a.connectsTo.db.maxLatency",
        "shop/front-a.replicas",
        "shop/survive.over",
        "two-zones/left.zone",
        "two-zones/left-system.type",
    ):
        assert binds[path], path
    for path in (
        "shop.description",
        "two-zones/left.memory",
        "two-zones/door.site",
        "two-zones/door-left.latency",
        "shop/fronts.members.front-a",
    ):
        assert not binds[path], path


def test_what_a_machine_is_that_nothing_runs_on_binds_nobody() -> None:
    found = documents(SHOP)
    facts = facts_of(found.values(), library(), {"left"})
    assert not facts["two-zones/right.zone"].constrains
    assert facts["two-zones/left.zone"].constrains


def test_facts_are_said_as_people_write_them(shop: Blueprint) -> None:
    values = {path: fact.value for path, fact in shop.facts.items()}
    assert values["shop/db.requires.memory"] == "2 GiB"
    assert values["shop/front-a.connectsTo.db.maxLatency"] == "5 ms"
    assert values["shop/front-a.container.secrets"] == "DB_PASSWORD: env:SHOP_DB_PASSWORD"
    assert values["shop/front-a.port"] == "8080"


def test_an_unplaced_component_has_no_host() -> None:
    found = documents(SHOP)
    made = blueprint(found["application.yaml"], found["infrastructure.yaml"], {}, library(), {})
    assert {workload.host for workload in made.workloads} == {""}
