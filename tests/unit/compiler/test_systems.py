"""How types are installed: packages by family, steps for each entry, what an installation keeps."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from stratum.deployment.blueprint import Blueprint, SystemRecipe
from stratum.language.library import library
from stratum.language.metamodel import Type
from stratum.testing.exports import blueprint_in

EXAMPLES = Path(__file__).parents[3] / "examples"
KINDS = ("packages", "python", "source", "part", "reached", "distribution")
INSTALLED = [
    kind
    for kind in library().types.values()
    if "system" in kind.implementation and not kind.abstract and not kind.mixin
]


def recipe(blueprint: Blueprint, name: str) -> SystemRecipe:
    found = next(workload.system for workload in blueprint.workloads if workload.name == name)
    assert found is not None
    return found


def lamp() -> Blueprint:
    return blueprint_in(EXAMPLES / "04-lamp", "lamp")


@pytest.mark.parametrize("kind", INSTALLED, ids=[kind.name for kind in INSTALLED])
def test_every_type_that_is_installed_says_what_with(kind: Type) -> None:
    told = kind.implementation["system"]
    assert isinstance(told, Mapping)
    assert told.keys() & set(KINDS)
    packages = told.get("packages", {})
    assert packages == {} or "debian" in packages
    assert all(isinstance(name, str) for names in packages.values() for name in names)


@pytest.mark.parametrize(
    ("example", "application", "component", "asked"),
    [
        ("04-lamp", "lamp", "web", {"libapache2-mod-php", "php", "php-fpm", "php-mysql", "apache2"}),
        ("04-lamp", "lamp", "database", {"default-mysql-server"}),
        ("08-chat-server", None, "chat", {"nodejs", "npm"}),
    ],
    ids=["php and apache", "mysql", "nodejs"],
)
def test_what_an_application_needs_on_ubuntu_is_known(
    example: str, application: str | None, component: str, asked: set[str]
) -> None:
    found = recipe(blueprint_in(EXAMPLES / example, application), component)
    assert asked <= set(found.packages["debian"])


def test_each_database_is_filled_from_its_script() -> None:
    words = [
        (command[4], command[5], creates) for command, creates in recipe(lamp(), "database").setup if creates
    ]
    assert words == [
        ("moviedb", "mySqlDB/movieDB.sql", "/etc/mysql/moviedb.imported"),
        ("bookstore", "mySqlDB/bookDB.sql", "/etc/mysql/bookstore.imported"),
    ]


def test_what_an_installation_keeps_is_said_by_it() -> None:
    assert {"lamp/web.language", "lamp/database.scripts"} <= (
        recipe(lamp(), "web").uses | recipe(lamp(), "database").uses
    )
