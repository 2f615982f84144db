"""What the playbook holds of a blueprint, in which order, and what it cannot say."""

import dataclasses
import re
from typing import Any

import pytest
import yaml

from stratum.core.findings import Position
from stratum.core.topology import Resources
from stratum.deployment.blueprint import (
    Blueprint,
    CloudRecipe,
    Fact,
    Rule,
    SecretReference,
    SystemRecipe,
    Wire,
)
from stratum.deployment.renderers.ansible.playbook import render
from stratum.deployment.rendering import Rendering
from stratum.testing.blueprints import PASSWORD, analytics, lamp, make_blueprint, make_machine, make_workload

NGINX = SystemRecipe(packages={"debian": ("nginx",)}, service="nginx")


def read(rendering: Rendering, path: str) -> Any:
    return yaml.safe_load(rendering.files[path])


def lost(blueprint: Blueprint) -> list[str]:
    return sorted(blueprint.facts.keys() - render(blueprint).carried)


def test_databases_come_before_what_connects_to_them() -> None:
    plays = [play["name"] for play in read(render(lamp()), "site.yml")]
    assert plays == [
        "What is asked of the machines",
        "MySql movies-db",
        "MySql books-db",
        "WebApplication movies-web",
        "WebApplication books-web",
    ]


def test_an_error_on_one_machine_ends_the_run_before_the_next_workload() -> None:
    assert all(play["any_errors_fatal"] for play in read(render(lamp()), "site.yml"))


def test_the_inventory_groups_hosts_by_what_they_are_and_what_runs_on_them() -> None:
    board = make_machine("edge-1", tier="edge", type="RaspberryPi", distribution="debian", address="")
    web, api = (make_workload(name, "edge-1", type="Nginx", system=NGINX) for name in ("web", "api"))
    inventory = read(render(make_blueprint(web, api, machines=(board,))), "inventory.yml")["all"]
    assert inventory["hosts"] == {"edge-1": {}}
    groups = {group: sorted(members["hosts"]) for group, members in inventory["children"].items()}
    names = ["os_debian", "runs_nginx_api", "runs_nginx_web", "tier_edge", "type_raspberry_pi"]
    assert groups == {name: ["edge-1"] for name in names}


def test_a_host_is_asked_for_what_its_workloads_take_together() -> None:
    needs = Resources(1.5, 3 * 2**20 + 1, 0)
    workloads = [make_workload(name, "h", system=NGINX, needs=needs) for name in ("a", "b")]
    asked = read(render(make_blueprint(*workloads)), "host_vars/h.yml")["stratum_needs"]
    assert (asked["cores"], asked["memory_mb"], asked["family"]) == (3.0, 7, "debian")


def test_packages_are_those_of_the_recipe_with_what_sources_and_python_need() -> None:
    files = render(analytics())
    defaults = read(files, "roles/scikit_learn_learning/defaults/main.yml")
    assert defaults["scikit_learn_learning_packages_debian"] == ["python3-venv", "python3-pip", "git"]


def test_files_of_a_recipe_stay_files() -> None:
    text = "a: {{ b }}\r\n\tend"
    recipe = SystemRecipe(files={"/etc/a.yml": text, "/etc/b/a.yml": "other"})
    files = render(make_blueprint(make_workload("x", "h", system=recipe))).files
    assert files["roles/program_x/files/01-a.yml"] == text
    assert files["roles/program_x/files/02-a.yml"] == "other"


def test_a_secret_is_a_look_up_and_its_place_a_value() -> None:
    secrets = (PASSWORD, SecretReference("token", "file:/run/{{ x }}/token"))
    recipe = SystemRecipe(environment={"TOKEN": secrets[1], "PASSWORD": PASSWORD})
    blueprint = make_blueprint(make_workload("x", "h", system=recipe), secrets=secrets)
    text = render(blueprint).files["group_vars/all/main.yml"]
    assert (
        "stratum_secret_token: \"{{ lookup('ansible.builtin.file', stratum_secret_token_place) }}\"" in text
    )
    assert 'stratum_secret_token_place: !unsafe "/run/{{ x }}/token"' in text


def test_two_secrets_of_one_name_are_told_apart() -> None:
    secrets = (SecretReference("key", "env:A"), SecretReference("key", "env:B"))
    recipe = SystemRecipe(environment={"A": secrets[0], "B": secrets[1]})
    text = render(make_blueprint(make_workload("x", "h", system=recipe), secrets=secrets)).files
    found = re.findall(r"^  [AB]: .*$", text["roles/program_x/defaults/main.yml"], re.MULTILINE)
    assert len(set(found)) == 2


def test_tasks_that_handle_a_secret_show_nothing() -> None:
    recipe = SystemRecipe(environment={"P": PASSWORD}, setup=((("init", PASSWORD), ""),))
    blueprint = make_blueprint(make_workload("x", "h", system=recipe), secrets=(PASSWORD,))
    tasks = read(render(blueprint), "roles/program_x/tasks/main.yml")
    silent = [task["name"] for task in tasks if task.get("no_log")]
    assert silent == ["Write its environment", "Set it up"]


def test_what_has_no_recipe_and_no_machine_is_lost() -> None:
    bare, cloud = make_workload("bare", "h"), make_workload("queue", "", system=NGINX)
    assert lost(make_blueprint(bare, cloud)) == [
        "shop/bare.hostedOn",
        "shop/bare.requires.memory",
        "shop/bare.type",
        "shop/queue.hostedOn",
        "shop/queue.requires.memory",
        "shop/queue.type",
    ]


def test_where_nothing_is_installed_there_are_no_files() -> None:
    rendering = render(make_blueprint(make_workload("bare", "h")))
    assert dict(rendering.files) == {}
    assert rendering.notes == ("no component of the model is installed on a machine",)


@pytest.mark.parametrize(
    "changes", [{"distribution": "rocky"}, {"os": "windows", "distribution": ""}], ids=["family", "windows"]
)
def test_a_machine_that_has_no_such_packages_loses_the_workload(changes: dict[str, str]) -> None:
    machines = (make_machine("h", **changes), make_machine("other"))
    workloads = (make_workload("web", "h", system=NGINX), make_workload("api", "other", system=NGINX))
    blueprint = make_blueprint(*workloads, machines=machines)
    assert "shop/web.type" in lost(blueprint)
    assert "shop/api.type" not in lost(blueprint)
    assert "roles/program_web/tasks/main.yml" not in render(blueprint).files


def test_what_a_fixed_host_keeps_is_carried_and_a_bound_of_the_network_is_lost() -> None:
    web = make_workload("web", "h", system=NGINX, wires=(Wire("db", max_latency=0.01),))
    database = make_workload("db", "h", system=NGINX)
    facts = {
        path: Fact(path, path.partition(".")[0], "", constrains=True, position=Position())
        for path in ("shop/web.connectsTo.db", "shop/web.connectsTo.db.maxLatency", "shop/apart", "shop/fast")
    }
    rules = (
        Rule("apart", "apart", ("web", "db"), {"most": 1}),
        Rule("fast", "latency", ("web", "db"), {"most": 0.01}),
    )
    assert lost(make_blueprint(database, web, facts=facts, rules=rules)) == [
        "shop/fast",
        "shop/web.connectsTo.db.maxLatency",
    ]


def fact(path: str) -> Fact:
    return Fact(path, ".".join(path.split(".")[:1]), "", constrains=True, position=Position())


def test_parts_of_workloads_and_machines_are_said_with_them() -> None:
    board = make_machine("h", parts=(("system", "Ubuntu"),))
    recipe = dataclasses.replace(NGINX, uses=frozenset({"shop/php.version"}))
    web = make_workload("web", "h", system=recipe, parts=(("php", "Php"),))
    paths = ("shop/php.type", "shop/php.version", "shop/php.memoryLimit", "site/system.type", "site/h.zone")
    blueprint = make_blueprint(web, machines=(board,), facts={path: fact(path) for path in paths})
    assert lost(blueprint) == ["shop/php.memoryLimit"]


def test_what_makes_a_machine_of_a_cloud_is_lost() -> None:
    made = CloudRecipe("aws", "aws_instance", {}, frozenset({"site/h.instanceType", "site/h.zone"}))
    paths = ("site/h.tier", "site/h.zone", "site/h.instanceType")
    blueprint = make_blueprint(
        make_workload("web", "h", system=NGINX),
        machines=(make_machine("h", cloud=made),),
        facts={path: fact(path) for path in paths},
    )
    assert lost(blueprint) == ["site/h.instanceType", "site/h.zone"]


@pytest.mark.parametrize(
    ("distribution", "version", "asked"),
    [("ubuntu", "24.04", "24.04"), ("jetpack", "6.0", ""), ("", "24.04", "")],
)
def test_the_version_of_a_system_is_asked_for_where_it_is_its_own(
    distribution: str, version: str, asked: str
) -> None:
    machine = make_machine("h", distribution=distribution, version=version)
    files = render(make_blueprint(make_workload("web", "h", system=NGINX), machines=(machine,)))
    assert read(files, "host_vars/h.yml")["stratum_needs"]["version"] == asked


def test_equal_blueprints_give_equal_bytes() -> None:
    assert render(lamp()) == render(lamp())
