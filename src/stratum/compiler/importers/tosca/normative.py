"""The types of the standard and what they are here.

Other profiles name their types after those of the standard, such as ``tosca.nodes.WebServer.Apache``: the
longest beginning that is known says what a type is for, and words in its name which of ours is nearest.
"""

import enum
import re
from collections.abc import Iterable, Mapping
from typing import Final


class Part(enum.Enum):
    """What a node is for."""

    MACHINE = "machine"
    PROGRAM = "program"
    WEB_SERVER = "web server"
    WEB_APPLICATION = "web application"
    DATABASE_SERVER = "database server"
    DATABASE = "database"
    BALANCER = "load balancer"
    OBJECTS = "object storage"
    DISK = "block storage"
    RUNTIME = "container runtime"
    NETWORK = "network"


class Tie(enum.Enum):
    """What a relationship is for."""

    HOST = "HostedOn"
    CONNECTION = "ConnectsTo"
    ORDER = "DependsOn"
    DISK = "AttachesTo"
    NETWORK = "network"


NODES: Final[Mapping[str, Part]] = {
    "Root": Part.PROGRAM,
    "Abstract.Compute": Part.MACHINE,
    "Compute": Part.MACHINE,
    "SoftwareComponent": Part.PROGRAM,
    "WebServer": Part.WEB_SERVER,
    "WebApplication": Part.WEB_APPLICATION,
    "DBMS": Part.DATABASE_SERVER,
    "Database": Part.DATABASE,
    "LoadBalancer": Part.BALANCER,
    "Abstract.Storage": Part.DISK,
    "Storage.ObjectStorage": Part.OBJECTS,
    "ObjectStorage": Part.OBJECTS,
    "Storage.BlockStorage": Part.DISK,
    "BlockStorage": Part.DISK,
    "Container.Runtime": Part.RUNTIME,
    "Container.Application": Part.PROGRAM,
    "network": Part.NETWORK,
}
RELATIONSHIPS: Final[Mapping[str, Tie]] = {
    "HostedOn": Tie.HOST,
    "ConnectsTo": Tie.CONNECTION,
    "RoutesTo": Tie.CONNECTION,
    "DependsOn": Tie.ORDER,
    "AttachesTo": Tie.DISK,
    "network": Tie.NETWORK,
}
REQUIREMENTS: Final[Mapping[str, Tie]] = {
    "host": Tie.HOST,
    "dependency": Tie.ORDER,
    "local_storage": Tie.DISK,
    "link": Tie.NETWORK,
    "binding": Tie.NETWORK,
}
"""What a requirement is for where no relationship is named."""

TYPES: Final[Mapping[Part, str]] = {
    Part.MACHINE: "VirtualMachine",
    Part.PROGRAM: "CustomApplication",
    Part.WEB_SERVER: "ApacheHttpServer",
    Part.WEB_APPLICATION: "WebApplication",
    Part.DATABASE_SERVER: "PostgreSql",
    Part.DATABASE: "PostgreSql",
    Part.BALANCER: "Nginx",
    Part.OBJECTS: "MinIo",
}
"""The type of ours where no word in the name says more."""

ASSUMED: Final = frozenset({Part.WEB_SERVER, Part.DATABASE_SERVER, Part.DATABASE, Part.OBJECTS})
"""Parts whose type names no product, so that one has to be assumed."""

_DATABASES = {
    "mysql": "MySql", "mariadb": "MariaDb", "postgres": "PostgreSql", "mongo": "MongoDb", "redis": "Redis",
    "cassandra": "Cassandra", "oracle": "OracleDatabase",
}  # fmt: skip
_SERVERS = {
    "apache": "ApacheHttpServer", "nginx": "Nginx", "node": "NodeJs", "tomcat": "Tomcat",
    "lighttpd": "Lighttpd",
}  # fmt: skip
WORDS: Final[Mapping[Part, Mapping[str, str]]] = {
    Part.DATABASE_SERVER: _DATABASES,
    Part.DATABASE: _DATABASES,
    Part.WEB_SERVER: {word: kind for word, kind in _SERVERS.items() if word != "node"} | {"nodejs": "NodeJs"},
}
"""Types of ours by words in names of types."""

PROPERTIES: Final[Mapping[Part, Mapping[str, str]]] = {
    Part.PROGRAM: {"component_version": "version"},
    Part.WEB_SERVER: {"component_version": "version"},
    Part.DATABASE_SERVER: {"component_version": "version", "root_password": "password"},
    Part.DATABASE: {"name": "database"},
}
"""Attributes of ours by properties; others keep their name."""

SYSTEMS: Final[Mapping[str, str]] = {
    "ubuntu": "Ubuntu", "debian": "Debian", "centos": "CentOs", "rhel": "RedHatEnterpriseLinux",
    "rocky": "RockyLinux", "raspbian": "RaspberryPiOs", "amazon": "AmazonLinux",
}  # fmt: skip
ARCHITECTURES: Final[Mapping[str, str]] = {
    "x86_64": "x86_64", "amd64": "x86_64", "arm64": "arm64", "aarch64": "arm64",
}  # fmt: skip
FAMILIES: Final[Mapping[str, str]] = {
    "linux": "linux", "windows": "windows", "macos": "macos", "mac os": "macos",
}  # fmt: skip


def bare(name: str) -> str:
    """A name without the prefix of its profile: ``WebServer.Apache`` of ``tosca.nodes.WebServer.Apache``."""
    return re.sub(r"^([\w-]+\.)*(nodes|relationships|policies|groups)\.", "", name.rpartition(":")[2])


def longest(name: str, known: Iterable[str]) -> str:
    """The longest beginning of a bare name that is known; empty for none."""
    parts = name.split(".")
    beginnings = (".".join(parts[:n]) for n in range(len(parts), 0, -1))
    found = {*known}
    return next((start for start in beginnings if start in found), "")


def nearest(part: Part, names: Iterable[str]) -> str:
    """The type of ours that some names of types speak of; empty for none.

    Args:
        part: What the node is for.
        names: The most particular first.
    """
    words = WORDS.get(part, {})
    lowered = [name.lower() for name in names]
    return next((kind for name in lowered for word, kind in words.items() if word in name), "")
