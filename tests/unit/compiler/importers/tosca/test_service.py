"""Service templates that are odd, broken or hostile."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from stratum.compiler.importers.remarks import Imported
from stratum.compiler.importers.tosca.service import import_tosca
from stratum.core.errors import InvalidInputError
from stratum.language.library import extended

HEAD = "tosca_definitions_version: tosca_simple_yaml_1_3\n"
NODES = HEAD + "topology_template:\n  node_templates:\n"


def imported(text: str) -> Imported:
    return import_tosca(text, "t.yaml", lambda files: extended(files).metamodel)


def remarks(text: str) -> dict[str, str]:
    return {
        remark.path.removeprefix("topology_template."): remark.reason for remark in imported(text).remarks
    }


def components(text: str) -> object:
    return yaml.safe_load(imported(text).files["application.yaml"])["components"]


def bomb(levels: int) -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    return HEAD + "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it is empty"),
        ("- a", "the document is no mapping"),
        ("a: [", "t.yaml:"),
        ("stratum: 1", "nothing is no version of TOSCA that is read"),
        ("tosca_definitions_version: tosca_3_0", "'tosca_3_0' is no version"),
        (bomb(12), "values behind aliases"),
        (HEAD + "a: " + "[" * 60 + "]" * 60, "levels of nesting"),
    ],
    ids=["empty", "list", "broken", "other", "version", "bomb", "deep"],
)
def test_what_is_no_template_is_refused(text: str, said: str) -> None:
    with pytest.raises(InvalidInputError, match=said):
        imported(text)


def test_a_template_without_nodes_is_an_empty_application() -> None:
    found = imported(HEAD)
    assert yaml.safe_load(found.files["application.yaml"])["components"] == {}
    assert yaml.safe_load(found.files["infrastructure.yaml"])["hosts"] == {}
    assert "types.yaml" not in found.files


def test_each_key_that_is_not_understood_is_told_once_with_its_line() -> None:
    text = NODES + "    a:\n      type: tosca.nodes.Root\n      odd: {x: 1}\n      properties: {also: 2}\n"
    told = [(r.path, r.position.line) for r in imported(text).remarks]
    start = "topology_template.node_templates.a"
    assert told == [(f"{start}.odd", 6), (f"{start}.properties.also", 7)]


def test_types_that_derive_from_each_other_end() -> None:
    text = HEAD + "node_types:\n  A: {derived_from: B}\n  B: {derived_from: A}\n"
    assert [*yaml.safe_load(imported(text).files["types.yaml"])["types"]] == ["A", "B"]


def test_functions_that_lead_to_each_other_end() -> None:
    text = NODES + (
        "    a:\n      type: tosca.nodes.SoftwareComponent\n"
        "      properties: {version: {get_property: [SELF, version]}}\n"
    )
    assert remarks(text)["node_templates.a.properties.version"] == "its functions lead to each other"


def test_hosts_that_host_each_other_end() -> None:
    text = NODES + "".join(
        f"    {name}: {{type: tosca.nodes.SoftwareComponent, requirements: [{{host: {other}}}]}}\n"
        for name, other in (("a", "b"), ("b", "a"))
    )
    assert components(text) == {"a": {"type": "CustomApplication"}, "b": {"type": "CustomApplication"}}


def test_a_container_runtime_passes_on_the_machine_that_it_runs_on() -> None:
    text = NODES + (
        "    app: {type: tosca.nodes.Container.Application, requirements: [{host: docker}]}\n"
        "    docker: {type: tosca.nodes.Container.Runtime, requirements: [{host: vm}]}\n"
        "    vm: {type: tosca.nodes.Compute}\n"
    )
    assert components(text) == {"app": {"type": "CustomApplication", "hostedOn": "vm"}}


def test_what_a_machine_lacks_is_assumed_and_told() -> None:
    found = imported(NODES + "    vm: {type: Compute}\n")
    host = yaml.safe_load(found.files["infrastructure.yaml"])["hosts"]["vm"]
    assert host == {"type": "VirtualMachine", "cpu": 1, "memory": "1 GiB"}
    assert [r.reason for r in found.remarks] == [
        "its cpu is not said: 1 is assumed",
        "its memory is not said: 1 GiB is assumed",
    ]


@pytest.mark.parametrize(
    ("property_", "reason"),
    [
        ("mem_size: many", "'many' is no quantity"),
        ("mem_size: 4 parsecs", "unit 'parsecs' does not measure bytes"),
        ("num_cpus: {get_attribute: [SELF, cpus]}", "get_attribute is known only when it runs"),
        ("num_cpus: {get_input: cpus}", "input cpus has no default"),
    ],
)
def test_an_amount_that_is_not_known_is_told(property_: str, reason: str) -> None:
    text = NODES + f"    vm: {{type: Compute, capabilities: {{host: {{properties: {{{property_}}}}}}}}}\n"
    path = f"node_templates.vm.capabilities.host.properties.{property_.partition(':')[0]}"
    assert remarks(text)[path] == reason


def test_a_database_opens_no_connections_here() -> None:
    text = NODES + (
        "    db: {type: tosca.nodes.DBMS.MySQL, requirements: [{dependency: app}]}\n"
        "    app: {type: tosca.nodes.SoftwareComponent}\n"
    )
    said = remarks(text)["node_templates.db.requirements.dependency"]
    assert said == "MySql does not connect to CustomApplication"


def test_a_second_database_of_a_server_is_told() -> None:
    text = (
        NODES
        + "    dbms: {type: tosca.nodes.DBMS.MySQL}\n"
        + "".join(
            f"    {name}: {{type: Database, properties: {{name: {name}}}, requirements: [{{host: dbms}}]}}\n"
            for name in ("one", "two")
        )
    )
    assert yaml.safe_load(imported(text).files["application.yaml"])["components"]["dbms"]["database"] == "one"
    assert remarks(text)["node_templates.two"] == "a server has one database: this one is left out"


def test_no_secret_of_a_template_gets_into_a_document() -> None:
    text = NODES + (
        "    db: {type: tosca.nodes.DBMS.MySQL, properties: {root_password: hunter2}}\n"
        "    app: {type: A, properties: {api_key: hunter2, password: hunter2}}\n"
        "node_types: {A: {derived_from: tosca.nodes.Root, properties: {api_key: {type: string}}}}\n"
    )
    assert "hunter2" not in "".join(imported(text).files.values())


def test_names_stay_distinct_and_are_names_of_ours() -> None:
    text = NODES + "".join(f"    {name}: {{type: Root}}\n" for name in ("My_App", "my-app", "9", "'{{ x }}'"))
    found = components(text)
    assert isinstance(found, dict)
    assert [*found] == ["my-app", "my-app-2", "x-9", "x"]


def test_a_type_of_ours_keeps_its_name() -> None:
    text = HEAD + "node_types: {acme.MySql: {derived_from: tosca.nodes.DBMS.MySQL, description: Tuned.}}\n"
    types = yaml.safe_load(imported(text).files["types.yaml"])["types"]
    assert types == {"MySql2": {"extends": "MySql", "help": "Tuned."}}


KEYS = st.sampled_from([
    "node_templates", "type", "properties", "requirements", "host", "capabilities", "policies", "groups",
    "default", "node_filter", "a", "tosca.nodes.Compute", "tosca.nodes.DBMS", "targets", "members", "<<",
    "get_property", "get_input", "derived_from", "node", "relationship", "artifacts", "constraints", "$and",
])  # fmt: skip
TREES = st.recursive(
    KEYS | st.integers() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=25,
)


@settings(max_examples=200, deadline=None)
@given(topology=TREES, types=TREES, policies=TREES)
def test_whatever_a_template_holds_it_becomes_documents(
    topology: object, types: object, policies: object
) -> None:
    whole = {
        "tosca_definitions_version": "tosca_2_0",
        "service_template": {"node_templates": topology, "policies": policies, "groups": policies},
        "node_types": types,
        "policy_types": types,
    }
    found = imported(yaml.safe_dump(whole))
    assert {"application.yaml", "infrastructure.yaml"} <= found.files.keys()
    assert all(isinstance(yaml.safe_load(text), dict) for text in found.files.values())
