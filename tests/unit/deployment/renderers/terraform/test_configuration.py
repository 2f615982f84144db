"""What a configuration holds of a blueprint, what it opens, and what it cannot say."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stratum.core.findings import Position
from stratum.deployment.blueprint import Blueprint, Fact, SecretReference, Socket, Wire
from stratum.deployment.renderers.terraform.configuration import render
from stratum.testing.blueprints import lamp, make_blueprint, make_machine, make_workload
from stratum.testing.cloud_blueprints import amazon, azure, made, service, stack
from stratum.testing.terraform_arguments import problems

APPLICATIONS = [amazon, azure, stack]
Application = Callable[[], Blueprint]
SIZE = {"ami": "ami-0123456789abcdef0", "instance_type": "t3.small"}


def read(blueprint: Blueprint) -> dict[str, dict[str, Any]]:
    """All files as Terraform merges them, but for the versions."""
    found: dict[str, dict[str, Any]] = {}
    for text in render(blueprint).files.values():
        for block, bodies in json.loads(text).items():
            for key, body in bodies.items() if block != "terraform" else ():
                found.setdefault(block, {}).setdefault(key, {}).update(body)
    return found


def rules(blueprint: Blueprint, kind: str, port: str) -> dict[str, int | str]:
    return {name: body[port] for name, body in read(blueprint)["resource"][kind].items()}


@pytest.mark.parametrize("application", APPLICATIONS)
def test_providers_know_all_arguments_and_none_is_missing(application: Application) -> None:
    found = read(application())
    told = [
        problem
        for block, start in (("resource", ""), ("data", "data."))
        for kind, bodies in found.get(block, {}).items()
        for body in bodies.values()
        for problem in problems(start + kind, body)
    ]
    assert told == []


@pytest.mark.parametrize("application", APPLICATIONS)
def test_every_reference_leads_to_something(application: Application) -> None:
    found = read(application())
    text = json.dumps(found)
    for data, kind, name in re.findall(r"\$\{(data\.)?([a-z0-9_]+_[a-z0-9_]+)\.([a-z0-9_]+)\.", text):
        assert name in found["data" if data else "resource"][kind]
    variables = set(re.findall(r"var\.([a-z0-9_]+)", text))
    assert variables == found["variable"].keys()


@pytest.mark.parametrize("application", APPLICATIONS)
def test_terraform_reads_it(application: Application, tmp_path: Path) -> None:
    program = shutil.which("terraform") or shutil.which("tofu")
    if program is None:
        pytest.skip("no terraform and no tofu on PATH")
    for path, text in render(application()).files.items():
        (tmp_path / path).write_text(text, encoding="utf-8")
    done = subprocess.run([program, "providers"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "required by configuration" in done.stdout


def test_only_what_is_wired_is_open() -> None:
    kind = "aws_vpc_security_group_ingress_rule"
    assert rules(amazon(), kind, "to_port") == {
        "web_server_ssh": 22,
        "web_server_80_edge_1": 80,
        "db_server_ssh": 22,
        "db_server_5432_web_server": 5432,
        "db_server_9187_edge_1": 9187,
    }


def test_a_machine_of_the_same_cloud_is_known_by_its_group_and_another_by_its_address() -> None:
    found = read(amazon())["resource"]["aws_vpc_security_group_ingress_rule"]
    group = "${aws_security_group.web_server.id}"
    assert found["db_server_5432_web_server"]["referenced_security_group_id"] == group
    assert found["db_server_9187_edge_1"]["cidr_ipv4"] == "192.0.2.7/32"


def test_azure_keeps_out_what_no_rule_lets_in() -> None:
    found = read(azure())["resource"]["azurerm_network_security_rule"]
    assert found["db_server_others"]["access"] == "Deny"
    priorities = [b["priority"] for b in found.values() if "db_server" in b["network_security_group_name"]]
    assert len(set(priorities)) == len(priorities)
    assert max(priorities) == found["db_server_others"]["priority"]


def test_who_has_no_address_of_the_cloud_s_kind_is_told_and_its_connection_lost() -> None:
    rendering = render(stack())
    assert "edge-1 may not connect to web-server: it has no IPv4 address in the model" in rendering.notes
    assert "shop/web.connectsTo.db" in rendering.carried
    assert "shop/board.connectsTo.web" not in rendering.carried


def test_what_nobody_connects_to_is_open_to_clients_that_a_person_names() -> None:
    web = make_workload("web", "h", sockets=(Socket("http", 80),))
    machine = made("h", "openstack", "openstack_compute_instance_v2", {"name": "h"})
    blueprint = make_blueprint(web, machines=(machine,))
    found = read(blueprint)
    rule = found["resource"]["openstack_networking_secgroup_rule_v2"]["h_80_clients"]
    assert rule["for_each"] == "${toset(var.clients)}"
    assert found["variable"]["clients"]["default"] == []


def test_workloads_of_one_machine_need_no_opening() -> None:
    database = make_workload("db", "h", sockets=(Socket("mysql", 3306),))
    web = make_workload("web", "h", wires=(Wire("db", "mysql"),))
    blueprint = make_blueprint(database, web, machines=(made("h", "aws", "aws_instance", SIZE),))
    assert [*rules(blueprint, "aws_vpc_security_group_ingress_rule", "to_port")] == ["h_ssh"]
    assert "shop/web.connectsTo.db" in render(blueprint).carried


def test_a_secret_is_a_sensitive_variable_without_a_value() -> None:
    found = read(azure())
    function = found["resource"]["azurerm_linux_function_app"]["audit"]
    assert function["storage_account_access_key"] == "${var.secret_audit_storage_key}"
    variable = found["variable"]["secret_audit_storage_key"]
    assert variable["sensitive"] is True
    assert "default" not in variable


def test_two_secrets_of_one_name_are_told_apart() -> None:
    keys = {word: SecretReference("key", f"env:{word}") for word in ("A", "B")}
    blueprint = make_blueprint(service("queue", "aws", "aws_sqs_queue", keys))
    found = read(blueprint)["resource"]["aws_sqs_queue"]["queue"]
    assert found["A"] != found["B"]


@pytest.mark.parametrize(
    ("regions", "default"),
    [
        (("eu-west-1", "eu-west-1"), "eu-west-1"),
        (("eu-west-1", "us-east-1"), None),
        (("Berlin", "Berlin"), None),
    ],
)
def test_a_region_that_the_cloud_knows_is_taken(regions: tuple[str, ...], default: str | None) -> None:
    machines = tuple(made(f"m{n}", "aws", "aws_instance", SIZE, region=r) for n, r in enumerate(regions))
    path = "site/m0.region"
    facts = {path: Fact(path, "site/m0", regions[0], constrains=True, position=Position())}
    blueprint = make_blueprint(machines=machines, facts=facts)
    assert read(blueprint)["variable"]["aws_region"].get("default") == default
    assert (path in render(blueprint).carried) is (default is not None)


def test_hostile_words_of_a_model_are_only_ever_values() -> None:
    words = '${file("/etc/passwd")} %{ for x in [1] }'
    machine = made("h", "aws", "aws_instance", {**SIZE, "tags": {words: words}})
    text = "".join(render(make_blueprint(machines=(machine,))).files.values())
    assert not re.search(r"(?<!\$)\$\{file|(?<!%)%\{", text)


def test_what_no_cloud_makes_gives_no_files() -> None:
    rendering = render(lamp())
    assert (dict(rendering.files), rendering.carried) == ({}, frozenset())
    assert rendering.notes == ("no machine and no service of the model is made by a cloud",)


def test_a_machine_of_one_s_own_is_left_alone() -> None:
    machines = (make_machine("own"), made("h", "aws", "aws_instance", SIZE))
    assert [*read(make_blueprint(machines=machines))["resource"]["aws_instance"]] == ["h"]


@pytest.mark.parametrize("application", APPLICATIONS)
def test_equal_blueprints_give_equal_bytes(application: Application) -> None:
    assert render(application()) == render(application())
