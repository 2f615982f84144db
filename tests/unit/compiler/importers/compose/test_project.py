"""Compose files as applications: types, secrets, what is told, and that an export says the same again."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest
import yaml

from stratum.compiler.importers.compose.project import APPLICATION, INFRASTRUCTURE, import_compose
from stratum.compiler.importers.compose.reading import ServiceReader
from stratum.compiler.importers.compose.service import Service
from stratum.compiler.importers.remarks import Imported
from stratum.compiler.importers.source import open_source
from stratum.core.errors import InvalidInputError
from stratum.language.library import library
from stratum.runtime.exporting import export
from stratum.testing.exports import blueprint_in

FILES = Path(__file__).parent / "files"
NAMES = sorted(path.stem for path in FILES.glob("*.yaml"))
SECRETS = ("somewordpress", "wordpress1", "correct-horse", "p@ss", "example", "hunter22")


def imported(name: str) -> Imported:
    return import_compose(
        (FILES / f"{name}.yaml").read_text(encoding="utf-8"), f"{name}.yaml", name, library()
    )


def components(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(imported(name).files[APPLICATION])["components"]
    return found


def told(name: str) -> set[str]:
    return {f"{r.path}: {r.reason}" for r in imported(name).remarks}


def of_text(text: str) -> dict[str, Any]:
    made = import_compose(text, "compose.yaml", "small", library())
    found: dict[str, Any] = yaml.safe_load(made.files[APPLICATION])["components"]
    return found


def services(text: str) -> dict[str, Service]:
    source = open_source(text, "compose.yaml")
    secrets = source.get(source.root, "secrets")
    files = {name: source.text(node, "file") for name, node in source.each(secrets)}
    nowhere = source.root
    return {
        name: dataclasses.replace(ServiceReader(source, name, node, files, {}).read(), node=nowhere)
        for name, node in source.each(source.get(source.root, "services"))
    }


@pytest.mark.parametrize("name", NAMES)
def test_the_documents_have_no_errors(name: str, tmp_path: Path) -> None:
    for path, text in imported(name).files.items():
        (tmp_path / path).write_text(text, encoding="utf-8")
    assert blueprint_in(tmp_path).workloads


@pytest.mark.parametrize("name", NAMES)
def test_no_secret_is_copied(name: str) -> None:
    made = imported(name)
    everything = "".join((*made.files.values(), *map(str, made.remarks)))
    assert not [secret for secret in SECRETS if secret in everything]


@pytest.mark.parametrize("name", NAMES)
def test_an_export_imported_again_is_the_same_application(name: str, tmp_path: Path) -> None:
    for path, text in imported(name).files.items():
        (tmp_path / path).write_text(text, encoding="utf-8")
    once = export(blueprint_in(tmp_path), "compose").rendering.files["compose.yaml"]
    again = import_compose(once, "compose.yaml", name, library())
    for path, text in again.files.items():
        (tmp_path / path).write_text(text, encoding="utf-8")
    twice = export(blueprint_in(tmp_path), "compose").rendering.files["compose.yaml"]
    assert _without_places(services(twice)) == _without_places(services(once))


def _without_places(found: dict[str, Service]) -> dict[str, Service]:
    return {name: dataclasses.replace(s, listens=()) for name, s in found.items()}


def test_types_of_the_library_are_found_by_image() -> None:
    assert {name: body["type"] for name, body in components("voting").items()} == {
        "vote": "CustomApplication",
        "redis": "Redis",
        "db": "PostgreSql",
        "worker": "CustomApplication",
    }


def test_a_type_that_connects_to_nothing_is_not_taken_for_what_depends_on_others() -> None:
    text = "services: {a: {image: 'redis:7', depends_on: [b]}, b: {image: 'redis:7'}}"
    assert {name: body["type"] for name, body in of_text(text).items()} == {
        "a": "CustomApplication",
        "b": "Redis",
    }


def test_attributes_are_read_from_variables_and_the_rest_stays_with_the_container() -> None:
    db = components("wordpress")["db"]
    assert (db["version"], db["user"], db["database"]) == ("8.0", "wordpress", "wordpress")
    assert db["password"] == "env:DB_MYSQL_PASSWORD"
    assert db["container"]["secrets"] == {"MYSQL_ROOT_PASSWORD": "env:DB_MYSQL_ROOT_PASSWORD"}
    assert db["container"]["without"] == ["MYSQL_RANDOM_ROOT_PASSWORD"]


def test_the_same_secret_is_one_variable() -> None:
    page = components("wordpress")["wordpress"]
    assert page["container"]["secrets"] == {"WORDPRESS_DB_PASSWORD": "env:DB_MYSQL_PASSWORD"}


def test_a_secret_in_a_file_stays_there() -> None:
    assert components("notes")["note-db"]["password"] == "file:./password.txt"


def test_a_command_that_holds_a_secret_is_left_out_and_told() -> None:
    assert components("notes")["cache"]["container"]["command"] == []
    assert "services.cache.command: it holds a secret and is not copied" in told("notes")


def test_what_waits_for_what_is_said_at_its_wires() -> None:
    assert components("kafka")["worker"]["connectsTo"] == [
        {"to": "broker", "waitsFor": "ready"},
        {"to": "topics", "waitsFor": "done"},
    ]


def test_the_machine_has_room_for_what_is_reserved() -> None:
    machine = yaml.safe_load(imported("vision").files[INFRASTRUCTURE])["hosts"]["machine"]
    assert (machine["memory"], machine["gpus"]) == ("8 GiB", 1)


def test_every_key_that_was_not_understood_is_told_with_its_place() -> None:
    assert "services.app.build: not understood" in told("notes")
    assert "x-logging.logging: not understood" in told("watching")
    (place,) = (r.position for r in imported("watching").remarks if r.path == "services.node-exporter.pid")
    assert (place.file, place.line) == ("watching.yaml", 38)


def test_defaults_of_variables_are_taken_and_told() -> None:
    assert components("voting")["vote"]["container"]["tag"] == "2"
    assert "services.vote.image: variable TAG has its default" in told("voting")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("80", ["80"]),
        ("8080:80/udp", ["8080:80/udp"]),
        ("127.0.0.1:8080-8081:80-81", ["127.0.0.1:8080:80", "127.0.0.1:8081:81"]),
        ("1-70000", []),
        ("80-81:1-9", []),
        ("web", []),
    ],
)
def test_ports(said: str, expected: list[str]) -> None:
    assert (
        of_text(f"services: {{a: {{image: x, ports: ['{said}']}}}}")["a"]["container"]["publish"] == expected
    )


@pytest.mark.parametrize("text", ["", "- 1", "a: 1", "services: {}", "services: {a", "services: 3"])
def test_what_is_no_compose_file_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError):
        import_compose(text, "compose.yaml", "small", library())


@pytest.mark.parametrize(
    "text", ["services: {a: 1}", "services: {a: {image: [x], ports: 3, environment: 4}}"]
)
def test_services_of_other_shapes_are_no_crash(text: str) -> None:
    assert of_text(text)["a"]["type"] == "CustomApplication"
