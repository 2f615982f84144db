"""What a wire speaks, and what is offered at its other end."""

from stratum.language.check import read_files
from stratum.language.constraints.build import build
from stratum.language.constraints.context import Context
from stratum.language.constraints.interfaces import Refusal, offers, refusal
from stratum.language.library import extended

TYPES = """\
stratum: 1
kind: Types
name: mine
types:
  Server:
    extends: Component
    help: Offers a page.
    attributes:
      port: {type: port, help: It listens on none where left out.}
      level: {type: string, default: "1.1", help: Version.}
    provides: {http: {port: port, version: level}}
    contains: {Server: {}}
    implementation: {local: {program: server}}
  Client:
    extends: Component
    mixins: [Connected]
    help: Asks for pages.
    relations:
      connectsTo: {to: {Server: {uses: ["http >=1.1,<2", amqp]}}}
    implementation: {local: {program: client}}
"""
APP = """\
stratum: 1
kind: Application
name: app
infrastructure: site.yaml
components:
  client: {type: Client}
  mute: {type: Server}
  plain: {type: Server, port: 80}
  newer: {type: Server, port: 80, level: "2.0"}
  whole: {type: Server, contains: {inside: {type: Server, port: 80}}}
  archive: {type: SqliteDatabase}
"""


def context() -> Context:
    types = extended({"types.yaml": TYPES}).metamodel
    return build(read_files({"app.yaml": APP}, types).model, types)


def asked(target: str) -> Refusal | None:
    space = context().spaces["app.yaml"]
    client = space.elements["client"]
    kind = client.type.relations["connectsTo"]
    return refusal(client, kind, space.elements[target], space.parts.get(target, ()))


def test_what_offers_an_interface_in_a_version_of_the_range_is_taken() -> None:
    assert asked("plain") is None


def test_a_part_offers_for_its_whole() -> None:
    assert asked("whole") is None


def test_both_ends_are_told() -> None:
    found = asked("newer")
    assert found is not None
    assert (found.code, found.required, found.available) == (
        "relation-interface",
        "http >=1.1,<2 or amqp",
        "http 2.0",
    )


def test_without_a_port_nothing_is_offered() -> None:
    found = asked("mute")
    assert found is not None
    assert found.available == "no interface"
    assert list(offers(context().spaces["app.yaml"].elements["mute"])) == []


def test_another_type_is_refused_before_its_interfaces_are_looked_at() -> None:
    found = asked("archive")
    assert found is not None
    assert (found.code, found.required, found.available) == ("relation-type", "Server", "SqliteDatabase")
