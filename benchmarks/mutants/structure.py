"""Ways to break relations, containment, and what types ask of their elements."""

from mutants.draft import Draft, Spot, connections, kind


@kind("relation-missing")
def _relation_left_out(draft: Draft) -> str | None:
    spot = draft.pick(
        test=lambda s: any(_asked(s, key) for key in ("connectsTo", "input", "inputs", "targets"))
    )
    if spot is None:
        return None
    for key in ("connectsTo", "input", "inputs", "targets"):
        if _asked(spot, key):
            del spot.body[key]
    return spot.path


def _asked(spot: Spot, key: str) -> bool:
    relation = next((r for r in spot.type.relations.values() if key in r.spellings), None)
    if relation is None or key not in spot.body:
        return False
    return relation.minimum > 0 or any(t.minimum for t in relation.targets)


@kind("relation-many")
def _relation_twice(draft: Draft) -> str | None:
    spot = draft.pick("Component", lambda s: bool(s.body.get("connectsTo")))
    if spot is None:
        return None
    said = connections(spot)
    said.append(said[0])
    return spot.path


@kind("relation-type")
def _relation_to_another_type(draft: Draft) -> str | None:
    spot = draft.pick("DatabaseWriter") or draft.pick("StreamProcessor")
    page = draft.pick("Dashboard", lambda s: spot is not None and s.file == spot.file)
    if spot is None or page is None:
        return None
    connections(spot).append(page.name)
    return spot.path


@kind("relation-interface")
def _interface_of_another_version(draft: Draft) -> str | None:
    spot = draft.pick("Viewer", lambda s: "history" in str(s.body.get("connectsTo")))
    if spot is None:
        return None
    spot.body["connectsTo"] = ["history-old"]
    return spot.path


@kind("reference-unknown")
def _target_that_is_not_there(draft: Draft) -> str | None:
    spot = draft.pick(
        test=lambda s: any(k in s.body for k in ("connectsTo", "hostedOn", "input", "targets", "between"))
    )
    if spot is None:
        return None
    keys = [k for k in ("connectsTo", "hostedOn", "input", "targets", "between") if k in spot.body]
    key = draft.random.choice(keys)
    said = spot.body[key]
    if isinstance(said, list):
        said[0] = "nobody"
    else:
        spot.body[key] = "nobody"
    return spot.path


@kind("containment-missing")
def _part_left_out(draft: Draft) -> str | None:
    spot = draft.pick("Historian", lambda s: bool(s.body.get("contains")))
    if spot is None:
        return None
    parts = spot.body["contains"]
    spot.body["contains"] = {n: b for n, b in parts.items() if b["type"] != "Engine"}
    return spot.path


@kind("containment-many")
def _parts_too_many(draft: Draft) -> str | None:
    spot = draft.pick("Historian", lambda s: bool(s.body.get("contains")))
    if spot is None:
        return None
    which = draft.random.choice(["Engine", "Shard"])
    for number in range(3):
        spot.body["contains"][f"h-extra-{number}"] = {"type": which}
    return spot.path


@kind("cycle")
def _circle(draft: Draft) -> str | None:
    spot = draft.pick("CustomApplication")
    if spot is None:
        return None
    body = {**spot.body, "connectsTo": [spot.name]}
    spot.holder["around"] = body
    connections(spot).append("around")
    return spot.path if [*spot.holder].index(spot.name) < [*spot.holder].index("around") else None


@kind("constraint-cores")
def _constraint_of_attributes(draft: Draft) -> str | None:
    spot = draft.pick("Historian")
    if spot is None:
        return None
    spot.body["shards"] = draft.random.randint(5, 64)
    needs = spot.body.setdefault("requires", {})
    needs["cpu"] = 0.5
    return spot.path


@kind("constraint-grace")
def _constraint_of_times(draft: Draft) -> str | None:
    spot = draft.pick("Historian")
    if spot is None:
        return None
    spot.body["keeps"], spot.body["grace"] = "1 h", f"{draft.random.randint(1, 90)} d"
    return spot.path


@kind("constraint-names")
def _constraint_of_parts(draft: Draft) -> str | None:
    spot = draft.pick("Historian", lambda s: bool(s.body.get("contains")))
    if spot is None:
        return None
    spot.body["contains"]["shard"] = {"type": "Shard"}
    return spot.path


@kind("constraint-disk")
def _constraint_of_hosts(draft: Draft) -> str | None:
    spot = draft.pick("Historian", lambda s: "hostedOn" in s.body)
    host = draft.host_of(spot) if spot is not None else None
    if spot is None or host is None:
        return None
    host.body["disk"] = "1 MB"
    return spot.path


@kind("constraint-failed-to-run")
def _constraint_that_does_not_run(draft: Draft) -> str | None:
    spot = draft.pick("Historian")
    if spot is None or "requires" not in spot.body:
        return None
    spot.body["shards"] = 8
    spot.body["requires"].pop("cpu", None)
    return spot.path


@kind("type-definition")
def _constraint_of_nothing(draft: Draft) -> str | None:
    file = next((f for f, _ in draft.of_kind("Types")), None)
    if file is None:
        return None
    types = draft.documents[file]["types"]
    holds = draft.random.choice(["self.nothing > 1", "self.port >", "other == 1", "[1].map(x, x) == []"])
    types["Viewer"]["constraints"]["limit"]["holds"] = holds
    return ""


@kind("substitute-none")
def _nothing_to_stand_in(draft: Draft) -> str | None:
    spot = draft.pick("Viewer", lambda s: "history" in str(s.body.get("connectsTo")))
    if spot is None:
        return None
    types = draft.documents["types.yaml"]["types"]
    types["AnyHistorian"] = {
        "help": "x",
        "extends": "Database",
        "abstract": True,
        "substitutes": ["OldHistorian"],
    }
    types["OldHistorian"]["extends"] = "AnyHistorian"
    types["OldHistorian"]["attributes"] = {"owner": {"type": "string", "required": True}}
    types["OldHistorian"]["provides"] = {}
    del spot.holder["history-old"]
    spot.holder["any"] = {"type": "AnyHistorian"}
    return spot.path.rpartition("/")[0] + "/any"
