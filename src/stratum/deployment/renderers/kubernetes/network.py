"""Services, and who may reach them: what the wires of the model say, and nobody else."""

from collections.abc import Iterator

from stratum.deployment.blueprint import Blueprint, ContainerRecipe, Workload
from stratum.deployment.renderers import placed
from stratum.deployment.renderers.kubernetes.names import NAME, Object, labels, metadata, namespace

_API = "networking.k8s.io/v1"


def services(
    blueprint: Blueprint, workload: Workload, recipe: ContainerRecipe, *, headless: bool
) -> Iterator[Object]:
    """The service of a workload under its name, and a second one for ports that are reached from outside.

    Args:
        blueprint: The application.
        workload: The workload.
        recipe: How it runs in a container.
        headless: Whether each of its pods is reached by itself.
    """
    ports = list(dict.fromkeys(socket.port for socket in workload.sockets))
    listed = [{"name": f"p{port}", "port": port, "targetPort": port} for port in ports]
    chosen = {NAME: workload.name, **{k: v for k, v in labels(blueprint, workload).items() if k != NAME}}
    if ports or headless:
        spec = {"selector": chosen, "clusterIP": "None" if headless else None, "ports": listed or None}
        yield _service(blueprint, workload, workload.name, spec)
    if recipe.publish:
        listed = [
            {
                "name": f"p{port.outside or port.port}-{port.protocol}",
                "port": port.outside or port.port,
                "targetPort": port.port,
                "protocol": port.protocol.upper(),
            }
            for port in recipe.publish
        ]
        spec = {"selector": chosen, "type": "LoadBalancer", "ports": listed}
        yield _service(blueprint, workload, f"{workload.name}-public", spec)


def _service(blueprint: Blueprint, workload: Workload, name: str, spec: Object) -> Object:
    about = metadata(blueprint, workload, name)
    return {"apiVersion": "v1", "kind": "Service", "metadata": about, "spec": spec}


def policies(blueprint: Blueprint) -> Iterator[Object]:
    """Nothing is reached, but for what the wires say and the pages that people open."""
    yield {
        "apiVersion": _API,
        "kind": "NetworkPolicy",
        "metadata": {"name": "nobody", "namespace": namespace(blueprint)},
        "spec": {"podSelector": {}, "policyTypes": ["Ingress"]},
    }
    for workload, recipe in placed.in_containers(blueprint).values():
        rules = list(_rules(blueprint, workload, recipe))
        if rules:
            yield {
                "apiVersion": _API,
                "kind": "NetworkPolicy",
                "metadata": metadata(blueprint, workload),
                "spec": {
                    "podSelector": {"matchLabels": {NAME: workload.name}},
                    "policyTypes": ["Ingress"],
                    "ingress": rules,
                },
            }


def _rules(blueprint: Blueprint, workload: Workload, recipe: ContainerRecipe) -> Iterator[Object]:
    running = placed.in_containers(blueprint)
    users = [name for name, (other, _) in running.items() if workload.name in {w.to for w in other.wires}]
    ports: list[Object] = [{"port": port} for port in dict.fromkeys(s.port for s in workload.sockets)]
    if users and ports:
        chosen = {"matchExpressions": [{"key": NAME, "operator": "In", "values": users}]}
        yield {"from": [{"podSelector": chosen}], "ports": ports}
    if recipe.publish:
        yield {"ports": [{"port": p.port, "protocol": p.protocol.upper()} for p in recipe.publish]}
    elif recipe.publish is None and placed.is_entrance(blueprint, workload):
        yield {"ports": [{"port": s.port} for s in workload.sockets if s.interface == placed.HTTP]}
