from collections.abc import Callable

from stratum.compiler.listening import allocate, wanted
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
