"""The manifests: a namespace, a file for each workload, the network policies, and what joins them."""

import shlex
from collections import Counter
from collections.abc import Iterator, Mapping

from stratum.deployment.blueprint import Blueprint, ContainerRecipe, Value, Workload
from stratum.deployment.renderers import placed
from stratum.deployment.renderers.documents import document, documents
from stratum.deployment.renderers.kubernetes import network, placing, pods
from stratum.deployment.renderers.kubernetes.names import (
    NAME,
    Object,
    claim_name,
    key_of,
    metadata,
    namespace,
    secret_name,
)
from stratum.deployment.rendering import Rendering

_STORAGE = 2**30
"""Bytes of a volume whose size the model does not say."""
_AUTOSCALED = frozenset({"hpa", "utilisation"})
_SCALED = ("policy", "minimum", "maximum", "target")
_ENDLESS = frozenset({"always", "unless-stopped"})


def render(blueprint: Blueprint) -> Rendering:
    """Files for ``kubectl apply -k``.

    Args:
        blueprint: The application on its machines.
    """
    head = placed.head(blueprint)
    running = placed.in_containers(blueprint)
    space = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace(blueprint)}}
    files = {"namespace.yaml": document(space, head)}
    for name, (workload, recipe) in running.items():
        files[f"{name}.yaml"] = documents(_objects(blueprint, workload, recipe), head)
    claims = list(_shared_claims(blueprint))
    if claims:
        files["volumes.yaml"] = documents(claims, head)
    files["network-policies.yaml"] = documents(network.policies(blueprint), head)
    joined = {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "resources": list(files),
    }
    files["kustomization.yaml"] = document(joined, head)
    return Rendering(files, _carried(blueprint), tuple(_notes(blueprint)), placed.omitted(blueprint))


def _objects(blueprint: Blueprint, workload: Workload, recipe: ContainerRecipe) -> Iterator[Object]:
    if recipe.files:
        names = placed.file_names(workload, recipe)
        yield {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": metadata(blueprint, workload, f"{workload.name}-{pods.FILES}"),
            "data": {key_of(names[path]): text for path, text in sorted(recipe.files.items())},
        }
    for source, _, _ in pods.reachable(recipe):
        if not source.startswith("/"):
            yield _claim(blueprint, workload, pods.bound_claim(workload, source), _STORAGE)
    own = _own_volumes(blueprint, recipe)
    is_set = bool(own) and not workload.task
    yield from network.services(blueprint, workload, recipe, headless=is_set)
    if not is_set:
        for name in own:
            yield _claim(blueprint, workload, claim_name(name), _size(workload, recipe))
    yield _runner(blueprint, workload, recipe, own if is_set else [])
    yield from _autoscaler(blueprint, workload, is_set=is_set)


def _runner(blueprint: Blueprint, workload: Workload, recipe: ContainerRecipe, own: list[str]) -> Object:
    """A job for a task, a stateful set for what keeps data of its own, else a deployment."""
    template = pods.template(blueprint, workload, recipe, own)
    about = metadata(blueprint, workload)
    if workload.task:
        spec: dict[str, object] = {"backoffLimit": 20, "template": template}
        return {"apiVersion": "batch/v1", "kind": "Job", "metadata": about, "spec": spec}
    spec = {
        "replicas": workload.replicas,
        "selector": {"matchLabels": {NAME: workload.name}},
        "template": template,
    }
    if not own:
        return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": about, "spec": spec}
    claims = [
        {"metadata": {"name": claim_name(name)}, "spec": _claim_spec(_size(workload, recipe))} for name in own
    ]
    spec |= {"serviceName": workload.name, "volumeClaimTemplates": claims}
    return {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": about, "spec": spec}


def _autoscaler(blueprint: Blueprint, workload: Workload, *, is_set: bool) -> Iterator[Object]:
    """Replicas that follow the use of the processor, where the model says so."""
    scaling = _scaling(workload)
    if scaling is None:
        return
    kind = "StatefulSet" if is_set else "Deployment"
    aim = {"type": "Utilization", "averageUtilization": _percent(scaling.get("target"))}
    yield {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": metadata(blueprint, workload),
        "spec": {
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": kind, "name": workload.name},
            "minReplicas": workload.replicas,
            "maxReplicas": max(workload.replicas, _whole(scaling.get("maximum"), 4)),
            "metrics": [{"type": "Resource", "resource": {"name": "cpu", "target": aim}}],
        },
    }


def _scaling(workload: Workload) -> Mapping[str, Value] | None:
    """What the model says of scaling, where an autoscaler of Kubernetes does the same."""
    told = workload.settings.get("scaling")
    if not isinstance(told, Mapping) or workload.task or not workload.needs.cpu:
        return None
    is_same = told.get("policy") in _AUTOSCALED and told.get("metric", "utilisation") == "utilisation"
    return told if is_same else None


def _percent(value: object) -> int:
    return round(value * 100) if isinstance(value, (int, float)) and 0 < value <= 1 else 70


def _whole(value: object, otherwise: int) -> int:
    return int(value) if isinstance(value, (int, float)) else otherwise


def _own_volumes(blueprint: Blueprint, recipe: ContainerRecipe) -> list[str]:
    """The volumes that no other workload has."""
    count = _volume_counts(blueprint)
    return [name for name in sorted(recipe.volumes) if count[name] == 1]


def _volume_counts(blueprint: Blueprint) -> Counter[str]:
    running = placed.in_containers(blueprint).values()
    return Counter(name for _, recipe in running for name in recipe.volumes)


def _shared_claims(blueprint: Blueprint) -> Iterator[Object]:
    """Claims of volumes that several workloads have; each is as large as the largest wants it."""
    running = placed.in_containers(blueprint).values()
    for name, count in sorted(_volume_counts(blueprint).items()):
        users = [(w, r) for w, r in running if name in r.volumes]
        if count > 1:
            size = max(_size(workload, recipe) for workload, recipe in users)
            yield _claim(blueprint, users[0][0], claim_name(name), size)


def _size(workload: Workload, recipe: ContainerRecipe) -> int:
    """Bytes of each volume: the disk that the workload requires, divided."""
    return -(-workload.needs.disk // len(recipe.volumes)) if workload.needs.disk else _STORAGE


def _claim(blueprint: Blueprint, workload: Workload, name: str, size: int) -> Object:
    about = metadata(blueprint, workload, name)
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": about,
        "spec": _claim_spec(size),
    }


def _claim_spec(size: int) -> Object:
    return {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": str(size)}}}


def _carried(blueprint: Blueprint) -> frozenset[str]:
    running = placed.in_containers(blueprint)
    kept, lost = set(), set()
    for workload, recipe in running.values():
        names = _SCALED if _scaling(workload) is not None else ("minimum",)
        kept |= {f"{workload.path}.scaling.{name}" for name in names}
        lost |= {f"{workload.path}.container.{name}" for name in _unsaid(recipe)}
    return frozenset(path for path in placed.carried(blueprint, kept) if path not in lost)


def _unsaid(recipe: ContainerRecipe) -> Iterator[str]:
    """What a pod cannot say of how a container runs."""
    if len(pods.reachable(recipe)) < len(recipe.binds):
        yield "binds"
    if recipe.user and not recipe.user.isdigit():
        yield "user"
    if recipe.restart and recipe.restart not in _ENDLESS:
        yield "restart"


def _notes(blueprint: Blueprint) -> Iterator[str]:
    yield from placed.notes(blueprint)
    space = namespace(blueprint)
    for secret in placed.secrets(blueprint):
        kind, _, place = secret.source.partition(":")
        given = f'--from-literal=value="${place}"'
        if kind == "file":
            given = f"--from-file=value={shlex.quote(place)}"
        name = secret_name(blueprint, secret)
        yield f"make secret {name}: kubectl -n {space} create secret generic {name} {given}"
    yield from _volume_notes(blueprint)
    used = {workload.host for workload, _ in placed.in_containers(blueprint).values()}
    for machine in blueprint.machines if len(blueprint.machines) > 1 else ():
        if machine.name in used:
            told = " ".join(f"{key}={value}" for key, value in placing.node_labels(machine).items())
            yield f"tell which node is {machine.name}: kubectl label node NODE {told}"


def _volume_notes(blueprint: Blueprint) -> Iterator[str]:
    for workload, recipe in placed.in_containers(blueprint).values():
        for source, target, _ in pods.reachable(recipe):
            if not source.startswith("/"):
                claim = pods.bound_claim(workload, source)
                yield f"{workload.name} reads {target} from claim {claim}, which has to be filled"
        if recipe.volumes and not workload.needs.disk:
            yield f"{workload.name} requires no disk: each of its volumes gets 1 GiB"
