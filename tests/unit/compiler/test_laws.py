"""Laws of starting order and ports over random applications."""

from hypothesis import given, settings
from hypothesis import strategies as st

from stratum.compiler.listening import allocate
from stratum.compiler.order import dependencies, start_order
from stratum.compiler.topics import readers
from stratum.core.findings import Position
from stratum.language.library import library
from stratum.language.tree import COMPONENTS, Document, DocumentKind, Element, Relation

HERE = Position("x.yaml", 1, 1)
TOPICS = st.sampled_from(["a", "b", "c", "d"])
BROKER = Element("broker", "broker", "NatsBroker", {"topics": ("a", "b", "c", "d")}, (), HERE, {}, COMPONENTS)


@st.composite
def applications(draw: st.DrawFn) -> Document:
    """A broker and processors that pass messages on in any way, circles included."""
    processors = tuple(
        Element(
            f"p{i}",
            f"p{i}",
            "StreamProcessor",
            {
                "consumes": draw(TOPICS),
                "produces": draw(TOPICS),
                "statusPort": draw(st.integers(9102, 9104)),
            },
            (Relation("connectsTo", "broker", {}, HERE),),
            HERE,
            {"statusPort": HERE} if draw(st.booleans()) else {},
            COMPONENTS,
        )
        for i in range(draw(st.integers(0, 6)))
    )
    return Document(DocumentKind.APPLICATION, "app", "x.yaml", {}, (BROKER, *processors), "", {})


@given(applications())
@settings(deadline=None)
def test_every_application_has_a_starting_order(application: Document) -> None:
    waits = dependencies(application, library())
    order = start_order(waits)
    assert sorted(order) == sorted(e.name for e in application.elements)
    assert all(order.index(needed) < order.index(name) for name in waits for needed in waits[name])


@given(applications())
@settings(deadline=None)
def test_a_reader_that_is_not_waited_for_waits_itself(application: Document) -> None:
    waits = dependencies(application, library())
    order = start_order(waits)
    for element in application.elements:
        for reader in readers(application, element, library()):
            assert reader in waits[element.name] or order.index(element.name) < order.index(reader)


@given(applications(), st.lists(st.sampled_from(["fog", "cloud"]), min_size=7, max_size=7))
@settings(deadline=None)
def test_no_default_port_is_shared_on_a_host(application: Document, machines: list[str]) -> None:
    hosts = {e.name: machines[i] for i, e in enumerate(application.elements)}
    ports = allocate(application, library(), hosts)
    for host in ("fog", "cloud"):
        here = [e for e in application.elements if hosts[e.name] == host and e.type == "StreamProcessor"]
        written = {ports[e.name]["status"] for e in here if e.positions}
        given_out = [ports[e.name]["status"] for e in here if not e.positions]
        assert len(set(given_out)) == len(given_out)
        assert written.isdisjoint(given_out)


@given(applications())
@settings(deadline=None)
def test_a_written_port_stays(application: Document) -> None:
    ports = allocate(application, library(), dict.fromkeys([e.name for e in application.elements], "one"))
    kept = [e for e in application.elements if e.positions]
    assert [ports[e.name]["status"] for e in kept] == [e.attributes["statusPort"] for e in kept]
