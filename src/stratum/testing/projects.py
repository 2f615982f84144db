"""A small project of WebGME for tests, after the metamodel of the earlier deployment platform."""

import dataclasses

from stratum.compiler.importers.webgme.project import Item, MetaType, Project

_STRING = {"type": "string"}
_COUNT = {"type": "integer"}
_PLACES = {"enum": ["", "one", "two"], "type": "string"}
_ENDS = ("Platform", "OperatingSystems", "Application")


def meta(name: str, extends: str = "FCO", *, abstract: bool = False) -> MetaType:
    """A type that adds nothing."""
    return MetaType(name, extends, abstract, {}, {}, (), {}, ())


_TYPES = (
    meta("FCO", ""),
    dataclasses.replace(
        meta("Application", abstract=True),
        attributes={"replication_count": _COUNT, "src": _STRING},
        defaults={"replication_count": 1, "src": ""},
        constraints=("NoSpaceInName",),
    ),
    dataclasses.replace(meta("Connection", abstract=True), pointers={"dst": _ENDS, "src": _ENDS[1:]}),
    dataclasses.replace(meta("OperatingSystems", abstract=True), attributes={"version": _STRING}),
    dataclasses.replace(meta("Platform", abstract=True), contains=("OperatingSystems",)),
    dataclasses.replace(meta("TestModel"), contains=("Application", "Connection", "Platform")),
    meta("mySQL"),
    dataclasses.replace(
        meta("ConnectsTo", "Connection"), pointers={"dst": ("Application",), "src": ("Application",)}
    ),
    dataclasses.replace(
        meta("DBApplication", "Application"), attributes={"dbPassword": _STRING}, contains=("mySQL",)
    ),
    meta("HostedOn", "Connection"),
    dataclasses.replace(meta("OpenStack", "Platform"), attributes={"Plaform": _PLACES}),
    meta("Ubuntu", "OperatingSystems"),
    dataclasses.replace(meta("WebApplication", "Application"), attributes={"language": _STRING}),
)
_ENGINE = Item("/m/a/1", "mySQL", "mySQL", {})
_SYSTEM = Item("/m/b/1", "Ubuntu", "Ubuntu", {"version": "16.04"})
_INSIDE = (
    Item("/m/a", "DBApplication", "DBApplication", {"dbPassword": "hunter2"}, (_ENGINE,)),
    Item("/m/b", "demowebserver", "OpenStack", {"Plaform": "one"}, (_SYSTEM,)),
    Item("/m/c", "Web Shop", "WebApplication", {"language": "PHP", "replication_count": 3}),
    Item("/m/d", "ConnectsTo", "ConnectsTo", {}, src="/m/c", dst="/m/a"),
    Item("/m/e", "HostedOn", "HostedOn", {}, src="/m/c", dst="/m/b"),
    Item("/m/f", "HostedOn", "HostedOn", {}, src="/m/a", dst="/m/b"),
)
LAMP = Project("DeploymentAutomation", _TYPES, (Item("/m", "LAMPMODEL", "TestModel", {}, _INSIDE),))
"""A web application and its database on a machine, in a metamodel of thirteen types."""
