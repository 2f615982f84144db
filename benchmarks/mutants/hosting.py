"""Ways to break what components need of hosts and networks."""

from typing import Any, Final

from mutants.draft import KINDS, Draft, Kind, Spot, connections, is_hosted, kind, needs, target_of

HUGE: Final = {"cpu": 4000, "memory": "900 TiB", "disk": "900 TB", "gpus": 60}
OTHER: Final[dict[str, Any]] = {
    "os": "windows",
    "gpuMemory": "900 TiB",
    "gpuModel": "Z9",
    "accelerators": "edgetpu",
    "kernel": ["sgx"],
    "software": {"cobol": ">=3"},
    "zone": "the-moon",
    "region": ["the-moon"],
    "where": "host.labels.rack == 'none' || host.cpu > 4000.0",
}
WORDS: Final = {"gpuMemory": "gpu-memory", "gpuModel": "gpu-model"}


def _hosted(draft: Draft) -> Spot | None:
    return draft.pick("Component", lambda s: is_hosted(s) and "requires" in s.type.attributes)


def _too_much(name: str, amount: object) -> None:
    def work(draft: Draft) -> str | None:
        spot = _hosted(draft)
        if spot is None:
            return None
        needs(spot)[name] = amount
        return spot.path

    KINDS.append(Kind(f"capacity-{name}", work, f"more_{name}_than_there_is"))


def _other(name: str, value: object) -> None:
    def work(draft: Draft) -> str | None:
        spot = _hosted(draft)
        if spot is None:
            return None
        needs(spot)[name] = value
        return spot.path

    KINDS.append(Kind(f"host-{WORDS.get(name, name)}", work, f"{name}_that_is_not_there"))


for _name, _amount in HUGE.items():
    _too_much(_name, _amount)
for _name, _value in OTHER.items():
    _other(_name, _value)


@kind("host-arch")
def _another_arch(draft: Draft) -> str | None:
    spot = _hosted(draft)
    host = draft.host_of(spot) if spot is not None else None
    if spot is None or host is None:
        return None
    needs(spot)["arch"] = "x86_64" if host.body.get("arch") == "arm64" else "arm64"
    return spot.path


@kind("host-tier")
def _another_tier(draft: Draft) -> str | None:
    spot = _hosted(draft)
    host = draft.host_of(spot) if spot is not None else None
    if spot is None or host is None:
        return None
    tier = host.body.get("tier", host.type.attributes["tier"].default)
    needs(spot)["tier"] = "cloud" if tier == "edge" else "edge"
    return spot.path


@kind("capacity-memory")
def _one_too_many_on_a_host(draft: Draft) -> str | None:
    """The last that fits no more beside the others."""
    spot = draft.pick("Dashboard", is_hosted)
    host = draft.host_of(spot) if spot is not None else None
    if spot is None or host is None:
        return None
    spot.holder["too-many"] = {**spot.body, "port": 9999, "requires": {"memory": host.body["memory"]}}
    others = [s for s in draft.spots("Component") if s.body.get("hostedOn") == host.name]
    taken = any("memory" in s.body.get("requires", {}) for s in others if s.name != "too-many")
    return f"{spot.path.rpartition('/')[0]}/too-many" if taken else None


@kind("placement-none")
def _nowhere(draft: Draft) -> str | None:
    spot = draft.pick("Component", lambda s: "requires" in s.type.attributes and "/" in s.path)
    if spot is None or spot.name not in draft.documents[spot.file]["components"]:
        return None
    spot.body.pop("hostedOn", None)
    needs(spot)[draft.random.choice(["cpu", "gpus"])] = 60_000 if draft.random.random() < 0.5 else 64
    needs(spot)["cpu"] = 60_000
    return spot.path


@kind("where-expression")
def _condition_that_cannot_be_read(draft: Draft) -> str | None:
    spot = _hosted(draft)
    if spot is None:
        return None
    needs(spot)["where"] = draft.random.choice([
        "host.cpu >",
        "self.name == 'x'",
        "host.nothing",
        "[1].map(x, x) == [1]",
        "host.cpu > 1.0 // yes",
    ])
    return spot.path


def _wired(draft: Draft) -> tuple[Spot, Spot, int] | None:
    """A component, its target on another host, and which of its connections that is."""
    found = []
    for spot in draft.spots("Component", is_hosted):
        for number, connection in enumerate(connections(spot) if "connectsTo" in spot.body else ()):
            target = draft.named(spot.file, target_of(connection))
            if target is not None and target.body.get("hostedOn") not in {None, spot.body["hostedOn"]}:
                found.append((spot, target, number))
    return draft.random.choice(found) if found else None


def _asking(draft: Draft, **asked: str) -> str | None:
    found = _wired(draft)
    if found is None:
        return None
    spot, target, number = found
    old = connections(spot)[number]
    connections(spot)[number] = {**(old if isinstance(old, dict) else {"to": target.name}), **asked}
    return spot.path


@kind("network-latency")
def _faster_than_the_path(draft: Draft) -> str | None:
    return _asking(draft, maxLatency="1 us")


@kind("network-loss")
def _lossy_path(draft: Draft) -> str | None:
    for link in draft.spots("Link"):
        link.body["loss"] = "10 %"
    return _asking(draft, maxLoss="1 %")


@kind("network-bandwidth")
def _narrow_link(draft: Draft) -> str | None:
    found = _wired(draft)
    if found is None:
        return None
    end = draft.host_of(found[0])
    links = [s for s in draft.spots("Link") if end is not None and end.name in s.body["between"]]
    if len(links) != 1:
        return None
    links[0].body["bandwidth"] = "1 kbit/s"
    spot, target, number = found
    connections(spot)[number] = {"to": target.name, "minBandwidth": "1 Mbit/s"}
    return links[0].path


@kind("network-none")
def _host_without_links(draft: Draft) -> str | None:
    found = _wired(draft)
    if found is None:
        return None
    end = found[0].body["hostedOn"]
    for link in draft.spots("Link", lambda s: end in s.body["between"]):
        del link.holder[link.name]
    return found[0].path


@kind("qos-impossible")
def _promise_of_the_impossible(draft: Draft) -> str | None:
    spot = draft.pick("ModelService", lambda s: _has_far_caller(draft, s))
    if spot is None:
        return None
    spot.body["qos"] = {"p95Latency": "1 us"}
    return spot.path


def _has_far_caller(draft: Draft, service: Spot) -> bool:
    callers = draft.spots("Component", lambda s: s.file == service.file and is_hosted(s))
    here = service.body.get("hostedOn")
    return here is not None and any(
        target_of(c) == service.name and s.body["hostedOn"] != here for s in callers for c in connections(s)
    )


@kind("colocation")
def _database_elsewhere(draft: Draft) -> str | None:
    spot = draft.pick("DatabaseWriter", is_hosted) or draft.pick("Dashboard", is_hosted)
    others = [h for h in draft.hosts_of(spot) if h.name != spot.body["hostedOn"]] if spot is not None else []
    if spot is None or not others:
        return None
    spot.body["hostedOn"] = draft.random.choice(others).name
    return spot.path


@kind("part-elsewhere")
def _part_on_another_host(draft: Draft) -> str | None:
    spot = draft.pick("Historian", lambda s: is_hosted(s) and bool(s.body.get("contains")))
    others = [h for h in draft.hosts_of(spot) if h.name != spot.body["hostedOn"]] if spot is not None else []
    if spot is None or not others:
        return None
    part = draft.random.choice([*spot.body["contains"]])
    spot.body["contains"][part]["hostedOn"] = draft.random.choice(others).name
    return f"{spot.path.rpartition('/')[0]}/{part}"


@kind("capacity-memory")
def _part_that_is_too_large(draft: Draft) -> str | None:
    spot = draft.pick("Historian", lambda s: is_hosted(s) and bool(s.body.get("contains")))
    if spot is None:
        return None
    part = draft.random.choice([*spot.body["contains"]])
    spot.body["contains"][part]["requires"] = {"memory": "900 TiB"}
    return f"{spot.path.rpartition('/')[0]}/{part}"


@kind("delete-from")
def _host_that_it_is_taken_from(draft: Draft) -> str | None:
    spot = draft.pick("Component", is_hosted)
    if spot is None:
        return None
    spot.body["deleteFrom"] = spot.body["hostedOn"]
    return spot.path


@kind("port-conflict")
def _same_port(draft: Draft) -> str | None:
    spot = draft.pick("Dashboard", is_hosted)
    if spot is None:
        return None
    spot.body["port"] = 8765
    spot.holder["same-port"] = {**spot.body}
    return f"{spot.path.rpartition('/')[0]}/same-port"


@kind("port-privileged")
def _low_port(draft: Draft) -> str | None:
    spot = draft.pick(
        "Component", lambda s: bool({"port", "statusPort"} & {*s.type.attributes}) and _is_local(s)
    )
    if spot is None:
        return None
    name = "port" if "port" in spot.type.attributes else "statusPort"
    spot.body[name] = draft.random.randint(1, 1023)
    return spot.path


def _is_local(spot: Spot) -> bool:
    return "local" in spot.type.implementation


@kind("endpoint-exposed")
def _machine_of_others(draft: Draft) -> str | None:
    spot = draft.pick("NatsBroker", is_hosted)
    host = draft.host_of(spot) if spot is not None else None
    if spot is None or host is None:
        return None
    links = draft.spots("Link", lambda s: host.name in s.body["between"])
    near = {name for link in links for name in link.body["between"]} - {host.name}
    for other in draft.hosts_of(spot):
        if other.name in near:
            other.body["trust"] = "public"
            return spot.path
    return None


@kind("scaling-bounds")
def _fewest_above_most(draft: Draft) -> str | None:
    spot = draft.pick("ModelService")
    if spot is None:
        return None
    spot.body["scaling"] = {"policy": "hpa", "minimum": 5, "maximum": draft.random.randint(1, 4)}
    return spot.path


@kind("scaling-room")
def _no_room_for_replicas(draft: Draft) -> str | None:
    spot = draft.pick("ModelService", is_hosted)
    if spot is None:
        return None
    needs(spot)["cpu"] = 0.5
    spot.body["scaling"] = {"policy": "hpa", "minimum": 900, "maximum": 950}
    return spot.path


@kind("scaling-cold-start")
def _sleeper_in_a_hurry(draft: Draft) -> str | None:
    spot = draft.pick("ModelService")
    if spot is None:
        return None
    spot.body["scaling"] = {"policy": "hpa", "minimum": 0, "maximum": 1}
    spot.body["qos"] = {"p95Latency": "500 ms"}
    return spot.path
