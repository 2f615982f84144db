"""Ways to break documents, types of elements, and values."""

from typing import Any

from mutants.draft import Draft, Spot, kind
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
