"""What stands for components of other applications, from placement to specifications and files."""

import json
from collections.abc import Mapping

from stratum.compiler.blueprint import blueprint
from stratum.compiler.check import application_findings
from stratum.compiler.deployment import desired_state
from stratum.compiler.placement import placed, placement_problem
from stratum.compiler.selection import anchored, by_need, needed, selections, with_selected
from stratum.compiler.types import Resolved
from stratum.compiler.view import application_view
from stratum.deployment.blueprint import Blueprint, SecretReference, Selected
from stratum.language.check import check_files
from stratum.language.library import extended, library
from stratum.language.tree import Document
from stratum.placement.service import place
from stratum.placement.solvers.cpsat import CpSatSolver
from stratum.placement.solvers.greedy import GreedySolver
from stratum.placement.types import Decision, Infeasible, PlacementProblem

TYPES = library()
SITE = """\
stratum: 1
kind: Infrastructure
name: site
hosts:
  edge-1: {type: EdgeGateway, cpu: 1, memory: 1 GiB, disk: 8 GB, address: 10.0.0.1}
  fog-1: {type: FogServer, cpu: 2, memory: 4 GiB, disk: 10 GB, address: 10.0.0.2}
  cloud-1: {type: CloudMachine, cpu: 8, memory: 16 GiB, disk: 100 GB, address: 10.0.0.3}
links:
  first: {between: [edge-1, fog-1], latency: 5 ms}
  second: {between: [fog-1, cloud-1], latency: 20 ms}
"""
HEAD = "stratum: 1\nkind: Application\nname: {}\ninfrastructure: site.yaml\ncomponents:\n"
HUB = HEAD.format("hub") + (
    "  first: {type: NatsBroker, hostedOn: fog-1, topics: [rows], natsPort: 4222}\n"
    "  broker: {type: NatsBroker, hostedOn: fog-1, topics: [rows, outcomes], requires: {cpu: 2}}\n"
    "  gate: {type: ReplayPublisher, hostedOn: edge-1, connectsTo: broker, pipeline: pipe.yaml,\n"
    "    dataset: raw, publishes: rows, outcomes: outcomes}\n"
)
PIPE = "stratum: 1\nkind: Pipeline\nname: risk\nblocks:\n  raw: {type: CsvSource, path: rows.csv}\n"
APP = HEAD.format("app") + (
    "  bus: {type: MessageBroker, select: hub/broker}\n"
    "  db: {type: SqliteDatabase}\n"
    "  writer: {type: DatabaseWriter, connectsTo: [{to: bus, maxLatency: 10 ms}, db], consumes: outcomes,\n"
    "    requires: {memory: 256 MiB}}\n"
)
ADDRESSES = {"edge-1": "127.9.0.2", "fog-1": "127.9.0.3", "cloud-1": "127.9.0.4"}
HOSTS = {"hub": {"first": "fog-1", "broker": "fog-1", "gate": "edge-1", "store": "cloud-1", "vault": "fog-1"}}


def documents(app: str = APP, hub: str = HUB) -> Mapping[str, Document]:
    texts = {"app.yaml": app, "hub.yaml": hub, "pipe.yaml": PIPE, "site.yaml": SITE}
    return check_files(texts, TYPES).model.documents


def problem_of(found: Mapping[str, Document]) -> PlacementProblem:
    return placement_problem(anchored(found["app.yaml"], HOSTS), found["site.yaml"], TYPES)


def answered(found: Mapping[str, Document]) -> Decision | Infeasible:
    return place(problem_of(found), [GreedySolver(), CpSatSolver()])


def decided(found: Mapping[str, Document]) -> Decision:
    answer = answered(found)
    assert isinstance(answer, Decision)
    return answer


def test_what_is_selected_is_not_placed_again_and_what_uses_it_stands_near() -> None:
    found = documents()
    assert [demand.component for demand in problem_of(found).demands] == ["db", "writer"]
    hosts = placed(anchored(found["app.yaml"], HOSTS), decided(found).placement)
    assert hosts["bus"] == "fog-1"
    assert hosts["writer"] == hosts["db"] != "cloud-1"


def test_no_host_near_enough_is_told_with_the_delay() -> None:
    answer = answered(documents(APP.replace("256 MiB", "8 GiB")))
    assert isinstance(answer, Infeasible)
    told = " ".join(explanation.text for explanation in answer.explanations)
    assert "latency to bus: needs at most 10 ms, has 20 ms" in told


def test_bandwidth_and_loss_of_the_way_are_kept() -> None:
    narrow = SITE.replace("latency: 5 ms", "latency: 5 ms, bandwidth: 1 Mbit/s, loss: 1 %")
    asked = {
        "minBandwidth: 2 Mbit/s": [frozenset({"fog-1", "cloud-1"})],
        "minBandwidth: 1 Mbit/s": [frozenset({"edge-1", "fog-1", "cloud-1"})],
        "maxLoss: 0.5 %": [frozenset({"fog-1", "cloud-1"})],
        "maxLoss: 2 %": [frozenset({"edge-1", "fog-1", "cloud-1"})],
        "maxLatency: 1 s": [],
    }
    for text, allowed in asked.items():
        texts = {"app.yaml": APP.replace("maxLatency: 10 ms", text), "hub.yaml": HUB, "site.yaml": narrow}
        found = check_files({**texts, "pipe.yaml": PIPE}, TYPES).model.documents
        (writer,) = (d for d in problem_of(found).demands if d.component == "writer")
        assert [c.hosts for c in writer.conditions if not c.name.startswith("latency")] == allowed


def test_what_is_embedded_elsewhere_is_used_on_its_host() -> None:
    hub = HUB + "  store: {type: SqliteDatabase, hostedOn: cloud-1}\n"
    app = HEAD.format("app") + (
        "  store: {type: Database, select: hub/store}\n  board: {type: Dashboard, connectsTo: store}\n"
    )
    assert decided(documents(app, hub)).placement.hosts == {"board": "cloud-1"}


def test_a_placement_tells_what_is_selected() -> None:
    found = documents()
    told = with_selected(decided(found), found["app.yaml"], {"bus": "fog-1"})
    assert told.placement.hosts["bus"] == "fog-1"
    assert told.reasons["bus"] == "hub/broker, which is placed in its own application"
    assert with_selected(told, found["hub.yaml"], {}) is told


def test_applications_come_after_those_that_they_select_from() -> None:
    found = documents()
    app, hub = found["app.yaml"], found["hub.yaml"]
    assert by_need([app, hub]) == [hub, app]
    assert (needed(app), needed(hub)) == (("hub",), ())


def test_components_connect_to_where_the_other_listens() -> None:
    found = documents()
    app = found["app.yaml"]
    hosts = {"bus": "fog-1", "db": "fog-1", "writer": "fog-1"}
    selected = selections(app, found.values(), TYPES, HOSTS)
    resolved = Resolved(ADDRESSES, {"db": "/run/db"}, {}, {}, selected=selected)
    desired = desired_state(app, hosts, {}, TYPES, resolved)
    specs = {spec.name: spec for spec in desired.components}
    assert specs.keys() == {"db", "writer"}
    assert specs["writer"].depends_on == ("db",)
    told = json.loads(specs["writer"].files["spec.json"])
    assert told["broker"] == "nats://127.9.0.3:4223"  # 4222 belongs to the first broker of the host
    assert (told["application"], told["name"]) == ("hub", "app-writer")
    (consumed,) = told["consumes"]
    assert consumed == {"stream": "hub_outcomes", "durable": "app-writer", "kind": "outcomes"}


def test_what_others_publish_can_be_stored() -> None:
    found = documents()
    assert application_findings(found["app.yaml"], found, TYPES) == ()
    silent = documents(hub=HUB.replace(", outcomes: outcomes}", "}"))
    assert [f.code for f in application_findings(silent["app.yaml"], silent, TYPES)] == ["topic-not-storable"]


def exported(app: str, hub: str = HUB) -> Blueprint:
    found = documents(app, hub)
    hosts = placed(anchored(found["app.yaml"], HOSTS), None)
    return blueprint(found["app.yaml"], found["site.yaml"], hosts, TYPES, found)


def test_files_of_other_tools_reach_it_on_its_machine_and_do_not_make_it() -> None:
    made = exported(APP)
    assert [w.name for w in made.workloads] == ["db", "writer"]
    assert made.selected == (Selected("bus", "NatsBroker", "hub", "broker", "app/bus"),)
    writer = made.workloads[1]
    assert [wire.to for wire in writer.wires] == ["db"]
    assert writer.container is not None
    assert json.loads(writer.container.files["/etc/stratum/spec.json"])["broker"] == "nats://10.0.0.2:4222"
    assert "app/writer.connectsTo.bus" in writer.container.uses
    assert [fact.constrains for fact in made.facts.values() if fact.element == "app/bus"] == [False, False]


OWN = """\
stratum: 1
kind: Types
name: mine
types:
  Reader:
    extends: Component
    mixins: [Connected]
    help: Reads a database.
    relations:
      connectsTo: {to: {Database: {uses: [postgresql]}}}
    implementation:
      container:
        image: reader
        tag: "1"
        environment:
          AT: {peer: connectsTo, type: Database, value: address}
          PORT: {peer: connectsTo, type: Database, value: port, interface: postgresql}
          PASSWORD: {peer: connectsTo, type: PostgreSql, value: password}
"""


def test_address_port_and_secret_of_it_are_given_as_for_any_connection() -> None:
    hub = HUB + "  vault: {type: PostgreSql, hostedOn: fog-1, password: 'env:HUB_PASSWORD', port: 5555}\n"
    app = HEAD.format("app") + (
        "  store: {type: Database, select: hub/vault}\n  page: {type: Reader, connectsTo: store}\n"
    )
    types = extended({"mine.yaml": OWN}).metamodel
    texts = {"app.yaml": app, "hub.yaml": hub, "pipe.yaml": PIPE, "site.yaml": SITE}
    found = check_files(texts, types).model.documents
    hosts = {"store": "fog-1", "page": "edge-1"}
    made = blueprint(found["app.yaml"], found["site.yaml"], hosts, types, found)
    (page,) = made.workloads
    assert page.container is not None
    assert page.container.environment == {
        "AT": "10.0.0.2",
        "PORT": "5555",
        "PASSWORD": SecretReference("store-password", "env:HUB_PASSWORD"),
    }
    assert made.secrets == (SecretReference("store-password", "env:HUB_PASSWORD"),)


def test_the_page_shows_where_it_is_from() -> None:
    found = documents()
    view = application_view(found["app.yaml"], found["site.yaml"], TYPES, {"bus": "fog-1"}, {}, ())
    assert isinstance(view["components"], list)
    bus, db, _ = view["components"]
    assert (bus["selected"], bus["host"], bus["placed"]) == ("hub/broker", "fog-1", False)
    assert "select" not in bus["attributes"]
    assert bus["requires"] == {}  # counted where it lives
    assert db["selected"] == ""
