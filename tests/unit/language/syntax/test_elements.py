from collections.abc import Callable

import pytest

from stratum.core.findings import Position
from stratum.language.syntax.parse import Parsed
from stratum.language.tree import Element, Relation

Reader = Callable[[str], Parsed]
Component = Callable[[str], Element]
HEAD = "stratum: 1\nkind: Application\nname: app\ninfrastructure: site.yaml\ncomponents:\n"


@pytest.fixture
def components(read: Reader) -> Reader:
    """Reads an application with the given components."""
    return lambda body: read(HEAD + body)


def only(parsed: Parsed) -> Element:
    assert parsed.findings == ()
    assert parsed.document is not None
    return parsed.document.elements[0]


def test_attributes_are_typed_and_defaults_filled_in(components: Reader) -> None:
    element = only(components("  m: {type: ModelService, model: risk, qos: {p95Latency: 100 ms}}\n"))
    assert element.attributes == {
        "model": "risk",
        "qos": {"p95Latency": 0.1},
        "port": 8080,
        "requires": {},
        "container": {},
    }
    assert (element.id, element.name, element.type) == ("m", "m", "ModelService")


def test_positions_of_elements_attributes_and_relations(components: Reader) -> None:
    element = only(components("  b: {type: NatsBroker, hostedOn: h, topics: [t], requires: {cpu: 1}}\n"))
    assert element.position == Position("doc.yaml", 6, 3)
    assert element.positions["topics"] == Position("doc.yaml", 6, 46)
    assert element.positions["requires.cpu"] == Position("doc.yaml", 6, 67)
    assert element.positions["hostedOn"] == element.relations[0].position == Position("doc.yaml", 6, 35)
    assert "natsPort" not in element.positions


def test_an_identity_survives_renaming(components: Reader) -> None:
    before = only(components("  old: {id: x-1, type: SqliteDatabase}\n"))
    after = only(components("  new: {id: x-1, type: SqliteDatabase}\n"))
    assert before.id == after.id == "x-1"
    assert before.name != after.name


def test_relations_in_all_their_spellings(components: Reader) -> None:
    body = "  p:\n    type: StreamProcessor\n    consumes: a\n    produces: b\n    connectsTo: "
    one = only(components(f"{body}broker\n")).relations
    many = only(components(f"{body}[broker, {{to: model, maxLatency: 5 ms}}]\n")).relations
    assert one == (Relation("connectsTo", "broker", {}, Position("doc.yaml", 10, 17)),)
    assert [(r.target, r.attributes) for r in many] == [("broker", {}), ("model", {"maxLatency": 0.005})]


def test_input_and_inputs_are_one_relation(read: Reader) -> None:
    head = "stratum: 1\nkind: Pipeline\nname: p\nblocks:\n"
    for key in ("input", "inputs"):
        element = only(read(f"{head}  s: {{type: SplitRandom, {key}: [rows]}}\n"))
        assert element.targets("input") == ("rows",)
        assert key in element.positions


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("  x:\n", "value-type"),
        ("  x: NatsBroker\n", "value-type"),
        ("  x: {}\n", "missing-attribute"),
        ("  x: {type: Nope}\n", "unknown-type"),
        ("  x: {type: [a]}\n", "unknown-type"),
        ("  x: {type: Publisher}\n", "abstract-type"),
        ("  x: {type: Watched}\n", "abstract-type"),
        ("  x: {type: CloudMachine}\n", "misplaced-type"),
    ],
)
def test_elements_that_cannot_be_read_are_remembered(components: Reader, body: str, code: str) -> None:
    parsed = components(body)
    assert [f.code for f in parsed.findings] == [code]
    assert parsed.findings[0].element == "app/x"
    assert parsed.unread == {"x"}
    assert parsed.document is not None
    assert parsed.document.elements == ()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("  x: {type: SqliteDatabase, path: y}\n", "unknown-attribute"),
        ("  x: {type: SqliteDatabase, id: [y]}\n", "value-type"),
        ("  x: {type: SqliteDatabase, hostedOn: }\n", "value-type"),
        ("  x: {type: SqliteDatabase, hostedOn: [[a]]}\n", "value-type"),
        ("  x: {type: SqliteDatabase, hostedOn: {on: a}}\n", "value-type"),
        ("  x: {type: SqliteDatabase, requires: 5}\n", "value-type"),
        ("  x: {type: SqliteDatabase, requires: {memory: 5 GHz}}\n", "value-unit"),
        ("  x: {type: Dashboard, connectsTo: {to: y, maxLatency: 5 MB}}\n", "value-unit"),
        ("  x: {type: Dashboard, connectsTo: {to: y, minLatency: 5 ms}}\n", "unknown-attribute"),
        ("  x: {type: NatsBroker}\n", "missing-attribute"),
    ],
)
def test_elements_with_faults_are_kept(components: Reader, body: str, code: str) -> None:
    parsed = components(body)
    assert [f.code for f in parsed.findings] == [code]
    assert parsed.document is not None
    assert [e.name for e in parsed.document.elements] == ["x"]
    assert parsed.unread == frozenset()


def test_an_abstract_type_suggests_those_that_extend_it(components: Reader) -> None:
    finding = components("  x: {type: Publisher}\n").findings[0]
    assert finding.fix == "use one of PublisherApplication, ReplayPublisher"


def test_links_need_no_type(read: Reader) -> None:
    head = "stratum: 1\nkind: Infrastructure\nname: s\nhosts: {}\nlinks:\n"
    element = only(read(f"{head}  l: {{between: [a, b], latency: 6 ms, bandwidth: 1 Gbit/s}}\n"))
    assert (element.type, element.targets("between")) == ("Link", ("a", "b"))
    assert element.attributes == {"latency": 0.006, "bandwidth": 1e9, "loss": 0.0}


def test_one_faulty_element_hides_nothing_of_the_others(components: Reader) -> None:
    parsed = components("  x: {type: Nope}\n  y: {type: SqliteDatabase, z: 1}\n  b: {type: NatsBroker}\n")
    assert [f.element for f in parsed.findings] == ["app/x", "app/y", "app/b"]
    assert parsed.unread == {"x"}
