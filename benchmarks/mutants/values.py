"""Ways to break documents, types of elements, and values."""

from typing import Any

from mutants.draft import Draft, Spot, connections, kind
from stratum.language.metamodel import Attribute, Shape


def _document(draft: Draft, *kinds: str) -> tuple[str, dict[str, Any]]:
    found = [
        d for k in kinds or ("Application", "Infrastructure", "Pipeline", "Rules") for d in draft.of_kind(k)
    ]
    return draft.random.choice(found) if found else ("", {})


@kind("yaml-syntax")
def _broken_yaml(draft: Draft) -> str | None:
    file, _ = _document(draft)
    draft.edits.append(lambda texts: texts.update({file: texts[file] + "\nbroken: [1, 2\n"}))
    return ""


@kind("yaml-limit")
def _many_levels(draft: Draft) -> str | None:
    file, _ = _document(draft)
    draft.edits.append(lambda texts: texts.update({file: texts[file] + f"\nx: {'[' * 300}{']' * 300}\n"}))
    return ""


@kind("duplicate-key")
def _key_twice(draft: Draft) -> str | None:
    file, document = _document(draft)
    draft.edits.append(lambda texts: texts.update({file: texts[file] + f"\nname: {document['name']}\n"}))
    return ""


@kind("document-shape")
def _two_documents(draft: Draft) -> str | None:
    file, _ = _document(draft)
    draft.edits.append(lambda texts: texts.update({file: texts[file] + "\n---\nstratum: 1\n"}))
    return ""


@kind("format-version")
def _another_format(draft: Draft) -> str | None:
    _, document = _document(draft)
    document["stratum"] = 7
    return ""


@kind("unknown-kind")
def _another_kind(draft: Draft) -> str | None:
    _, document = _document(draft)
    document["kind"] = document["kind"] + "s"
    return ""


@kind("name-pattern")
def _space_in_name(draft: Draft) -> str | None:
    spot = draft.pick(test=lambda s: s.type.is_a("Component"))
    if spot is None:
        return None
    spot.holder[f"{spot.name} x"] = spot.holder.pop(spot.name)
    return f"{spot.path} x"


@kind("name-pattern")
def _document_with_a_bad_name(draft: Draft) -> str | None:
    file, document = _document(draft, "Application", "Infrastructure", "Rules")
    if not file:
        return None
    document["name"] = "Bad Name"
    return "Bad Name"


@kind("name-duplicate")
def _same_identity(draft: Draft) -> str | None:
    spot = draft.pick("Component")
    others = draft.spots(test=lambda s: spot is not None and s.file == spot.file and s.name != spot.name)
    if spot is None or not others:
        return None
    first, second = spot, draft.random.choice(others)
    first.body["id"] = second.body["id"] = "the-same"
    order = [s.name for s in draft.spots() if s.file == spot.file]
    return first.path if order.index(first.name) > order.index(second.name) else second.path


@kind("unknown-type")
def _misspelt_type(draft: Draft) -> str | None:
    spot = draft.pick(test=lambda s: "type" in s.body)
    if spot is None:
        return None
    spot.body["type"] += "x"
    return spot.path


@kind("abstract-type")
def _abstract_type(draft: Draft) -> str | None:
    spot = draft.pick("Publisher") or draft.pick("Split") or draft.pick("Host")
    if spot is None:
        return None
    parent = next(a for a in ("Publisher", "Split", "Host") if spot.type.is_a(a))
    spot.body["type"] = parent
    return spot.path


@kind("misplaced-type")
def _type_of_another_section(draft: Draft) -> str | None:
    spot = draft.pick(test=lambda s: s.type.is_any(("Component", "Block", "Policy")))
    if spot is None:
        return None
    spot.body["type"] = "CloudMachine"
    return spot.path


@kind("unknown-attribute")
def _attribute_of_nobody(draft: Draft) -> str | None:
    spot = draft.pick()
    if spot is None:
        return None
    spot.body["colour"] = "red"
    return spot.path


@kind("missing-attribute")
def _attribute_left_out(draft: Draft) -> str | None:
    spot = draft.pick(test=lambda s: any(a.required and n in s.body for n, a in s.type.attributes.items()))
    if spot is None:
        return None
    names = [n for n, a in spot.type.attributes.items() if a.required and n in spot.body]
    del spot.body[draft.random.choice(names)]
    return spot.path


def _with(draft: Draft, *shapes: Shape) -> tuple[Spot, Attribute] | None:
    """An element with an attribute of some shape."""
    pairs = [
        (s, a) for s in draft.spots() for a in s.type.attributes.values() if a.shape in shapes and not a.words
    ]
    return draft.random.choice(pairs) if pairs else None


@kind("value-type")
def _text_for_a_number(draft: Draft) -> str | None:
    found = _with(draft, Shape.INTEGER, Shape.NUMBER, Shape.BOOLEAN, Shape.PORT)
    if found is None:
        return None
    found[0].body[found[1].name] = "many"
    return found[0].path


@kind("value-type")
def _list_for_a_text(draft: Draft) -> str | None:
    found = _with(draft, Shape.STRING, Shape.ENUM, Shape.PATH)
    if found is None:
        return None
    found[0].body[found[1].name] = ["a", "b"]
    return found[0].path


@kind("value-unit")
def _unit_of_something_else(draft: Draft) -> str | None:
    found = _with(draft, Shape.QUANTITY)
    if found is None:
        return None
    found[0].body[found[1].name] = "5 parsec"
    return found[0].path


@kind("value-range")
def _no_port(draft: Draft) -> str | None:
    found = _with(draft, Shape.PORT)
    if found is None:
        return None
    found[0].body[found[1].name] = 70_000
    return found[0].path


@kind("value-range")
def _below_the_least(draft: Draft) -> str | None:
    pairs = [
        (s, a)
        for s in draft.spots()
        for a in s.type.attributes.values()
        if a.shape in {Shape.INTEGER, Shape.NUMBER} and a.minimum is not None and not a.words
    ]
    if not pairs:
        return None
    spot, attribute = draft.random.choice(pairs)
    spot.body[attribute.name] = int((attribute.minimum or 0) - 5)
    return spot.path


@kind("value-option")
def _no_option(draft: Draft) -> str | None:
    found = _with(draft, Shape.ENUM)
    if found is None:
        return None
    found[0].body[found[1].name] = "nonsense"
    return found[0].path


@kind("value-pattern")
def _topic_in_capitals(draft: Draft) -> str | None:
    spot = draft.pick("MessageBroker")
    if spot is None:
        return None
    spot.body["topics"] = [*spot.body["topics"], "Not A Topic"]
    return spot.path


@kind("value-exposed")
def _secret_itself(draft: Draft) -> str | None:
    found = _with(draft, Shape.VAULT)
    if found is None:
        return None
    found[0].body[found[1].name] = "hunter2"
    return found[0].path


@kind("secret-plain")
def _secret_in_a_map(draft: Draft) -> str | None:
    spot = draft.pick(test=lambda s: "environment" in s.type.attributes)
    if spot is None:
        return None
    key = draft.random.choice(["DB_PASSWORD", "apiKey", "ACCESS_TOKEN", "client-secret"])
    spot.body.setdefault("environment", {})[key] = "hunter2"
    return spot.path


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
