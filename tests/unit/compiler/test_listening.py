from collections.abc import Callable

from stratum.compiler.listening import FIRST, RANGE, allocate, replica_ports, shared_ports, wanted
from stratum.language.metamodel import Metamodel
from stratum.language.tree import Document

Read = Callable[[str], Document]

THREE = """
kind: Application
name: three
infrastructure: infrastructure.yaml
components:
  first: {type: ModelService, model: m}
  second: {type: ModelService, model: m}
  third: {type: ModelService, model: m, port: 8080}
  fourth: {type: ModelService, model: m}
"""
HERE = {"first": "fog-1", "second": "fog-1", "third": "fog-1", "fourth": "cloud-1"}


def test_ports_are_named_without_their_suffix(application: Document, metamodel: Metamodel) -> None:
    ports = allocate(application, metamodel, {})
    assert ports["broker"] == {"nats": 4222, "mqtt": 1883, "monitor": 8222}
    assert ports["writer"] == {"status": 9103}
    assert ports["archive"] == {}


def test_defaults_give_way_to_what_is_written_and_to_each_other(read: Read, metamodel: Metamodel) -> None:
    ports = allocate(read(THREE), metamodel, HERE)
    assert ports["third"] == {"port": 8080}
    assert ports["first"] == {"port": 8081}
    assert ports["second"] == {"port": 8082}


def test_hosts_do_not_disturb_each_other(read: Read, metamodel: Metamodel) -> None:
    assert allocate(read(THREE), metamodel, HERE)["fourth"] == {"port": 8080}
    alone = allocate(read(THREE), metamodel, {})
    assert {ports["port"] for ports in alone.values()} == {8080}


def test_a_port_that_was_left_out_is_wanted_with_its_default(read: Read, metamodel: Metamodel) -> None:
    document = read(THREE)
    assert [wanted(e, metamodel) for e in document.elements] == [{"port": 8080}] * 4


ALONE = """
kind: Application
name: %s
infrastructure: infrastructure.yaml
components:
  a: {type: ModelService, model: m}
  b: {type: ModelService, model: m}
  c: {type: ModelService, model: m%s}
"""
PLACES = {"one": {"a": "fog-1", "b": "fog-1"}, "two": {"a": "cloud-1", "b": "cloud-1", "c": "fog-1"}}


def test_applications_on_one_host_do_not_share_a_port(read: Read, metamodel: Metamodel) -> None:
    one = read(ALONE % ("one", ""))
    for port, owner in (("", "one/a"), (", port: 8081", "one/b")):
        (found,) = shared_ports([one, read(ALONE % ("two", port))], metamodel, PLACES)
        assert (found.code, found.element) == ("port-conflict", "two/c")
        assert f"port {port[-4:] or 8080} of fog-1, and so would {owner}" in found.message
        assert found.position.line == 9


def test_each_service_has_a_range_of_ports_that_follows_from_its_name(
    read: Read, metamodel: Metamodel
) -> None:
    found = replica_ports(read(ALONE % ("one", "")), metamodel, {})
    assert len(set(found.values())) == 3
    assert all((base - FIRST) % RANGE == 0 and FIRST <= base < 32_000 for base in found.values())
    without = read((ALONE % ("one", "")).replace("  b: {type: ModelService, model: m}\n", ""))
    assert replica_ports(without, metamodel, {}).items() <= found.items()


def test_a_range_makes_room_for_a_port_of_the_model(read: Read, metamodel: Metamodel) -> None:
    document = read(ALONE % ("one", ""))
    base = replica_ports(document, metamodel, {})["a"]
    moved = replica_ports(document, metamodel, {"b": {"port": base + 7}})["a"]
    assert moved == FIRST + (base - FIRST + RANGE) % (120 * RANGE)


def test_two_applications_of_one_name_would_share_their_ranges(read: Read, metamodel: Metamodel) -> None:
    twins = [read(ALONE % ("one", "")), read(ALONE % ("one", ""))]
    found = [f for f in shared_ports(twins, metamodel, {}) if "for its replicas" in f.message]
    assert [f.element for f in found] == ["one/a", "one/b", "one/c"]
    assert found[0].message.endswith("so does one/a")


def test_applications_that_do_not_meet_share_nothing(read: Read, metamodel: Metamodel) -> None:
    one, two = read(ALONE % ("one", "")), read(ALONE % ("two", ", port: 9000"))
    assert shared_ports([one, two], metamodel, PLACES) == ()
    assert shared_ports([one], metamodel, {}) == ()
