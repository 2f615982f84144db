"""The types of the library that have the image of a service, and what their attributes are then."""

import dataclasses
from collections.abc import Iterator, Mapping

from stratum.compiler.attributes import group, text
from stratum.compiler.importers.compose.service import Service
from stratum.language.metamodel import Metamodel, Shape, Type

CONTAINER = "container"
COMPONENT = "Component"
_PREFIXES = ("docker.io/", "index.docker.io/", "library/")


@dataclasses.dataclass(frozen=True, slots=True)
class Kind:
    """A type that a service may be of.

    Attributes:
        type: Name of the type.
        attributes: What the service says of its attributes.
        said: Variables of the service that these attributes say.
        added: Variables that the type has and the service has not.
    """

    type: str
    attributes: Mapping[str, object]
    said: frozenset[str]
    added: tuple[str, ...]


def kinds(metamodel: Metamodel, service: Service) -> Iterator[Kind]:
    """The types that have the image of a service, and that say nothing which it does not; by name.

    Types that write files into their container are left out: the service has its own, or none.
    """
    image = service.image
    for prefix in _PREFIXES:
        image = image.removeprefix(prefix)
    for found in metamodel.concrete(COMPONENT):
        told = group(found.implementation, CONTAINER)
        if image and told.get("image") == image and not group(told, "files"):
            kind = _kind(found, told, service)
            if kind is not None:
                yield kind


def _kind(found: Type, told: Mapping[str, object], service: Service) -> Kind | None:
    attributes: dict[str, object] = {}
    tag = _named(told.get("tag"), "attribute")
    if tag:
        attributes[tag] = service.tag
    elif told.get("tag") != service.tag:
        return None
    said = set()
    variables = group(told, "environment")
    for variable, value in variables.items():
        name, given = _given(found, value, variable, service)
        if name and given is not None and attributes.setdefault(name, given) == given:
            said.add(variable)
    if service.replicas != 1:
        attributes["replicas"] = service.replicas
    if attributes.keys() - found.attributes.keys():
        return None
    if any(a.required and a.name not in attributes for a in found.attributes.values()):
        return None
    has = service.environment.keys() | service.secrets.keys()
    return Kind(found.name, attributes, frozenset(said), tuple(v for v in variables if v not in has))


def _given(found: Type, value: object, variable: str, service: Service) -> tuple[str, object]:
    """The attribute that a variable says, and its value; None where the service says nothing of it."""
    secret = _named(value, "secret")
    if secret:
        return secret, service.secrets.get(variable)
    name = _named(value, "attribute")
    if not name or name not in found.attributes:
        return "", None
    said = service.environment.get(variable)
    is_whole = found.attributes[name].shape in {Shape.INTEGER, Shape.PORT}
    return name, int(said) if is_whole and said is not None and said.isdigit() else said


def _named(value: object, key: str) -> str:
    return text(value, key, "") if isinstance(value, Mapping) and set(value) == {key} else ""
