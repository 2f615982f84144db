"""What a Compose file says of workloads that golden files do not show."""

from typing import Any

import pytest
import yaml

from stratum.core.topology import Resources
from stratum.deployment.blueprint import (
    Bind,
    Blueprint,
    ContainerRecipe,
    Health,
    Publication,
    SecretReference,
    Socket,
    Wire,
    Workload,
)
from stratum.deployment.rendering import Rendering
from stratum.runtime.exporting import export
from stratum.testing.blueprints import make_blueprint, make_machine, make_workload


def rendered(*workloads: Workload, **changes: Any) -> Rendering:
    return export(make_blueprint(*workloads, **changes), "compose").rendering


def services(*workloads: Workload, **changes: Any) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(rendered(*workloads, **changes).files["compose.yaml"])["services"]
    return found


def make(name: str, recipe: ContainerRecipe | None = None, **changes: Any) -> Workload:
    return make_workload(
        name, changes.pop("host", "one"), container=recipe or ContainerRecipe("image", "1"), **changes
    )


def recipe(**changes: Any) -> ContainerRecipe:
    return ContainerRecipe("image", "1", **changes)


def test_nothing_of_a_model_is_taken_for_a_variable() -> None:
    dangerous = "${HOME} $$ $(id) #{x} {{ y }}"
    made = recipe(
        command=(dangerous,),
        environment={"A": dangerous},
        volumes={"data": f"/{dangerous}"},
        health=Health((dangerous,)),
        directory=dangerous,
    )
    body = services(make("a", made))["a"]
    escaped = dangerous.replace("$", "$$")
    assert body["command"] == [escaped]
    assert body["environment"] == {"A": escaped}
    assert body["volumes"] == [f"data:/{escaped}"]
    assert body["healthcheck"]["test"] == ["CMD", escaped]
    assert body["working_dir"] == escaped


def test_secrets_of_the_environment_are_asked_for_when_it_starts() -> None:
    made = recipe(
        environment={"P": SecretReference("a-p", "env:PW")}, command=(SecretReference("a-p", "env:PW"),)
    )
    body = services(make("a", made))["a"]
    assert body["environment"] == {"P": "${PW:?PW is not set}"}
    assert body["command"] == ["${PW:?PW is not set}"]


@pytest.mark.parametrize(
    ("waits", "task", "health", "expected"),
    [
        ("", False, Health(("true",)), "service_healthy"),
        ("", False, Health(http="/", port=80), "service_started"),
        ("", False, None, "service_started"),
        ("started", False, Health(("true",)), "service_started"),
        ("ready", False, Health(("NONE",)), "service_started"),
        ("done", False, None, "service_completed_successfully"),
        ("", True, None, "service_completed_successfully"),
    ],
)
def test_conditions(waits: str, task: bool, health: Health | None, expected: str) -> None:
    first = make("first", recipe(health=health), task=task)
    second = make("second", wires=(Wire("first", waits=waits),))
    assert services(first, second)["second"]["depends_on"] == {"first": {"condition": expected}}


def test_who_uses_a_broker_waits_for_what_prepares_it() -> None:
    broker = make("broker", path="shop/broker")
    task = make("broker-provision", task=True, path="", wires=(Wire("broker"),))
    user = make("user", wires=(Wire("broker"),), path="shop/user")
    found = services(broker, task, user)
    assert found["user"]["depends_on"]["broker-provision"] == {"condition": "service_completed_successfully"}
    assert set(found["broker-provision"]["depends_on"]) == {"broker"}


def test_wires_to_what_runs_elsewhere_wait_for_nothing() -> None:
    bucket = make_workload("bucket", "")
    assert "depends_on" not in services(bucket, make("a", wires=(Wire("bucket"),)))["a"]


HTTP = (Socket("http", 80),)


def test_pages_are_published_and_the_second_moves_to_the_next_free_port() -> None:
    found = services(make("a", sockets=HTTP), make("b", sockets=HTTP))
    assert (found["a"]["ports"], found["b"]["ports"]) == (["80:80"], ["81:80"])


def test_what_is_asked_by_others_is_not_published() -> None:
    found = services(make("a", sockets=HTTP), make("b", wires=(Wire("a"),)))
    assert found["a"]["expose"] == ["80"]
    assert "ports" not in found["a"]


def test_the_model_decides_what_is_published() -> None:
    made = recipe(publish=(Publication(80, 8080, "udp", "127.0.0.1"),))
    assert services(make("a", made, sockets=HTTP))["a"]["ports"] == ["127.0.0.1:8080:80/udp"]
    assert "ports" not in services(make("a", recipe(publish=()), sockets=HTTP))["a"]


def test_several_replicas_get_ports_from_the_engine() -> None:
    made = rendered(make("a", sockets=HTTP, replicas=2))
    assert yaml.safe_load(made.files["compose.yaml"])["services"]["a"]["ports"] == ["80"]
    assert "the engine chooses a port for each replica of a: see docker compose ps" in made.notes


def test_paths_with_colons_are_written_at_length() -> None:
    made = recipe(binds=(Bind("/a:b", "/c"),))
    (mount,) = services(make("a", made))["a"]["volumes"]
    assert mount == {"type": "bind", "source": "/a:b", "target": "/c", "read_only": True}


def test_one_machine_needs_no_constraints() -> None:
    assert "placement" not in services(make("a", needs=Resources(1)))["a"].get("deploy", {})
    two = (make_machine("one"), make_machine("two", arch="arm64", zone="z"))
    constraints = services(make("a", host="two"), machines=two)["a"]["deploy"]["placement"]["constraints"]
    assert "node.labels.stratum.host == two" in constraints
    assert "node.labels.stratum.zone == z" in constraints
    assert "node.platform.arch == aarch64" in constraints


def test_limits_may_differ_from_what_is_reserved() -> None:
    resources = services(make("a", recipe(limits=Resources(2, 2**30)), needs=Resources(1, 3)))["a"]["deploy"][
        "resources"
    ]
    assert resources == {
        "limits": {"cpus": "2", "memory": "1024M"},
        "reservations": {"cpus": "1", "memory": "3b"},
    }


def test_files_lie_beside_it_and_are_only_read() -> None:
    made = rendered(make("a", recipe(files={"/etc/a/x.conf": "1", "/etc/b/x.conf": "2"})))
    assert {k: v for k, v in made.files.items() if k != "compose.yaml"} == {
        "files/a/x.conf": "1",
        "files/a/1-x.conf": "2",
    }
    mounts = yaml.safe_load(made.files["compose.yaml"])["services"]["a"]["volumes"]
    assert mounts == ["./files/a/x.conf:/etc/a/x.conf:ro", "./files/a/1-x.conf:/etc/b/x.conf:ro"]


def test_what_has_no_image_is_left_out_and_told() -> None:
    made = rendered(make("a"), make_workload("b", "one", path="shop/b"))
    assert set(yaml.safe_load(made.files["compose.yaml"])["services"]) == {"a"}
    assert [(o.path, o.why) for o in made.omitted] == [("shop/b", "no image runs it")]


def test_an_empty_application_has_no_services() -> None:
    made: Blueprint = make_blueprint()
    assert yaml.safe_load(export(made, "compose").rendering.files["compose.yaml"]) == {"services": {}}
