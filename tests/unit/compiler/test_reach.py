from stratum.compiler.blueprint import blueprint
from stratum.compiler.placement import links, placement_problem
from stratum.compiler.reach import container, direct, hosted
from stratum.core.topology import Host, Link, Resources, Tier
from stratum.language.check import check_files
from stratum.language.library import library
from stratum.language.tree import Document
from stratum.placement.logic.feasibility import kind_failures
from stratum.placement.service import place
from stratum.placement.solvers.greedy import GreedySolver
from stratum.placement.types import Bound, Decision, Demand

SITE = """\
stratum: 1
kind: Infrastructure
name: site
hosts:
  a: {type: BareMachine, cpu: 4, memory: 8 GiB}
  b: {type: BareMachine, cpu: 4, memory: 8 GiB}
  c: {type: BareMachine, cpu: 4, memory: 8 GiB}
devices:
  s1: {type: Switch}
  s2: {type: Router}
  lonely: {type: Switch}
links:
  a-c: {between: [a, c], latency: 9 ms}
  a-s1: {between: [a, s1], latency: 1 ms, bandwidth: 10 Mbit/s}
  s1-s2: {between: [s1, s2], latency: 2 ms}
  s2-b: {between: [s2, b], latency: 3 ms, bandwidth: 5 Mbit/s}
"""
APP = """\
stratum: 1
kind: Application
name: app
infrastructure: site.yaml
components:
  tool: {type: DataIngestionTool, hostedOn: a, contains: {log: {type: Kafka, topics: [rows]}}}
  bucket: {type: AmazonS3, bucket: rows-of-app}
  reader:
    type: ConsumerApplication
    image: acme/reader
    connectsTo: [log, bucket]
    consumes: rows
    deleteFrom: a
"""


def documents() -> tuple[Document, Document]:
    checked = check_files({"app.yaml": APP, "site.yaml": SITE}, library())
    assert [f.message for f in checked.findings if f.severity == "error"] == []
    return checked.model.documents["app.yaml"], checked.model.documents["site.yaml"]


def test_links_through_devices_join_the_hosts_behind_them() -> None:
    _, site = documents()
    assert direct(site, links(site)) == (Link("a", "c", 0.009), Link("a", "b", 0.006, 5e6))


def test_links_of_hosts_alone_stay_as_they_are() -> None:
    _, site = documents()
    plain = links(site)[:1]
    assert direct(site, plain) == plain


def test_a_part_goes_with_its_container_and_a_service_needs_no_host() -> None:
    app, _ = documents()
    assert [e.name for e in hosted(app, library())] == ["tool", "reader"]
    assert [container(app, name) for name in ("log", "tool", "nobody")] == ["tool", "tool", "nobody"]


def test_a_component_is_not_placed_where_it_is_taken_away_from() -> None:
    app, site = documents()
    problem = placement_problem(app, site, library())
    assert problem.bounds == (Bound("reader", "tool"),)
    decision = place(problem, [GreedySolver()])
    assert isinstance(decision, Decision)
    assert decision.placement.hosts["reader"] != "a"
    assert "another than a" in decision.reasons["reader"]


def test_a_host_that_is_asked_for_and_taken_away_fits_nothing() -> None:
    demand = Demand("reader", fixed_host="a", avoids=("a",))
    (failure,) = kind_failures(demand, Host("a", Tier.FOG, Resources(1)))
    assert str(failure) == "host: needs another than a, has a"
    assert failure.fix == "let reader no longer be taken away from a"


def test_a_wire_to_a_part_is_one_to_its_container() -> None:
    app, site = documents()
    made = blueprint(app, site, {"tool": "a", "reader": "b"}, library(), {})
    assert [w.name for w in made.workloads] == ["tool", "bucket", "reader"]
    assert [wire.to for wire in made.workloads[2].wires] == ["tool", "bucket"]
