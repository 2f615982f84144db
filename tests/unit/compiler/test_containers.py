"""What a component says of its container in place of its type."""

import pytest

from stratum.compiler.blueprint import blueprint
from stratum.compiler.containers import publication
from stratum.core.topology import Resources
from stratum.deployment.blueprint import Bind, ContainerRecipe, Health, Publication, SecretReference
from stratum.language.check import check_files
from stratum.language.library import library

SITE = """
stratum: 1
kind: Infrastructure
name: site
hosts: {one: {type: FogServer, cpu: 4, memory: 4 GiB, disk: 100 GB}}
"""
HEAD = "stratum: 1\nkind: Application\nname: shop\ninfrastructure: site.yaml\ncomponents:\n"


def recipe(component: str) -> ContainerRecipe:
    found = check_files({"app.yaml": f"{HEAD}  db: {component}\n", "site.yaml": SITE}, library())
    assert not found.findings, found.findings
    documents = found.model.documents
    made = blueprint(documents["app.yaml"], documents["site.yaml"], {"db": "one"}, library(), {})
    (workload,) = made.workloads
    assert workload.container is not None
    return workload.container


DATABASE = "{type: PostgreSql, password: env:PW, container: {%s}}"
PLAIN = recipe("{type: PostgreSql, password: env:PW}")


def test_nothing_said_is_the_recipe_of_the_type() -> None:
    assert (PLAIN.image, PLAIN.tag) == ("postgres", "16")
    assert PLAIN.command == ("postgres", "-p", "5432")
    assert PLAIN.environment["POSTGRES_PASSWORD"] == SecretReference("db-password", "env:PW")
    assert PLAIN.volumes == {"db-data": "/var/lib/postgresql/data"}
    assert PLAIN.health == Health(("pg_isready", "-p", "5432", "-U", "stratum"))
    assert (PLAIN.publish, PLAIN.limits, PLAIN.restart) == (None, None, "")


def test_another_image_and_command() -> None:
    made = recipe(DATABASE % 'image: mirror.example/postgres, tag: "15", command: [], entrypoint: [/run]')
    assert (made.image, made.tag, made.command, made.entrypoint) == (
        "mirror.example/postgres",
        "15",
        (),
        ("/run",),
    )


def test_variables_are_added_replaced_and_left_out() -> None:
    made = recipe(
        DATABASE % "environment: {POSTGRES_USER: me, TZ: UTC}, secrets: {TOKEN: env:T}, without: POSTGRES_DB"
    )
    assert made.environment == {
        "POSTGRES_USER": "me",
        "POSTGRES_PASSWORD": SecretReference("db-password", "env:PW"),
        "TZ": "UTC",
        "TOKEN": SecretReference("db-token", "env:T"),
    }


def test_volumes_take_the_place_of_those_of_the_type_and_binds_are_added() -> None:
    made = recipe(DATABASE % 'volumes: {mine: /data}, binds: {/etc/a: "./a:ro", /etc/b: /b}')
    assert made.volumes == {"mine": "/data"}
    assert made.binds == (Bind("./a", "/etc/a"), Bind("/b", "/etc/b", writable=True))


def test_health() -> None:
    assert recipe(DATABASE % "health: []").health is None
    off = recipe(DATABASE % "health: [NONE]").health
    assert off is not None
    assert off.is_off
    asked = recipe(
        DATABASE
        % "health: [true], healthInterval: 5 s, healthTimeout: 1 s, healthStart: 1 min, healthRetries: 4"
    )
    assert asked.health == Health(("true",), interval=5, timeout=1, start=60, retries=4)
    slower = recipe(DATABASE % "healthInterval: 1 min").health
    assert slower is not None
    assert (slower.command[0], slower.interval) == ("pg_isready", 60)


def test_limits_are_what_is_required_where_only_one_is_said() -> None:
    made = recipe(
        "{type: PostgreSql, password: env:PW, requires: {cpu: 1, memory: 1 GiB}, container: {cpuLimit: 0}}"
    )
    assert made.limits == Resources(0, 2**30)


def test_the_rest() -> None:
    made = recipe(DATABASE % 'publish: "5433:5432", restart: "no", user: "70", directory: /tmp')
    assert made.publish == (Publication(5432, 5433),)
    assert (made.restart, made.user, made.directory) == ("no", "70", "/tmp")


def test_a_component_without_an_image_has_no_container() -> None:
    documents = {
        "app.yaml": f"{HEAD}  db: {{type: Flume, connectsTo: [], configuration: [a]}}\n",
        "site.yaml": SITE,
    }
    found = check_files(documents, library()).model.documents
    made = blueprint(found["app.yaml"], found["site.yaml"], {"db": "one"}, library(), {})
    assert made.workloads[0].container is None


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("80", Publication(80, 0)),
        ("8080:80", Publication(80, 8080)),
        ("53:53/udp", Publication(53, 53, "udp")),
        ("127.0.0.1:8080:80", Publication(80, 8080, "tcp", "127.0.0.1")),
        ("127.0.0.1:80", Publication(80, 0, "tcp", "127.0.0.1")),
    ],
)
def test_publications(said: str, expected: Publication) -> None:
    assert publication(said) == expected
