"""Ways to break policies."""

from mutants.draft import Draft, Spot, is_hosted, kind


def _policy(draft: Draft, kind_of: str) -> Spot | None:
    return draft.pick(kind_of)


def _members(draft: Draft, policy: Spot) -> list[Spot]:
    """The hosted components that a policy names itself."""
    named = policy.body["targets"]
    found = (draft.named(policy.file, n) for n in (named if isinstance(named, list) else [named]))
    return [s for s in found if s is not None and is_hosted(s)]


def _moved(draft: Draft, spot: Spot) -> None:
    others = [h for h in draft.hosts_of(spot) if h.name != spot.body["hostedOn"]]
    spot.body["hostedOn"] = draft.random.choice(others).name


@kind("policy-together")
def _one_elsewhere(draft: Draft) -> str | None:
    policy = _policy(draft, "Together")
    members = _members(draft, policy) if policy is not None else []
    if policy is None or len(members) < 2:
        return None
    _moved(draft, draft.random.choice(members))
    return policy.path


@kind("policy-apart")
def _two_together(draft: Draft) -> str | None:
    policy = _policy(draft, "Apart")
    members = _members(draft, policy) if policy is not None else []
    if policy is None or len(members) < 2:
        return None
    members[1].body["hostedOn"] = members[0].body["hostedOn"]
    return policy.path


@kind("policy-spread")
def _all_in_one_zone(draft: Draft) -> str | None:
    policy = _policy(draft, "Spread")
    members = _members(draft, policy) if policy is not None else []
    if policy is None or not members:
        return None
    for host in draft.hosts_of(members[0]):
        host.body["zone"] = "the-only-one"
    return policy.path


@kind("policy-keep-in")
def _one_outside(draft: Draft) -> str | None:
    policy = _policy(draft, "KeepIn")
    members = _members(draft, policy) if policy is not None else []
    outside = [h for h in draft.hosts_of(members[0]) if h.body.get("site") != "paris"] if members else []
    if policy is None or not outside:
        return None
    spot = draft.random.choice(members)
    spot.body["hostedOn"] = draft.random.choice(outside).name
    return spot.path


@kind("policy-residency")
def _host_of_another_region(draft: Draft) -> str | None:
    policy = _policy(draft, "Residency")
    members = _members(draft, policy) if policy is not None else []
    if policy is None or not members:
        return None
    spot = draft.random.choice(members)
    host = draft.host_of(spot)
    if host is None:
        return None
    host.body.update(draft.random.choice([{"region": "us-1"}, {"trust": "public"}]))
    return spot.path


@kind("policy-budget")
def _dearer_hosts(draft: Draft) -> str | None:
    policy = _policy(draft, "Budget")
    members = _members(draft, policy) if policy is not None else []
    if policy is None or not members:
        return None
    host = draft.host_of(draft.random.choice(members))
    if host is None:
        return None
    host.body["cost"] = f"{draft.random.randint(11, 99)} /h"
    return policy.path


@kind("policy-latency")
def _slower_links(draft: Draft) -> str | None:
    policy = _policy(draft, "MaximumLatency")
    if policy is None:
        return None
    policy.body["most"] = "1 us"
    return policy.path


@kind("policy-objective")
def _two_objectives(draft: Draft) -> str | None:
    policy = _policy(draft, "Objective")
    if policy is None:
        return None
    policy.holder["second-aim"] = {"type": "Objective", "aim": draft.random.choice(["latency", "energy"])}
    return policy.path.rpartition("/")[0] + "/second-aim"


@kind("policy-keep-in")
def _nowhere_to_stay(draft: Draft) -> str | None:
    policy = _policy(draft, "KeepIn")
    if policy is None:
        return None
    unhosted = draft.spots("Component", lambda s: s.file == policy.file and not is_hosted(s))
    if not unhosted:
        return None
    policy.body.update({"sites": ["the-moon"], "targets": [unhosted[0].name]})
    return policy.path


@kind("policy-none")
def _nothing_left(draft: Draft) -> str | None:
    policy = draft.pick("KeepIn")
    spot = draft.pick("Viewer", lambda s: not is_hosted(s))
    if policy is None or spot is None:
        return None
    spot.body["requires"] = {"gpus": 1}
    policy.body["targets"] = [spot.name]
    return spot.path
