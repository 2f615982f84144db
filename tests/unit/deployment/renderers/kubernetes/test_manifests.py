"""What manifests say of workloads that golden files do not show."""

from typing import Any

import kubernetes_validate
import pytest
import yaml

from stratum.core.topology import Resources
from stratum.deployment.blueprint import (
    Bind,
    ContainerRecipe,
    Health,
    Publication,
    Rule,
    SecretReference,
    Socket,
    Wire,
    Workload,
)
from stratum.deployment.rendering import Rendering
from stratum.runtime.exporting import export
from stratum.testing.blueprints import make_blueprint, make_machine, make_workload

HTTP = (Socket("http", 80),)


def rendered(*workloads: Workload, **changes: Any) -> Rendering:
    return export(make_blueprint(*workloads, **changes), "kubernetes").rendering


def objects(*workloads: Workload, **changes: Any) -> dict[tuple[str, str], Any]:
    """The objects by kind and name; each has to be one that Kubernetes takes."""
    files = rendered(*workloads, **changes).files
    every = [o for f, text in files.items() if f != "kustomization.yaml" for o in yaml.safe_load_all(text)]
    for each in every:
        kubernetes_validate.validate(each, "1.30", strict=True)
    return {(each["kind"], each["metadata"]["name"]): each for each in every}


def make(name: str, recipe: ContainerRecipe | None = None, **changes: Any) -> Workload:
    return make_workload(
        name, changes.pop("host", "one"), container=recipe or ContainerRecipe("image", "1"), **changes
    )


def recipe(**changes: Any) -> ContainerRecipe:
    return ContainerRecipe("image", "1", **changes)


def pod(found: dict[tuple[str, str], Any], kind: str, name: str) -> Any:
    return found[kind, name]["spec"]["template"]["spec"]


def test_what_keeps_data_is_a_stateful_set_with_claims() -> None:
    found = objects(make("db", recipe(volumes={"data": "/data"}), needs=Resources(disk=10**9), sockets=HTTP))
    claim = found["StatefulSet", "db"]["spec"]["volumeClaimTemplates"][0]
    assert claim["spec"]["resources"]["requests"]["storage"] == "1000000000"
    assert found["Service", "db"]["spec"]["clusterIP"] == "None"


def test_a_volume_that_two_share_is_a_claim_of_its_own() -> None:
    shared = recipe(volumes={"rows": "/rows"})
    found = objects(make("a", shared), make("b", shared))
    assert {kind for kind, _ in found} >= {"Deployment", "PersistentVolumeClaim"}
    assert pod(found, "Deployment", "a")["volumes"] == [
        {"name": "rows", "persistentVolumeClaim": {"claimName": "rows"}}
    ]


def test_a_task_is_a_job() -> None:
    found = objects(make("a", recipe(volumes={"v": "/v"}), task=True))
    assert pod(found, "Job", "a")["restartPolicy"] == "OnFailure"
    assert ("PersistentVolumeClaim", "v") in found


def test_nothing_of_a_model_is_taken_for_a_variable() -> None:
    made = recipe(command=("$(HOME)",), environment={"A": "$(HOME) $HOME"})
    container = pod(objects(make("a", made)), "Deployment", "a")["containers"][0]
    assert container["args"] == ["$$(HOME)"]
    assert container["env"] == [{"name": "A", "value": "$$(HOME) $HOME"}]


def test_secrets_are_referred_to_and_told_how_to_make() -> None:
    secret = SecretReference("db-password", "file:my secret.txt")
    made = rendered(make("db", recipe(environment={"P": secret}, command=("-p", secret))))
    container = yaml.safe_load_all(made.files["db.yaml"])
    spec = next(iter(container))["spec"]["template"]["spec"]["containers"][0]
    place = {"secretKeyRef": {"name": "shop-db-password", "key": "value"}}
    assert spec["env"] == [
        {"name": "P", "valueFrom": place},
        {"name": "STRATUM_SECRET_1", "valueFrom": place},
    ]
    assert spec["args"] == ["-p", "$(STRATUM_SECRET_1)"]
    assert any("--from-file=value='my secret.txt'" in note for note in made.notes)


@pytest.mark.parametrize(
    ("health", "expected"),
    [
        (Health(http="/ready", port=80), {"httpGet": {"path": "/ready", "port": 80}}),
        (Health(("true",)), {"exec": {"command": ["true"]}}),
        (Health(port=80), {"tcpSocket": {"port": 80}}),
    ],
)
def test_probes(health: Health, expected: dict[str, Any]) -> None:
    container = pod(objects(make("a", recipe(health=health))), "Deployment", "a")["containers"][0]
    assert container["readinessProbe"] == {"periodSeconds": 10, **expected}
    assert container["startupProbe"]["failureThreshold"] == 60


def test_no_health_no_probe() -> None:
    for health in (None, Health(("NONE",))):
        container = pod(objects(make("a", recipe(health=health))), "Deployment", "a")["containers"][0]
        assert "readinessProbe" not in container


def test_it_waits_for_the_port_of_what_is_spoken() -> None:
    sockets = (Socket("http", 80), Socket("nats", 4222))
    found = objects(make("broker", sockets=sockets), make("a", wires=(Wire("broker", "nats"),)))
    (waiting,) = pod(found, "Deployment", "a")["initContainers"]
    assert waiting["command"][3:] == ["broker", "4222"]
    started = objects(make("broker", sockets=sockets), make("a", wires=(Wire("broker", waits="started"),)))
    assert "initContainers" not in pod(started, "Deployment", "a")


def test_graphics_processors_are_a_limit() -> None:
    container = pod(objects(make("a", needs=Resources(gpus=2))), "Deployment", "a")["containers"][0]
    assert container["resources"]["limits"] == {"nvidia.com/gpu": "2"}


def test_policies_over_a_node() -> None:
    rules = (
        Rule("p", "apart", ("a", "b"), {"most": 1}),
        Rule("q", "together", ("a", "c"), {}),
        Rule("r", "apart", ("a", "c"), {"most": 2}),
    )
    affinity = pod(objects(make("a"), make("b"), make("c"), rules=rules), "Deployment", "a")["affinity"]
    (near,) = affinity["podAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
    (far,) = affinity["podAntiAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
    assert near["labelSelector"]["matchExpressions"][0]["values"] == ["c"]
    assert far["labelSelector"]["matchExpressions"][0]["values"] == ["b"]


def test_no_domain_may_have_all_of_what_is_spread() -> None:
    rules = (Rule("survive", "spread", ("a", "b"), {"over": "region", "domains": 2}),)
    found = objects(make("a", replicas=3), make("b"), rules=rules)
    (spread,) = pod(found, "Deployment", "a")["topologySpreadConstraints"]
    assert (spread["maxSkew"], spread["minDomains"]) == (3, 2)
    assert spread["topologyKey"] == "topology.kubernetes.io/region"


@pytest.mark.parametrize(
    ("policy", "metric", "there"), [("hpa", "utilisation", True), ("kpa", "requests", False)]
)
def test_scaling_by_the_processor_is_an_autoscaler(policy: str, metric: str, there: bool) -> None:
    scaling = {"policy": policy, "metric": metric, "minimum": 1, "maximum": 5, "target": 0.6}
    found = objects(make("a", settings={"scaling": scaling}))
    assert (("HorizontalPodAutoscaler", "a") in found) is there
    if there:
        spec = found["HorizontalPodAutoscaler", "a"]["spec"]
        assert (spec["minReplicas"], spec["maxReplicas"]) == (1, 5)
        assert spec["metrics"][0]["resource"]["target"]["averageUtilization"] == 60


def test_who_may_reach_whom() -> None:
    found = objects(make("db", sockets=(Socket("sql", 5432),)), make("a", sockets=HTTP, wires=(Wire("db"),)))
    (to_db,) = found["NetworkPolicy", "db"]["spec"]["ingress"]
    assert to_db["from"][0]["podSelector"]["matchExpressions"][0]["values"] == ["a"]
    assert found["NetworkPolicy", "a"]["spec"]["ingress"] == [{"ports": [{"port": 80}]}]
    assert found["NetworkPolicy", "nobody"]["spec"]["podSelector"] == {}


def test_published_ports_are_a_service_of_their_own() -> None:
    found = objects(make("a", recipe(publish=(Publication(80, 8080),)), sockets=HTTP))
    spec = found["Service", "a-public"]["spec"]
    assert (spec["type"], spec["ports"][0]["port"], spec["ports"][0]["targetPort"]) == (
        "LoadBalancer",
        8080,
        80,
    )
    hidden = objects(make("a", recipe(publish=()), sockets=HTTP))
    assert ("NetworkPolicy", "a") not in hidden


def test_places_of_the_machine_and_places_to_fill() -> None:
    binds = (Bind("/data", "/d", writable=True), Bind("./conf", "/c"), Bind("./model", "/m", about="a model"))
    found = objects(make("a", recipe(binds=binds)))
    volumes = pod(found, "Deployment", "a")["volumes"]
    assert volumes[0]["hostPath"] == {"path": "/data"}
    assert volumes[1]["persistentVolumeClaim"] == {"claimName": "a-model"}
    assert ("PersistentVolumeClaim", "a-model") in found


def test_machines_are_told_by_labels() -> None:
    two = (make_machine("one", region="eu", failure_domain="rack-1"), make_machine("two"))
    notes = rendered(make("a"), machines=two).notes
    (note,) = (n for n in notes if n.startswith("tell which node is"))
    assert "stratum.host=one" in note
    assert "topology.kubernetes.io/region=eu" in note
    assert "stratum.failure-domain=rack-1" in note
