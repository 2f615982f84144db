"""Blueprints for tests of generators: machines and workloads with defaults, and two applications."""

import dataclasses
from typing import Any, TypeAlias

from stratum.core.findings import Position
from stratum.core.topology import Resources
from stratum.deployment.blueprint import (
    Blueprint,
    Fact,
    Machine,
    SecretReference,
    Socket,
    SystemRecipe,
    Wire,
    Workload,
)

Field: TypeAlias = Any
"""The value of any field of a value."""

PASSWORD = SecretReference("db-password", "env:DB_PASSWORD")


def make_machine(name: str, **changes: Field) -> Machine:
    """An Ubuntu machine of a fog server's size.

    Args:
        name: Its name.
        changes: Fields that should be otherwise.
    """
    machine = Machine(
        name=name,
        type="FogServer",
        tier="fog",
        address=f"{name}.example",
        os="linux",
        distribution="ubuntu",
        version="24.04",
        arch="x86_64",
        offers=Resources(4, 8 * 2**30, 64 * 2**30),
        labels={},
        path=f"site/{name}",
    )
    return dataclasses.replace(machine, **changes)


def make_workload(name: str, host: str, **changes: Field) -> Workload:
    """A workload that takes half a core.

    Args:
        name: Its name.
        host: Name of its machine.
        changes: Fields that should be otherwise.
    """
    workload = Workload(name, "Program", host, 1, Resources(0.5, 256 * 2**20), path=f"shop/{name}")
    return dataclasses.replace(workload, **changes)


def make_blueprint(
    *workloads: Workload, machines: tuple[Machine, ...] | None = None, **changes: Field
) -> Blueprint:
    """An application named ``shop``; its machines are those that the workloads name.

    Args:
        workloads: What runs.
        machines: Where it runs; made up where left out.
        changes: Fields that should be otherwise.
    """
    hosts = sorted({w.host for w in workloads} - {""})
    made = machines if machines is not None else tuple(make_machine(host) for host in hosts)
    facts = {path: fact for w in workloads for path, fact in _facts(w).items()}
    blueprint = Blueprint("shop", made, (), workloads, (), (), facts)
    return dataclasses.replace(blueprint, **changes)


def _facts(workload: Workload) -> dict[str, Fact]:
    element = f"shop/{workload.name}"
    said = {"type": workload.type, "hostedOn": workload.host, "requires.memory": "256 MiB"}
    said |= {f"connectsTo.{wire.to}": wire.to for wire in workload.wires}
    said |= {name: str(value) for name, value in workload.settings.items()}
    paths = {f"{element}.{name}": value for name, value in said.items()}
    return {p: Fact(p, element, v, "requires" in p, Position("app.yaml", 1, 1)) for p, v in paths.items()}


def lamp() -> Blueprint:
    """Two web applications in PHP and their two databases, on machines of their own."""
    names = ("movies", "books")
    databases = tuple(_database(name) for name in names)
    return make_blueprint(*databases, *(_web(name) for name in names), secrets=(PASSWORD,))


def _database(name: str) -> Workload:
    ini = "[mysqld]\nport=3306\nbind-address=0.0.0.0\n"
    account = (
        f"CREATE DATABASE {name}",
        f"CREATE USER '{name}'@'%'",
    )
    recipe = SystemRecipe(
        packages={"debian": ("default-mysql-server",), "redhat": ("mysql-server",)},
        service="mysql",
        source="https://git.example/php-mysql-app.git",
        files={"/etc/mysql/conf.d/stratum.cnf": ini},
        environment={"MYSQL_PASSWORD": PASSWORD, "MYSQL_DATABASE": name},
        setup=tuple((("mysql", "-e", words), f"/var/lib/mysql/{name}") for words in account),
    )
    return make_workload(
        f"{name}-db",
        f"{name}-db-server",
        type="MySql",
        system=recipe,
        sockets=(Socket("mysql", 3306, "8.0"),),
    )


def _web(name: str) -> Workload:
    recipe = SystemRecipe(
        packages={
            "debian": ("apache2", "libapache2-mod-php", "php", "php-fpm", "php-mysql"),
            "redhat": ("httpd", "php", "php-mysqlnd"),
        },
        service="apache2",
        source="https://git.example/php-mysql-app.git",
        environment={"DB_HOST": f"{name}-db-server.example", "DB_PASSWORD": PASSWORD},
    )
    return make_workload(
        f"{name}-web",
        f"{name}-web-server",
        type="WebApplication",
        system=recipe,
        sockets=(Socket("http", 80),),
        wires=(Wire(f"{name}-db", "mysql"),),
        parts=(("apache", "ApacheHttpServer"),),
        settings={"port": 80},
    )


def analytics() -> Blueprint:
    """scikit-learn and a notebook on one machine of an OpenStack cloud."""
    packages = {"debian": ("python3-venv",), "redhat": ("python3",)}
    learning = make_workload(
        "learning",
        "analytics",
        type="ScikitLearn",
        system=SystemRecipe(packages, ("scikit-learn==1.8.0",), "https://git.example/tutorial.git"),
    )
    notebook = make_workload(
        "notebook",
        "analytics",
        type="Jupyter",
        system=SystemRecipe(packages, ("jupyterlab==4.5.0",)),
        sockets=(Socket("http", 8888),),
        wires=(Wire("learning"),),
    )
    return make_blueprint(learning, notebook)
